"""The pages of audit and forecast in a real browser: on screens, with every rule."""

from datetime import date

import pytest
from browser import Browser
from test_auditing import CLINIC, WERE_DONE, standard
from test_forecasting import months

from surveil import library
from surveil.auditing import audit
from surveil.forecasting import forecast
from surveil.observing import Standard
from surveil.render import audit_page, forecast_page

pytestmark = pytest.mark.interop

# It cannot see the ground behind the words of a chart: they are #111 on white.
LEFT_OPEN = {"color-contrast", "color-contrast-enhanced"}
HELD = [standard(), Standard((library.load("norway-2020", None),))]


def pages():
    every = ("site", "grade", "year")
    audited = audit(CLINIC, WERE_DONE, HELD, as_of=date(2024, 1, 1), by=every)
    to_come = forecast(CLINIC, WERE_DONE, HELD, months("2023-01-01"))
    return audit_page.render(audited), forecast_page.render(to_come)


@pytest.fixture(scope="module")
def browser():
    with Browser() as found:
        yield found


@pytest.mark.parametrize("which", [0, 1], ids=["audit", "forecast"])
@pytest.mark.parametrize("width", [360, 900])
def test_nothing_is_cut_and_no_rule_is_broken(browser, tmp_path, which, width):
    path = tmp_path / "page.html"
    path.write_bytes(pages()[which])
    browser.wide(width)

    browser.open(path)

    assert browser.run("return document.documentElement.scrollWidth") <= width
    found = browser.violations()
    assert [one["id"] for one in found["violations"]] == []
    assert {one["id"] for one in found["incomplete"]} <= LEFT_OPEN
    assert browser.console() == []
