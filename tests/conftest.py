"""What every test starts from."""

import pytest


@pytest.fixture(autouse=True)
def _no_width_from_outside(monkeypatch):
    """The terminal of whoever runs the tests is none of theirs."""
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("NO_COLOR", raising=False)
