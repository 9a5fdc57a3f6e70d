"""The picture of a sheet: a mark for each thing in its month."""

import re

from samples import MIDGUT, planned
from sheet_pages import men1, read, sheet_of


def marks(page):
    """Every mark of the pictures, as (year, month, shape), from its place alone."""
    found = []
    for svg in page.all("svg"):
        if svg.attributes.get("role") != "img":
            continue
        words = [(one.text, one.attributes) for one in svg.all("text")]
        months = [float(at["x"]) for name, at in words if not name.isdigit()]
        years = [(float(at["y"]), int(name)) for name, at in words if name.isdigit()]
        assert len(months) == 12
        for group in svg.all("g"):
            x, y = re.findall(r"[\d.]+", group.attributes["transform"])
            near = [abs(float(x) + 6 - month) for month in months]
            (shape,) = group.parts
            above = [year for top, year in years if top - 14 < float(y)]
            found.append((above[-1], near.index(min(near)) + 1, str(shape.attributes)))
    return found


def test_the_picture_has_one_mark_for_each_thing_in_its_month():
    found = marks(read(sheet_of(planned(MIDGUT))))
    months = [(year, month) for year, month, _ in found]

    # 12 to 60 months in steps of six, then 72 to 120 months in steps of twelve: blood
    # or urine, scan and clinic visit each time, and the review with the last.
    rounds = [*((year, month) for year in (2027, 2028, 2029, 2030) for month in (3, 9))]
    rounds += [(year, 3) for year in range(2031, 2037)]
    expected = sorted(rounds * 3 + [(2036, 3)])
    assert sorted(months) == expected
    assert len(set(found)) == len(found)


def test_the_marks_differ_in_shape_and_not_only_in_colour():
    page = read(sheet_of(men1(10)))
    shapes = {}
    for line in page.with_class("legend")[0].all("li"):
        (svg,) = line.all("svg")
        (shape,) = svg.parts
        at = {k: v for k, v in shape.attributes.items() if k != "fill"}
        shapes[line.text] = (shape.name, tuple(sorted(at.items())))

    assert len(set(shapes.values())) == len(shapes) > 3


def test_a_discreet_picture_shows_visits_and_not_their_kind():
    page = read(sheet_of(planned(MIDGUT), texts="discreet"))

    assert len({shape for _, _, shape in marks(page)}) == 1
    (legend,) = page.with_class("legend")
    assert legend.lines == ["follow-up"]


def test_a_long_plan_has_each_year_once_in_pictures_that_fit_on_a_page():
    page = read(sheet_of(men1(30)))
    pictures = [svg for svg in page.all("svg") if svg.attributes.get("role") == "img"]
    years = [
        int(word.text)
        for svg in pictures
        for word in svg.all("text")
        if word.text.isdigit()
    ]

    assert years == list(range(2027, 2057))
    for svg in pictures:
        _, _, width, height = map(float, svg.attributes["viewbox"].split())
        # 150 mm wide in print, and a page has 264 mm for its content.
        assert height / width * 150 < 240


def test_every_picture_is_named_and_described():
    page = read(sheet_of(men1(30)))
    elements = [one for name in ("title", "desc") for one in page.all(name)]
    ids = {one.attributes.get("id"): one for one in elements}

    for svg in page.all("svg"):
        if svg.attributes.get("role") == "img":
            name = ids[svg.attributes["aria-labelledby"]]
            described = ids[svg.attributes["aria-describedby"]]
            assert (name.name, described.name) == ("title", "desc")
            assert name.text == "Your visits by month"
            assert "mark" in described.text
        else:
            assert svg.attributes["aria-hidden"] == "true"
