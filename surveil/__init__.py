"""Plan follow-up after surgery for a neuroendocrine tumour: dated and cited.

>>> from datetime import date
>>> import surveil
>>> case = surveil.Case.parse({
...     "surgery": "2026-03-12", "site": "ileum", "grade": "G1", "stage": "III",
...     "resection": "R0", "cga_raised": "no", "hiaa_raised": "no",
... })
>>> plan = surveil.plan(case, "esmo-2020", made=date(2026, 3, 20))
>>> plan.outcome, plan.recommendation
('plan', 'low')
>>> [(event.id, event.due.isoformat()) for event in plan.events[:2]]
[('clinic/1', '2026-09-12'), ('ct-or-mri-abdomen/1', '2026-09-12')]
>>> plan.events[1].asked_by[0].row.sources[0].publication.doi
'10.1016/j.annonc.2020.03.304'
>>> [missing.fact for missing in plan.missing]
['sstr_positive', 'function']

`surveil.render` has one module for each format, each with a function `render`:

>>> from surveil.render import csv
>>> csv.render(plan).decode().splitlines()[0][:30]
'format,made,key,guideline,edit'
"""

from surveil.api import guidelines, load, plan
from surveil.case import Case
from surveil.errors import (
    CaseError,
    GuidelineError,
    MachineError,
    SurveilError,
    UsageError,
)
from surveil.guideline import Guideline
from surveil.plans import Event, Plan
from surveil.spans import Span
from surveil.version import VERSION as __version__

__all__ = [
    "Case",
    "CaseError",
    "Event",
    "Guideline",
    "GuidelineError",
    "MachineError",
    "Plan",
    "Span",
    "SurveilError",
    "UsageError",
    "__version__",
    "guidelines",
    "load",
    "plan",
]
