"""How the report looks: the style of the sheet, with charts and tables of numbers."""

from typing import Final

from surveil.render.sheet_style import STYLE as _SHEET

STYLE: Final = f"""{_SHEET}
body {{ max-width: 62rem; }}
.charts {{ display: grid; gap: .5rem 1.5rem;
  grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr)); }}
.charts figure {{ margin: .25rem 0; min-width: 0; }}
.charts figcaption {{ font-weight: bold; }}
.charts svg {{ max-width: 30rem; }}
.sum {{ font-weight: bold; }}
table, .scroll table {{ table-layout: auto; min-width: 0; }}
table.short {{ width: auto; }}
th:nth-child(n) {{ width: auto; }}
td, th {{ overflow-wrap: normal; }}
tbody th {{ font-weight: normal; padding-top: .2rem; }}
tbody th[scope=rowgroup] {{ font-weight: bold; padding-top: .5rem; }}
.n {{ text-align: end; font-variant-numeric: tabular-nums; }}
thead th {{ vertical-align: bottom; }}
.months tbody th {{ white-space: nowrap; }}
.rejects td:last-child {{ min-width: 7rem; }}
tfoot th, tfoot td {{ border-top: 2px solid #111; font-weight: bold; }}
table ul {{ margin: 0; padding-inline-start: 1rem; }}
@media screen and (max-width: 34rem) {{
  .months table, .tests table {{ min-width: 46rem; }}
}}
@media print {{
  body {{ font-size: 9.5pt; }}
  .charts {{ grid-template-columns: 1fr 1fr; gap: 1mm 6mm; }}
  .charts svg {{ max-width: 86mm; }}
  table {{ font-size: 8pt; }}
  td, th {{ padding: .5mm 1mm; }}
  h2 {{ margin-top: 7mm; }}
  /* A list in a cell would break after its first line, whatever its row says. */
  table ul {{ display: inline-block; width: 100%; }}
  tbody:first-of-type tr:first-child {{ break-before: avoid; }}
  .note:has(+ .scroll) {{ break-after: avoid; }}
  tfoot {{ display: table-row-group; }}
}}
"""
