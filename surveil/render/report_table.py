"""Tables of the report: columns of numbers end where a reader compares them."""

from collections.abc import Collection, Iterable, Sequence

from surveil.render.sheet_html import Html, tag

Cell = Html | str


def number(count: int) -> str:
    """Such as 1,234."""
    return f"{count:,}"


def rows(count: int) -> str:
    """Such as 1 row, or 1,234 rows."""
    return f"{number(count)} {'row' if count == 1 else 'rows'}"


def table(
    caption: str,
    names: Sequence[str],
    lines: Iterable[Sequence[Cell]],
    *,
    numbers: Collection[int],
) -> Html:
    """A small table, no wider than its words."""
    return tag(
        "table",
        tag("caption", caption),
        head(names, numbers),
        tag("tbody", *(row(cells, numbers) for cells in lines)),
        class_="short",
    )


def head(names: Sequence[str], numbers: Collection[int]) -> Html:
    """The headings of the columns."""
    cells = (
        tag("th", name, scope="col", class_="n" if place in numbers else None)
        for place, name in enumerate(names)
    )
    return tag("thead", tag("tr", *cells))


def row(cells: Sequence[Cell], numbers: Collection[int]) -> Html:
    """A row, of which the first cell is the heading."""
    first, *others = cells
    return tag(
        "tr",
        tag("th", first, scope="row"),
        *(
            tag("td", cell, class_="n" if place in numbers else None)
            for place, cell in enumerate(others, start=1)
        ),
    )


def wide(part: Html, label: str, class_: str) -> Html:
    """A table that scrolls where the screen is narrow, by keyboard too."""
    return tag(
        "div",
        part,
        class_=f"scroll {class_}",
        role="region",
        aria_label=label,
        tabindex="0",
    )
