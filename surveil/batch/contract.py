"""The contract of a planned list: the columns of its tables, in a stable order."""

from typing import Final

import pyarrow as pa

_TEXT: Final = pa.dictionary(pa.int32(), pa.string())
_DAY: Final = pa.date32()
_NUMBER: Final = pa.int64()

EVENTS: Final = pa.schema(
    [
        ("format", pa.int32()),
        ("made", _DAY),
        ("row", _NUMBER),
        ("key", _TEXT),
        ("id", _TEXT),
        ("test", _TEXT),
        ("number", pa.int32()),
        ("offset", _TEXT),
        ("earliest", _DAY),
        ("due", _DAY),
        ("latest", _DAY),
        ("window", _TEXT),
        ("past", pa.bool_()),
        ("guideline", _TEXT),
        ("edition", _TEXT),
        ("digest", _TEXT),
        ("recommendation", _TEXT),
        ("asked_by", _TEXT),
        ("evidence", _TEXT),
        ("sources", _TEXT),
        ("interpretations", _TEXT),
        ("notes", _TEXT),
    ]
)
OUTCOMES: Final = pa.schema(
    [
        ("format", pa.int32()),
        ("made", _DAY),
        ("row", _NUMBER),
        ("key", pa.string()),
        ("outcome", _TEXT),
        ("judgement", _TEXT),
        ("reason", _TEXT),
        ("missing", _TEXT),
        ("guideline", _TEXT),
        ("edition", _TEXT),
        ("digest", _TEXT),
        ("recommendation", _TEXT),
        ("banner", _TEXT),
        ("sources", _TEXT),
        ("horizon", _DAY),
        ("events", pa.int32()),
        ("next_due", _DAY),
        ("last_due", _DAY),
        ("fact", _TEXT),
        ("problem", _TEXT),
    ]
)
