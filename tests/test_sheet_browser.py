"""The sheet in a real browser: on a phone, on a desk, and printed on A4."""

import re
import subprocess

import pytest
from browser import Browser
from samples import EXEMPT, MIDGUT, NEC, planned
from sheet_pages import (
    DIED,
    MOVED,
    NO_FOLLOW_UP,
    SUSPENDED,
    men1,
    named,
    read,
    sheet_of,
)

from surveil.messages import LANGUAGES

pytestmark = pytest.mark.interop

LONG = "Wort" * 60  # a word that is wider than a phone
SHEETS = {
    "plain": (planned(MIDGUT), {"telephone": "+61 2 9999 0000"}),
    "discreet": (planned(MIDGUT), {"texts": "discreet"}),
    "clinical": (MOVED, {"texts": "clinical", "name": "Example Hospital"}),
    "one entry a test": (planned(MIDGUT), {"texts": "clinical", "by": "test"}),
    "nec": (planned(NEC), {"texts": "clinical"}),
    "men1": (men1(10), {"texts": "clinical"}),
    "men1, 30 years": (men1(30), {"texts": "plain"}),
    "judgement": (planned(EXEMPT), {"texts": "clinical"}),
    "no follow-up": (planned(NO_FOLLOW_UP), {"texts": "clinical"}),
    "suspended": (planned(SUSPENDED), {}),
    "died": (planned(DIED), {}),
    "died, clinical": (planned(DIED), {"texts": "clinical"}),
    "own texts": (
        planned(MIDGUT),
        {"own": (("target", "خطة صحية: اتصل بنا"), ("preparation.cga", LONG))},
    ),
    **{
        language: (planned(MIDGUT), {"language": language, "texts": "clinical"})
        for language in LANGUAGES
        if language != "en"
    },
}
# What axe leaves to people: it cannot see the ground behind the words of a picture
# (they are #111 on white), and asks whether headings of groups of rows have cells.
LEFT_OPEN = {"color-contrast", "color-contrast-enhanced", "th-has-data-cells"}
A4 = (595, 842)  # points
MM = 72 / 25.4
CONTENT = (297 - 15 - 18) / 25.4 * 96  # CSS pixels between the margins of a page


@pytest.fixture(scope="module")
def browser():
    with Browser() as found:
        yield found


@pytest.fixture(params=SHEETS, scope="module")
def opened(request, browser, tmp_path_factory):
    """The browser with a sheet on the screen of a desk."""
    plan, texts = SHEETS[request.param]
    path = tmp_path_factory.mktemp("sheet") / "plan.html"
    path.write_bytes(sheet_of(plan, **texts))
    browser.media("")
    browser.wide(1280)
    browser.open(path)
    return request.param, browser, path


@pytest.fixture(scope="module")
def printed(opened):
    """The name of a sheet, and the file of its print."""
    name, browser, path = opened
    browser.devtools("Emulation.clearDeviceMetricsOverride")
    pdf = path.with_suffix(".pdf")
    pdf.write_bytes(browser.pdf())
    return name, pdf


def extracted(pdf, *options):
    run = subprocess.run(
        ["pdftotext", *options, str(pdf), "-"],
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout


def texts_of(pdf):
    """The text of each page, in the order in which it was drawn."""
    *pages, rest = extracted(pdf, "-raw").split("\f")
    assert rest == ""
    return [" ".join(page.split()) for page in pages]


def words_of(pdf):
    """Of each page: its size, and the left, top, right and bottom of each word."""
    pages = []
    for line in extracted(pdf, "-bbox").splitlines():
        numbers = tuple(float(one) for one in re.findall(r'="(-?[\d.]+)"', line))
        if "<page" in line:
            pages.append((numbers, []))
        elif "<word" in line:
            pages[-1][1].append(numbers)
    return pages


def squeezed(text):
    """The text without spaces, which a line end in print may add or take."""
    return re.sub(r"\s", "", text)


def test_the_console_says_nothing_and_nothing_is_fetched(opened):
    _, browser, path = opened
    browser.open(path)

    asked = browser.run(
        "return performance.getEntriesByType('resource').map(one => one.name)"
    )
    assert browser.console() == []
    assert asked == []
    assert browser.run("return document.compatMode") == "CSS1Compat"
    assert browser.run("return getComputedStyle(document.body).lineHeight") != "normal"


def test_the_policy_of_the_page_stops_scripts_and_requests(browser, tmp_path):
    # The same page with a script and a picture that somebody smuggled in.
    raw = sheet_of(planned(MIDGUT)).decode()
    bad = (
        "<script>document.title = 'stolen'</script>"
        "<img src='https://example.org/x.png' onerror='document.title = 1'>"
        "<p style='color: red' id='bad'>x</p></main>"
    )
    path = tmp_path / "bad.html"
    path.write_text(raw.replace("</main>", bad), encoding="utf-8")

    browser.open(path)

    stopped = browser.console()
    assert browser.run("return document.title") == "Health plan"
    colour = "return getComputedStyle(document.getElementById('bad')).color"
    assert browser.run(colour) == "rgb(17, 17, 17)"
    assert len(stopped) >= 3
    assert all("Content Security Policy" in one["message"] for one in stopped)


@pytest.mark.parametrize("medium", ["screen", "print"])
def test_axe_finds_nothing(opened, medium):
    _, browser, path = opened
    browser.media(medium)
    browser.wide(1280)
    browser.open(path)

    found = browser.violations()
    browser.media("")

    told = [
        (one["id"], [node["html"] for node in one["nodes"]])
        for one in found["violations"]
    ]
    assert told == []
    assert {one["id"] for one in found["incomplete"]} <= LEFT_OPEN


def test_axe_finds_what_is_wrong(browser, tmp_path):
    raw = sheet_of(planned(MIDGUT)).decode()
    path = tmp_path / "bad.html"
    path.write_text(raw.replace('<html lang="en"', "<html"), encoding="utf-8")

    browser.open(path)

    found = browser.violations()["violations"]
    assert [one["id"] for one in found] == ["html-has-lang"]


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_screen_has_to_be_scrolled_sideways(opened, width):
    name, browser, path = opened
    browser.wide(width, phone=width < 700)
    browser.open(path)

    whole, shown, inner = browser.run(
        "const page = document.documentElement;"
        "return [page.scrollWidth, page.clientWidth, innerWidth]"
    )
    assert whole == shown, name
    assert inner == width


def test_the_words_of_a_picture_are_dark_on_white(opened):
    _, browser, path = opened
    browser.open(path)

    fills = browser.run(
        "return [...document.querySelectorAll('svg text')]"
        ".map(one => getComputedStyle(one).fill)"
    )
    assert set(fills) <= {"rgb(17, 17, 17)"}


def test_print_is_black_on_white(opened):
    _, browser, path = opened
    browser.media("print")
    browser.open(path)

    found = browser.run(
        "const seen = new Set();"
        "for (const one of document.querySelectorAll('body *')) {"
        "  if (one.closest('svg')) continue;"
        "  const style = getComputedStyle(one);"
        "  seen.add(style.color); seen.add(style.backgroundColor);"
        "} return [...seen]"
    )
    browser.media("")
    assert set(found) <= {"rgb(0, 0, 0)", "rgba(0, 0, 0, 0)"}


def test_what_must_stay_whole_is_lower_than_a_page(opened):
    name, browser, path = opened
    browser.media("print")
    browser.wide(int(178 / 25.4 * 96), 1123)  # A4 between its margins
    browser.open(path)

    heights = browser.run(
        "return [...document.querySelectorAll("
        "'figure, .next, .visits > li, tr, .times > li > ul > li, .box')]"
        ".map(one => one.getBoundingClientRect().height)"
    )
    browser.media("")
    assert all(height < CONTENT for height in heights), name


def test_it_prints_on_a4_within_the_margins(printed):
    name, pdf = printed

    for size, words in words_of(pdf):
        assert tuple(round(side) for side in size) == A4
        assert words, f"{name}: an empty page"
        for left, top, right, bottom in words:
            assert 16 * MM - 1 <= left < right <= (210 - 16) * MM + 1, name
            # Letters may stand less high than the box that their font claims.
            assert 15 * MM <= (top + bottom) / 2 <= (297 - 5) * MM, name


def test_no_visit_and_no_row_is_cut_by_the_end_of_a_page(printed):
    name, pdf = printed
    plan, texts = SHEETS[name]
    sheet = read(sheet_of(plan, **texts))
    rows = [
        *(row for visits in sheet.with_class("visits") for row in visits.parts),
        *(row for row in sheet.all("tr") if row.all("td")),
    ]

    # All the words of a row follow each other on one page.
    pages = [squeezed(page) for page in texts_of(pdf)]
    for row in rows:
        wanted = squeezed(" ".join(row.lines))
        assert any(wanted in page for page in pages), (name, row.lines)
    # The next visit has numbers before its lines, and stands on the first page. In a
    # PDF, words from right to left stand as they are drawn and not as they are read.
    for block in sheet.with_class("next"):
        for line in block.lines:
            if not re.search("[\u0590-\u06ff]", line):
                assert squeezed(line) in pages[0], (name, line)


def test_the_clinic_s_file_starts_on_a_page_of_its_own(printed):
    name, pdf = printed
    plan, texts = SHEETS[name]
    told = texts_of(pdf)
    clinic = [at for at, page in enumerate(told) if "For the clinic's file" in page]

    if texts.get("texts") != "clinical":
        assert clinic == ([0] if plan.outcome == "ended" else [])
        return
    assert clinic == list(range(clinic[0], len(told)))
    assert clinic[0] > 0
    assert "For the clinic's file This part names the illness." in told[clinic[0]]
    for page in told[: clinic[0]]:
        assert named(page) == []
        assert "esmo" not in page.casefold()


def test_the_headings_of_the_table_stand_on_each_of_its_pages(printed):
    name, pdf = printed
    plan, texts = SHEETS[name]
    told = texts_of(pdf)
    with_rows = [
        page
        for page in told
        if re.search(r"(default|guideline) \d+ \w+ esmo-2020/", page)
    ]

    assert bool(with_rows) == (texts.get("texts") == "clinical" and bool(plan.events))
    for page in with_rows:
        assert "Asked by (evidence)" in page, name
