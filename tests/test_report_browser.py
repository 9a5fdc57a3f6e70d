"""The clinic's report in a real browser: on screens, and printed on A4."""

import re
import subprocess
from pathlib import Path

import pytest
from batch_lists import MADE, batch
from browser import Browser
from report_pages import NONE, demand, every_test
from samples import SECRET
from sheet_pages import read

from surveil.catalogue import TESTS
from surveil.demand import Lack, Refused
from surveil.render import report

pytestmark = pytest.mark.interop

LIST = Path(__file__).parent.parent / "examples" / "clinic-list.csv"
A4 = (595, 842)  # points
MM = 72 / 25.4
# It cannot see the ground behind the words of a chart: they are #111 on white.
LEFT_OPEN = {"color-contrast", "color-contrast-enhanced"}


def registry():
    """A report as large as it can be: every test, and long lists of reasons."""
    every = {
        test.replace("-", "_"): {
            "is_open": 123_456,
            "is_closed": 1_234_567,
            "by_month": tuple(range(99_000, 123_000, 1_000)),
            "suspended": 1_234,
        }
        for test in TESTS
    }
    long = "decide about " + "a scan of every region every 3 months, " * 9
    return demand(
        lists=(("a-list-with-a-long-name-" * 8 + ".csv", 10**6), ("b.csv", 250)),
        tests=every_test(**every),
        lacks=tuple(
            Lack(f"fact_{number}", 10**6, 10**6, ((long, 10**6), (long + ";x", 5)))
            for number in range(20)
        ),
        refused=tuple(
            Refused("operation", f"is not one of {'bowel-resection, ' * 20}", 10**6, ())
            for _ in range(60)
        ),
    )


@pytest.fixture(scope="module")
def browser():
    with Browser() as found:
        yield found


@pytest.fixture(scope="module", params=["a run", "registry", "nothing"])
def path(request, tmp_path_factory):
    """The file of a report."""
    folder = tmp_path_factory.mktemp("report")
    if request.param == "a run":
        return _of_a_run(folder)
    found = registry()
    if request.param == "nothing":
        found = demand(
            lacks=(), refused=(), followed=0, tests=every_test(), blood_days=NONE
        )
    made = folder / "report.html"
    made.write_bytes(report.render(found))
    return made


def _of_a_run(folder):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SURVEIL_SECRET", SECRET.decode())

        class Quiet:
            def readouterr(self):
                return self

            err = ""

        words = ("--day-first", "--assume-day", "15", "--made", MADE)
        ran = batch(Quiet(), LIST, "-o", folder / "plans", *words)
    assert ran.code == 6
    return folder / "plans" / "report.html"


@pytest.fixture
def opened(path, browser):
    browser.media("")
    browser.wide(1280)
    browser.open(path)
    return browser


def test_the_console_says_nothing_and_nothing_is_fetched(opened, path):
    opened.open(path)

    asked = opened.run(
        "return performance.getEntriesByType('resource').map(one => one.name)"
    )
    assert opened.console() == []
    assert asked == []
    assert (
        opened.run("return document.title") == "Follow-up list: report for the clinic"
    )
    assert opened.run("return getComputedStyle(document.body).maxWidth") == "992px"


@pytest.mark.parametrize("medium", ["screen", "print"])
def test_axe_finds_nothing(opened, path, medium):
    opened.media(medium)
    opened.open(path)

    found = opened.violations()
    opened.media("")

    told = [
        (one["id"], [node["html"] for node in one["nodes"]])
        for one in found["violations"]
    ]
    assert told == []
    assert {one["id"] for one in found["incomplete"]} <= LEFT_OPEN


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_screen_has_to_be_scrolled_sideways(opened, path, width):
    opened.wide(width, phone=width < 700)
    opened.open(path)

    whole, shown = opened.run(
        "const page = document.documentElement;"
        "return [page.scrollWidth, page.clientWidth]"
    )
    assert whole == shown


def test_bars_and_words_stay_within_their_chart(opened):
    outside = opened.run(
        "return [...document.querySelectorAll('.charts svg')].flatMap(svg => {"
        "  const box = svg.getBoundingClientRect();"
        "  return [...svg.querySelectorAll('rect, text, path')].filter(one => {"
        "    const own = one.getBoundingClientRect();"
        "    return own.left < box.left - 1 || own.right > box.right + 1"
        "      || own.top < box.top - 1 || own.bottom > box.bottom + 1;"
        "  }).map(one => one.outerHTML)})"
    )
    assert outside == []


def test_no_words_of_a_chart_lie_on_each_other(opened):
    pairs = opened.run(
        "return [...document.querySelectorAll('.charts svg')].flatMap(svg => {"
        "  const all = [...svg.querySelectorAll('text')]"
        "    .map(one => [one.textContent, one.getBoundingClientRect()]);"
        "  return all.flatMap(([word, one], at) => all.slice(at + 1)"
        "    .filter(([_, other]) => one.left < other.right - 1"
        "      && other.left < one.right - 1"
        "      && one.top < other.bottom - 3 && other.top < one.bottom - 3)"
        "    .map(([other]) => [word, other]))})"
    )
    assert pairs == []


def test_bars_are_dark_enough_to_print_grey(opened):
    fills = opened.run(
        "return [...document.querySelectorAll('svg rect')]"
        ".map(one => getComputedStyle(one).fill)"
    )
    assert set(fills) <= {"rgb(0, 114, 178)"}


def test_it_prints_on_a4_within_the_margins_and_whole(opened, path, tmp_path):
    opened.devtools("Emulation.clearDeviceMetricsOverride")
    pdf = tmp_path / "report.pdf"
    pdf.write_bytes(opened.pdf())

    shown = _text(pdf, "-bbox")
    sizes = re.findall(r'<page width="([\d.]+)" height="([\d.]+)"', shown)
    assert {tuple(round(float(side)) for side in one) for one in sizes} == {A4}
    words = re.findall(
        r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="[\d.]+"', shown
    )
    assert words
    for left, right in words:
        assert 16 * MM - 1 <= float(left) < float(right) <= (210 - 16) * MM + 1
    # Each row of each table on one page, and no heading of a table without a row.
    pages = [_squeezed(page) for page in _text(pdf, "-raw").split("\f")]
    for table in read(path.read_bytes()).all("table"):
        rows = [_squeezed(" ".join(one.lines)) for one in table.all("tr")]
        for row in rows:
            assert any(row in page for page in pages), row
        assert any(rows[0] + rows[1] in page for page in pages)


def _text(pdf, *options):
    run = subprocess.run(
        ["pdftotext", *options, str(pdf), "-"],
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


def _squeezed(text):
    return re.sub(r"\s", "", text)
