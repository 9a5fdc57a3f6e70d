"""The tests that a plan can hold: code, names, kind and preparation."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

SHEET_WINS: Final = "Your laboratory's or department's own sheet wins."

# Shown with each preparation to staff; the patient's words carry no citation.
_MUKERJI = "Mukerji and others, Clin Biochem Rev 2023, doi 10.33176/AACB-21-00006"
_ESUR = "ESUR v10 A.1.5, ACR 2023 and KSR 2022, as reproduced in PMC10550736 Table 1"
_ACR = "ACR manual list, as reproduced on a radiology service's page"
_MAYO_CGA = "Mayo CGAK; Mosli, J Clin Endocrinol Metab 2012, doi 10.1210/jc.2012-1548"
_SAS = "SAS centre (sas-centre.org)"
_NETSPOT = "NETSPOT US label, as reproduced by RxList and MPR"
_PDQ = "PDQ gastrointestinal NET, health professional version, Symptomatic Therapy"
_MAYO_GLP = "Mayo GLP; Mayo HPP"
_PPGL = "Clin Cancer Res 2017;23:e68, Table 4 notes"
_HOFLAND = "Hofland, J Neuroendocrinol 2022;34:e13060, doi 10.1111/jne.13060"


@dataclass(frozen=True, slots=True)
class Test:
    """One test: what staff call it, what a patient reads, how to prepare."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    code: str
    name: str
    plain: str
    kind: str
    patient: str = ""
    staff: str = ""
    source: str = ""

    @property
    def brief(self) -> str:
        """The name without what stands in brackets, for rows that repeat it."""
        return self.name.partition(" (")[0]


_TITLES = MappingProxyType(
    {
        "visit": "Clinic visit due",
        "scan": "Scan due",
        "blood": "Blood test due",
        "urine": "Urine or blood test due",
        "endoscopy": "Endoscopy due",
        "heart": "Heart test due",
        "decision": "Review of your follow-up plan",
    }
)

_SCAN = (
    "Before the day, tell the department about: an earlier reaction to contrast, "
    "pregnancy, breast-feeding, kidney disease, implants."
)
_SCAN_STAFF = (
    "When booking: kidney function, contrast allergy, metformin (group II gadolinium "
    "needs no routine kidney test). Fasting is not recommended before modern contrast."
)
_ENDOSCOPY = "Follow the sheet of your endoscopy unit."
_ENDOSCOPY_STAFF = (
    "If carcinoid syndrome: decide on somatostatin-analogue cover before the "
    "procedure (PDQ: mandatory)."
)
_ASK = (
    "Ask your team how to prepare, and about your medicines. "
    "Do not change them by yourself."
)
_HORMONE_STAFF = (
    "Overnight fast; the laboratory asks about H2 blockers and PPI: a decision of the "
    "team, made 3 weeks before. Gastrinoma or MEN1: decide how to take the sample; "
    "stopping acid suppression can be dangerous. Sample at the hospital, frozen within "
    "15 minutes."
)


def _scan(code: str, name: str, plain: str) -> Test:
    return Test(code, name, plain, "scan", _SCAN, _SCAN_STAFF, f"{_ESUR}; {_ACR}")


def _endoscopy(code: str, name: str, plain: str) -> Test:
    return Test(code, name, plain, "endoscopy", _ENDOSCOPY, _ENDOSCOPY_STAFF, _PDQ)


_ALL: Final = (
    Test("clinic", "clinic visit", "clinic visit", "visit"),
    _scan(
        "ct-or-mri-abdomen",
        "CT or MRI of abdomen and pelvis (multiphase)",
        "scan of the abdomen (CT or MRI)",
    ),
    _scan("ct-chest", "CT of the chest", "scan of the chest (CT)"),
    _scan("ct-or-mri-chest", "CT or MRI of the chest", "scan of the chest (CT or MRI)"),
    _scan(
        "ct-chest-abdomen",
        "CT of thorax and abdomen",
        "scan of chest and abdomen (CT)",
    ),
    _scan(
        "ct-or-mri-chest-abdomen",
        "CT or MRI of chest, abdomen and pelvis",
        "scan of chest and abdomen (CT or MRI)",
    ),
    _scan("mri-abdomen", "MRI of the abdomen", "scan of the abdomen (MRI)"),
    _scan("pituitary-mri", "MRI of the pituitary", "scan of the head (MRI)"),
    Test(
        "sstr-pet",
        "SSTR PET/CT (Ga-68 DOTATATE or DOTATOC)",
        "PET scan",
        "scan",
        "Drink water before the scan. If you have regular injections, ask your team "
        "how to book round them. Tell the department about pregnancy and "
        "breast-feeding before the day.",
        "When booking: date of the next somatostatin-analogue injection (long-acting: "
        "image just before the next dose). High-dose steroids may hide disease.",
        _NETSPOT,
    ),
    Test("fdg-pet", "FDG PET/CT", "PET scan", "scan", _ASK),
    Test(
        "cga",
        "chromogranin A",
        "blood test (CgA)",
        "blood",
        "",
        "Ask about PPI 3 weeks before: they raise it, and the laboratory asks for 2 "
        "weeks without; the team decides. Same laboratory each time.",
        _MAYO_CGA,
    ),
    Test(
        "5-hiaa",
        "5-HIAA (24-hour urine or blood)",
        "urine or blood test (5-HIAA)",
        "urine",
        "Your team says whether it is urine over 24 hours or blood. Supplements with "
        "5-HTP: none for 14 days before. Urine: from 2 days before until the end of "
        "the collection leave out plantain, banana, walnuts, hickory nuts, pineapple, "
        "plums, tomatoes, kiwi fruit and avocado; no alcohol from 1 day before. "
        "Blood: leave these foods out for 1 day. The container may hold acid: keep it "
        "closed, upright and away from children, do not splash. Ask your team about "
        "your medicines. Do not change them by yourself.",
        "Urine and blood results are not put in one trend. Poor kidney function and "
        "small-bowel resection lower it (LabCorp, in reproductions).",
        f"{_MUKERJI}; Ann Clin Biochem, transient elevation of serum 5-HIAA by diet; "
        "Sullivan Nicolaides page, May 2020",
    ),
    Test(
        "gastrin",
        "fasting gastrin",
        "blood test (gastrin)",
        "blood",
        _ASK,
        _HORMONE_STAFF,
        _SAS,
    ),
    Test(
        "glucose-insulin",
        "fasting glucose, insulin, C-peptide",
        "blood test (sugar and insulin)",
        "blood",
        "Ask your team how to prepare. Do not fast by yourself.",
        "Plan the fast. Insulin and C-peptide mean something only in hypoglycaemia.",
        _SAS,
    ),
    Test(
        "glucagon",
        "glucagon",
        "blood test (glucagon)",
        "blood",
        _ASK,
        "8-hour fast, on ice; before any PET of the same visit. Method changed "
        "2 June 2025: new baseline.",
        _MAYO_GLP,
    ),
    Test("vip", "VIP", "blood test (VIP)", "blood", _ASK, _HORMONE_STAFF, _SAS),
    Test(
        "pancreatic-polypeptide",
        "pancreatic polypeptide",
        "blood test (PP)",
        "blood",
        _ASK,
        "8-hour fast; before any PET of the same visit.",
        _MAYO_GLP,
    ),
    Test(
        "calcium-pth",
        "calcium and parathyroid hormone",
        "blood test (calcium)",
        "blood",
    ),
    Test(
        "prolactin-igf1",
        "prolactin and IGF-1",
        "blood test (prolactin, IGF-1)",
        "blood",
    ),
    Test(
        "metanephrines",
        "metanephrines",
        "blood test (metanephrines)",
        "blood",
        _ASK,
        "Plasma: ideally lying for 30 minutes or more with a line in place.",
        _PPGL,
    ),
    Test("nt-probnp", "NT-proBNP", "blood test (NT-proBNP)", "blood"),
    Test(
        "echocardiogram",
        "echocardiogram",
        "ultrasound of the heart",
        "heart",
        "",
        "A synoptic report for carcinoid heart disease exists: ask for it.",
        _HOFLAND,
    ),
    _endoscopy("gastroscopy", "gastroscopy", "gastroscopy"),
    _endoscopy("colonoscopy", "colonoscopy", "colonoscopy"),
    _endoscopy(
        "rectoscopy",
        "flexible sigmoidoscopy (or rectoscopy)",
        "flexible sigmoidoscopy",
    ),
    Test(
        "rectal-mri-or-eus",
        "MRI of the rectum or endoscopic ultrasound",
        "scan of the pelvis (MRI or ultrasound)",
        "scan",
        _SCAN,
    ),
    _endoscopy("eus", "endoscopic ultrasound", "endoscopic ultrasound"),
    _endoscopy("bronchoscopy", "bronchoscopy", "bronchoscopy"),
    Test("renew-plan", "renew the plan", "review of your plan", "decision"),
    Test("confirm-end", "confirm the end of follow-up", "last review", "decision"),
)
TESTS: Final = MappingProxyType({test.code: test for test in _ALL})
# The order in which one day's tests are shown.
RANK: Final = MappingProxyType({test.code: rank for rank, test in enumerate(_ALL)})

# A larger scan on the same day stands in for a smaller one that it contains. A larger
# "CT or MRI" does not stand in for a plain CT: it may be an MRI, which shows the lungs
# less well. An MRI of the abdomen stands in for nothing: it leaves out the pelvis.
CONTAINS: Final = MappingProxyType(
    {
        "ct-chest-abdomen": (
            "ct-chest",
            "ct-or-mri-chest",
            "ct-or-mri-abdomen",
            "ct-or-mri-chest-abdomen",
        ),
        "ct-or-mri-chest-abdomen": ("ct-or-mri-chest", "ct-or-mri-abdomen"),
        "ct-chest": ("ct-or-mri-chest",),
    }
)


def plain_title(test: Test) -> str:
    """The title of an entry that names the kind of test and no illness."""
    return _TITLES[test.kind]
