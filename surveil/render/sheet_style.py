"""How the sheet looks: large and plain on a phone, black on white on A4."""

from typing import Final

# Colours keep a contrast of 7 to 1 on white and stay apart when printed grey.
STYLE: Final = """
:root { color: #111; background: #fff; color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 1rem; max-width: 48rem; line-height: 1.5;
  font-family: system-ui, "Noto Sans", "DejaVu Sans", sans-serif;
  overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.25rem; line-height: 1.3; margin: 2rem 0 .5rem; }
h3 { font-size: 1.05rem; margin: 1.25rem 0 .25rem; }
h4 { margin: .75rem 0 .25rem; }
h1, h2, h3, h4, caption { break-after: avoid; }
p, ul, ol, dl { margin: .35rem 0; }
ul, ol { padding-inline-start: 1.4rem; }
li { break-inside: avoid; }
a { color: inherit; }
.note { color: #333; }
.own { white-space: pre-line; }
.next { border: 3px solid #111; padding: .75rem 1rem 1rem; margin: 1rem 0; }
.next h2 { margin-top: 0; }
.next .day { font-size: 1.9rem; line-height: 1.2; font-weight: bold; margin: .25rem 0; }
.box { border: 1.5px solid #111; min-height: 3.2rem; padding: .1rem .4rem;
  font-size: .85rem; color: #333; break-inside: avoid; }
.visits { list-style: none; padding: 0; border-bottom: 1px solid #555; }
.visits > li { display: grid; grid-template-columns: 13rem 1fr 13rem; gap: .25rem 1rem;
  border-top: 1px solid #555; padding: .4rem 0; break-inside: avoid; }
.visits .day { font-weight: bold; }
.visits p { margin: 0; }
.times { list-style: none; padding: 0; }
.times > li { display: grid; grid-template-columns: 9rem 1fr; gap: 0 1rem;
  break-inside: auto; margin: .3rem 0; }
.times ul { margin: 0; padding: 0; list-style: none; }
figure { margin: .5rem 0; break-inside: avoid; }
figure svg { display: block; width: 100%; max-width: 34rem; height: auto; }
svg text { font-family: inherit; fill: #111; }
.legend { list-style: none; padding: 0; display: flex; flex-wrap: wrap;
  gap: .25rem 1.25rem; }
.legend svg { width: 1rem; height: 1rem; vertical-align: -.15rem;
  margin-inline-end: .35rem; }
.lines { border-bottom: 1px solid #555; height: 2.2rem; }
.clinic { margin-top: 3rem; border-top: 3px solid #111; padding-top: 1rem;
  font-size: .95rem; }
.hand { display: flex; gap: .5rem; margin: .75rem 0; }
.hand span { flex: 1; border-bottom: 1px solid #111; }
.warning { border: 2px solid #111; padding: .3rem .6rem; font-weight: bold; }
dl.facts { display: grid; gap: .1rem 1rem;
  grid-template-columns: max-content minmax(0, 1fr); }
dl.facts dt { font-weight: bold; }
dl.facts dd { margin: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .8rem; line-height: 1.3;
  margin: .5rem 0; table-layout: fixed; }
caption { text-align: start; font-weight: bold; padding: .75rem 0 .25rem; }
th, td { text-align: start; vertical-align: top; padding: .2rem .4rem; }
th:nth-child(1) { width: 25%; } th:nth-child(2) { width: 12%; }
th:nth-child(3) { width: 25%; } th:nth-child(4) { width: 10%; }
th:nth-child(5) { width: 10%; }
thead th { border-bottom: 2px solid #111; }
td, tbody th { border-bottom: 1px solid #767676; }
tbody th { padding-top: .5rem; }
tr { break-inside: avoid; }
.end { margin-top: 2rem; font-style: italic; }
@media screen and (max-width: 34rem) {
  .visits .box, .next .box, .lines:empty { display: none; }  /* for the pen */
  .visits > li, .times > li { grid-template-columns: 1fr; }
  dl.facts { grid-template-columns: 1fr; }
  dl.facts dd { margin-inline-start: 1rem; }
  .scroll table { min-width: 46rem; }
}
@page { size: A4; margin: 15mm 16mm 18mm;
  @bottom-center { content: counter(page); font-size: 9pt; } }
@page clinic {
  @bottom-left { content: "For the clinic's file"; font-size: 9pt; } }
@media print {
  :root { color: #000; font-size: 10.5pt; }
  body { padding: 0; max-width: none; }
  .note, .box { color: #000; }
  .visits > li { grid-template-columns: 52mm 1fr 46mm; padding: 1.6mm 0; }
  .visits .note { font-size: 9pt; }
  .next { break-inside: avoid; }
  .box { min-height: 11mm; }
  .lines { height: 9mm; }
  figure svg { max-width: 150mm; }
  .scroll { overflow: visible; }
  .scroll table { min-width: 0; font-size: 8pt; }
  .clinic { page: clinic; break-before: page; margin: 0; border: 0; padding: 0; }
  thead { display: table-header-group; break-inside: avoid; }
  tbody th { break-after: avoid; }
}
"""
