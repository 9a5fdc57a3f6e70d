"""The table of effective doses: the shipped one, or a clinic's own."""

import tomllib
from decimal import Decimal
from pathlib import Path

from surveil.catalogue import TESTS
from surveil.doses import Dose, DoseSource, DoseTable
from surveil.errors import GuidelineError
from surveil.library.tables import Table

_FORMAT = 1
_SCANS = ("scan", "heart")


def doses(path: Path | None = None) -> DoseTable:
    """The doses in `path`, or the shipped ones.

    Raises GuidelineError for a value without a source, a test that is no imaging, an
    imaging test without a value, or anything else that the table must not hold.
    """
    if path is None:
        from importlib.resources import files

        file, raw = (
            "budget.toml",
            (files("surveil.library") / "budget.toml").read_bytes(),
        )
    else:
        file = str(path)
        try:
            raw = path.read_bytes()
        except OSError as problem:
            reason = f"cannot be read: {problem.strerror}"
            raise GuidelineError(file, "", reason) from None
    try:
        content = tomllib.loads(raw.decode("utf-8"), parse_float=Decimal)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise GuidelineError(file, "", str(problem)) from None
    faults: list[GuidelineError] = []
    found = _table(Table(file, "", content, faults))
    if faults:
        raise faults[0]
    return found


def _table(table: Table) -> DoseTable:
    if table.take("format", int) != _FORMAT:
        raise table.fault("format", f"is not {_FORMAT}, the format of this version")
    publications = {}
    for key, one in _needed(table, "sources").children():
        publications[key] = one.text("cite"), one.text("url")
        one.text("read")
        one.done()
    modalities = {
        name: _dose(one, name, publications)
        for name, one in _needed(table, "modalities").children()
    }
    by_ct, by_mri = {}, {}
    for test, one in _needed(table, "tests").children():
        if test not in TESTS or TESTS[test].kind not in (*_SCANS, "endoscopy"):
            raise one.fault("", "is not an imaging test of surveil")
        keys = ("is", "is") if one.has("is") else ("ct", "mri")
        words = {key: one.word(key, tuple(modalities)) for key in dict.fromkeys(keys)}
        by_ct[test], by_mri[test] = (modalities[words[key]] for key in keys)
        one.done()
    for code, known in TESTS.items():
        if known.kind in _SCANS and code not in by_ct:
            raise table.fault(f"tests.{code}", "is missing: every scan has a value")
    table.done()
    return DoseTable(by_ct, by_mri)


def _needed(table: Table, key: str) -> Table:
    found = table.table(key)
    if found is None:
        raise table.fault(key, "is missing")
    return found


def _dose(table: Table, name: str, publications: dict[str, tuple[str, str]]) -> Dose:
    low, typical, high = (_number(table, key) for key in ("low", "typical", "high"))
    if not 0 <= low <= typical <= high:
        raise table.fault("typical", "is not between low and high")
    sources = []
    for one in table.tables("sources"):
        cite, url = publications[one.word("key", tuple(publications))]
        sources.append(DoseSource(cite, url, one.text("at"), one.text("printed")))
        one.done()
    if not sources:
        raise table.fault("sources", "is missing: no value without a source")
    found = Dose(name, low, typical, high, tuple(sources), table.text("why"))
    table.done()
    return found


def _number(table: Table, key: str) -> Decimal:
    if table.holds(key, int):
        return Decimal(table.take(key, int))
    return table.take(key, Decimal)
