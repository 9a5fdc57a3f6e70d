"""Draw the picture of the README anew: python tests/picture.py"""

import io
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.text import Text
from samples import MIDGUT, planned

from surveil.render import table

PICTURE = Path(__file__).parent.parent / "examples" / "plan.svg"
COMMAND = (
    "$ surveil plan --surgery 2026-03-12 --site ileum --grade G1 --stage III"
    " --resection R0 \\\n    --guideline norway-2020"
)
WIDTH = 100
# The shape of rich's own, without the font that it would fetch from elsewhere.
SHAPE = """\
<svg class="rich-terminal" viewBox="0 0 {width} {height}" \
xmlns="http://www.w3.org/2000/svg" xml:space="preserve">
<title>A plan in the terminal</title>
<style>
.{unique_id}-matrix {{ font-family: Menlo, Consolas, "DejaVu Sans Mono", monospace; \
font-size: {char_height}px; line-height: {line_height}px; }}
{styles}
</style>
<defs>
<clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}"/>
</clipPath>
{lines}
</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" \
clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g>
</g>
</svg>
"""


def shown() -> str:
    """What the terminal shows: the command, then its table in colour."""
    plan = planned(MIDGUT, "norway-2020", made=date(2026, 3, 20))
    lines = table.render(plan, width=WIDTH, colour=True).decode()
    return f"{COMMAND}\n{lines}"


def drawn() -> str:
    console = Console(
        file=io.StringIO(), record=True, width=WIDTH, color_system="standard"
    )
    console.print(Text.from_ansi(shown()))
    return console.export_svg(title="surveil", code_format=SHAPE, unique_id="plan")


if __name__ == "__main__":
    PICTURE.write_text(drawn(), encoding="utf-8")
