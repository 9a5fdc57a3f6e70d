"""What patients are told to do before each test, as message ids.

Nothing here tells a patient to stop, pause, reduce or move a prescribed medicine: the
words are "ask your team". What laboratories ask for is for staff alone.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from surveil.messages import marked
from surveil.preparation.instructions import LOGISTICS, SAFETY, Instruction

_MUKERJI: Final = "Mukerji and others, Clin Biochem Rev 2023, 10.33176/AACB-21-00006"
_SERUM: Final = "Ann Clin Biochem, transient elevation of serum 5-HIAA, abstract"
_SULLIVAN: Final = "Sullivan Nicolaides page, May 2020; Awanui Labs page"
_SHEFFIELD: Final = "Sheffield Children's NHS sheet; Sullivan Nicolaides; Awanui Labs"
_WESTERN: Final = "Western Diagnostic Pathology page"
_SAS: Final = "SAS centre (sas-centre.org)"
_LAB_TESTS: Final = "Lab Tests Online UK"
_PPGL: Final = "Clin Cancer Res 2017;23:e68, Table 4 notes"
_NETSPOT: Final = "NETSPOT US label, in reproductions"
_CENTRES: Final = "Centre Becquerel; prrt-info.com"
_EANM: Final = "EANM-based checklist, Crit Care 2021, s13054-021-03557-x, Table 7"


BRING: Final = Instruction(
    0,
    marked(
        "Bring your referral or request form, a list of your medicines, "
        "and your questions."
    ),
    LOGISTICS,
    spare=True,
)

_TELL: Final = Instruction(
    None,
    marked(
        "Tell the department about an earlier reaction to contrast, pregnancy, "
        "breast-feeding, kidney disease, implants."
    ),
    SAFETY,
)
_SCAN: Final = (
    _TELL,
    Instruction(24, marked("Read the department's sheet."), LOGISTICS, spare=True),
)
_UNIT: Final = (
    Instruction(None, marked("Follow the sheet of your endoscopy unit."), LOGISTICS),
)
_FAST: Final = marked(
    "Fast only if your team says so; if you take insulin or diabetes tablets, or have "
    "had stomach or pancreas surgery, ask first."
)
_HOW: Final = Instruction(
    None,
    marked("Ask your team how to prepare. Do not fast by yourself."),
    SAFETY,
    "insulinoma",
)
_MEDICINES: Final = marked(
    "Ask your team how to prepare, and about your medicines. "
    "Do not change them by yourself."
)
_ACID: Final = Instruction(
    504,
    marked(
        "Ask your team about your acid tablets before this test. "
        "Do not stop them by yourself."
    ),
    SAFETY,
    "acid tablets may be named",
)
_GUT_HORMONE: Final = (
    _ACID,
    Instruction(24, marked("No alcohol."), _LAB_TESTS),
    Instruction(12, _FAST, _SAS, "fasting may be named"),
    _HOW,
)
_EIGHT_HOURS: Final = "Mayo GLP; Mayo HPP"
_FASTING_HORMONE: Final = (
    Instruction(8, _FAST, _EIGHT_HOURS, "fasting may be named"),
    _HOW,
)

PATIENT: Final[Mapping[str, tuple[Instruction, ...]]] = MappingProxyType(
    {
        **dict.fromkeys(
            (
                *("ct-or-mri-abdomen", "ct-chest", "ct-or-mri-chest"),
                *("ct-chest-abdomen", "ct-or-mri-chest-abdomen", "mri-abdomen"),
                *("pituitary-mri", "rectal-mri-or-eus"),
            ),
            _SCAN,
        ),
        **dict.fromkeys(
            ("gastroscopy", "colonoscopy", "rectoscopy", "eus", "bronchoscopy"), _UNIT
        ),
        "sstr-pet": (
            _TELL,
            Instruction(
                None,
                marked(
                    "If you have regular injections, keep to them: your team books "
                    "the scan round them. Ask whether you may eat before the scan."
                ),
                f"{SAFETY}; {_CENTRES}",
            ),
            Instruction(
                0,
                marked(
                    "Drink water before the scan. Drink and pass urine often in the "
                    "first hours after it."
                ),
                _NETSPOT,
            ),
        ),
        "fdg-pet": (
            _TELL,
            Instruction(
                None,
                marked(
                    "If you take insulin or diabetes tablets, ask the department how "
                    "to prepare. Do not change them by yourself."
                ),
                f"{SAFETY}; {_EANM}",
            ),
            Instruction(24, marked("No strenuous exercise."), _EANM),
            Instruction(6, _FAST, _EANM, "fasting may be named"),
            _HOW,
            Instruction(
                2, marked("Drink 1 litre of water, and keep warm for an hour."), _EANM
            ),
        ),
        "5-hiaa": (
            Instruction(
                None,
                marked(
                    "Urine over 24 hours or blood: your team says which. Ask whether "
                    "your medicines matter; do not change them by yourself."
                ),
                f"{SAFETY}; {_WESTERN}",
            ),
            Instruction(
                336,
                marked("No supplements with 5-HTP until the test is done."),
                _MUKERJI,
            ),
            Instruction(
                72,
                marked(
                    "Urine: fetch the container. It may hold acid: keep it closed, "
                    "upright, away from children; do not splash or empty it."
                ),
                f"{LOGISTICS}; {_SHEFFIELD}",
            ),
            Instruction(
                72,
                marked(
                    "Acid on the skin: cold running water. In an eye: rinse for at "
                    "least 10 minutes, then see a doctor."
                ),
                _SHEFFIELD,
                spare=True,
            ),
            Instruction(
                48,
                marked(
                    "Urine: until the end of the collection no plantain, banana, "
                    "walnuts, hickory nuts, pineapple, plums, tomatoes, kiwi fruit, "
                    "avocado."
                ),
                _MUKERJI,
            ),
            Instruction(
                24,
                marked("Urine: no alcohol until the end of the collection."),
                _MUKERJI,
            ),
            Instruction(
                24,
                marked("Blood: no pineapple, banana, kiwi fruit, tomatoes, walnuts."),
                _SERUM,
            ),
            Instruction(
                0,
                marked(
                    "Urine: do not keep the first, then collect all for exactly 24 "
                    "hours; not straight into the container; keep it cool. If you "
                    "miss one, start again. If you are ill, such as with flu, "
                    "collect later."
                ),
                f"{_SULLIVAN}; {_WESTERN}",
            ),
            Instruction(0, marked("Then return the container."), LOGISTICS, spare=True),
        ),
        "gastrin": _GUT_HORMONE,
        "vip": _GUT_HORMONE,
        "glucagon": _FASTING_HORMONE,
        "pancreatic-polypeptide": _FASTING_HORMONE,
        "glucose-insulin": (
            Instruction(
                None,
                marked(
                    "Ask your team how to prepare. Do not fast by yourself; if you "
                    "take insulin or diabetes tablets, or have had stomach or pancreas "
                    "surgery, ask first."
                ),
                SAFETY,
                "fasting may be named",
            ),
            _HOW,
        ),
        "metanephrines": (Instruction(None, _MEDICINES, f"{SAFETY}; {_PPGL}"),),
    }
)
