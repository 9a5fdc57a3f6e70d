"""The contract of a planned list: the columns of its tables, in a stable order.

`columns.json` beside this module is the data dictionary that `dictionary` gives; a
test holds the two together.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

import pyarrow as pa

from surveil.version import FORMAT


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name, what kind of value it holds, and what that means."""

    name: str
    kind: str
    says: str
    empty: str = ""  # when there is no value, if that can be


# A text is never null but empty, unless it is the key of an outcome.
KINDS: Final = MappingProxyType(
    {
        "text": pa.dictionary(pa.int32(), pa.string()),
        "key": pa.string(),
        "day": pa.date32(),
        "number": pa.int32(),
        "long number": pa.int64(),
        "yes or no": pa.bool_(),
    }
)
_MADE: Final = (
    Column("format", "number", "version of this contract: it changes with a column"),
    Column("made", "day", "day on which the plan was made"),
    Column("row", "long number", "row of the list, as the list numbers it"),
)
_DECIDED: Final = (
    Column(
        "guideline",
        "text",
        "ids of the guideline that decided and of the programmes beside it, parted by"
        " '; '; of all that were asked where none decided",
        "the row was rejected",
    ),
    Column("edition", "text", "edition of each of them", "the row was rejected"),
    Column(
        "digest",
        "text",
        "digest of each of their files: the same digest, the same rules",
        "the row was rejected",
    ),
    Column(
        "recommendation",
        "text",
        "row of the guideline that decided",
        "no row decided",
    ),
)
EVENT_COLUMNS: Final = (
    *_MADE,
    Column("key", "text", "key of the case", "the case has none"),
    Column(
        "id",
        "text",
        "test and number: the third CT stays the third, however its date moves",
    ),
    Column("test", "text", "code of the test"),
    Column(
        "number",
        "number",
        "which of its kind, from 1; of renew-plan the years since surgery",
    ),
    Column("offset", "text", "how long after surgery it is due"),
    Column("earliest", "day", "first day of its window"),
    Column("due", "day", "day on which it is due"),
    Column("latest", "day", "last day of its window: after it, it is overdue"),
    Column(
        "window",
        "text",
        "guideline if the publication prints the window, default if it is ours",
    ),
    Column("past", "yes or no", "whether its window had closed on the day `made`"),
    *_DECIDED,
    Column("asked_by", "text", "rows that ask for it, as guideline/row, by '; '"),
    Column("evidence", "text", "grade of evidence of each of these rows, by '; '"),
    Column("sources", "text", "publication and place of each source, by ' | '"),
    Column(
        "interpretations",
        "text",
        "entries of the register that it rests on, by '; '",
        "the printed words left nothing open",
    ),
    Column("notes", "text", "what stands beside it, by '; '", "nothing does"),
)
OUTCOME_COLUMNS: Final = (
    *_MADE,
    Column("key", "key", "key of the case", "the row has none that can be read"),
    Column(
        "outcome",
        "text",
        "plan, no-follow-up, judgement, ended or rejected: exactly one of them",
    ),
    Column(
        "judgement",
        "text",
        "why the MDT must decide: not-covered, facts-missing, guideline-says or"
        " not-in-table",
        "the outcome is another",
    ),
    Column("reason", "text", "the reason in words", "a plan, or a rejected row"),
    Column(
        "missing",
        "text",
        "unknown facts that would change the answer, parted by '; '",
        "none would",
    ),
    *_DECIDED,
    Column("banner", "text", "line that stands above the dates", "there is none"),
    Column(
        "sources",
        "text",
        "publication and place behind the reason, by ' | '",
        "the events have sources of their own, or there is none",
    ),
    Column(
        "horizon",
        "day",
        "day to which lifelong series are planned",
        "no events follow",
    ),
    Column("events", "number", "how many events the row has"),
    Column(
        "next_due",
        "day",
        "due day of the first event whose window had not closed on the day `made`",
        "there is none",
    ),
    Column("last_due", "day", "due day of the last event", "there is none"),
    Column("fact", "text", "fact that is wrong", "the row was not rejected"),
    Column(
        "problem",
        "text",
        "what is wrong with it, never its value",
        "the row was not rejected",
    ),
)


def _schema(columns: tuple[Column, ...]) -> pa.Schema:
    return pa.schema([(one.name, KINDS[one.kind]) for one in columns])


EVENTS: Final = _schema(EVENT_COLUMNS)
OUTCOMES: Final = _schema(OUTCOME_COLUMNS)
# How events are written as Parquet. Days and numbers are smaller and quicker as they
# are than by a dictionary, and no reader looks for a range of texts.
PACKING: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "compression": "zstd",
        "use_dictionary": [one.name for one in EVENT_COLUMNS if one.kind == "text"],
        "write_statistics": [one.name for one in EVENT_COLUMNS if one.kind == "day"]
        + ["row"],
    }
)


def dictionary() -> bytes:
    """The data dictionary: every column of both tables with its meaning, as JSON."""
    tables = {"events": EVENT_COLUMNS, "outcomes": OUTCOME_COLUMNS}
    content = {
        "format": FORMAT,
        "tables": {
            name: [_described(one) for one in columns]
            for name, columns in tables.items()
        },
    }
    return f"{json.dumps(content, indent=2)}\n".encode()


def _described(column: Column) -> dict[str, str]:
    found = {
        "column": column.name,
        "type": str(KINDS[column.kind]),
        "says": column.says,
    }
    return found | ({"empty": column.empty} if column.empty else {})
