"""The tests that a plan can hold: code, names and kind."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Test:
    """One test: what staff call it, what a patient reads, of what kind it is."""

    __test__ = False  # not a test case, whatever pytest thinks of the name

    code: str
    name: str
    plain: str
    kind: str

    @property
    def brief(self) -> str:
        """The name without what stands in brackets, for rows that repeat it."""
        return self.name.partition(" (")[0]


_ALL: Final = (
    Test("clinic", "clinic visit", "clinic visit", "visit"),
    Test(
        "ct-or-mri-abdomen",
        "CT or MRI of abdomen and pelvis (multiphase)",
        "scan of the abdomen (CT or MRI)",
        "scan",
    ),
    Test("ct-chest", "CT of the chest", "scan of the chest (CT)", "scan"),
    Test(
        "ct-or-mri-chest",
        "CT or MRI of the chest",
        "scan of the chest (CT or MRI)",
        "scan",
    ),
    Test(
        "ct-chest-abdomen",
        "CT of thorax and abdomen",
        "scan of chest and abdomen (CT)",
        "scan",
    ),
    Test(
        "ct-or-mri-chest-abdomen",
        "CT or MRI of chest, abdomen and pelvis",
        "scan of chest and abdomen (CT or MRI)",
        "scan",
    ),
    Test("mri-abdomen", "MRI of the abdomen", "scan of the abdomen (MRI)", "scan"),
    Test("pituitary-mri", "MRI of the pituitary", "scan of the head (MRI)", "scan"),
    Test("sstr-pet", "SSTR PET/CT (Ga-68 DOTATATE or DOTATOC)", "PET scan", "scan"),
    Test("fdg-pet", "FDG PET/CT", "PET scan", "scan"),
    Test("cga", "chromogranin A", "blood test (CgA)", "blood"),
    Test(
        "5-hiaa",
        "5-HIAA (24-hour urine or blood)",
        "urine or blood test (5-HIAA)",
        "urine",
    ),
    Test("gastrin", "fasting gastrin", "blood test (gastrin)", "blood"),
    Test(
        "glucose-insulin",
        "fasting glucose, insulin, C-peptide",
        "blood test (sugar and insulin)",
        "blood",
    ),
    Test("glucagon", "glucagon", "blood test (glucagon)", "blood"),
    Test("vip", "VIP", "blood test (VIP)", "blood"),
    Test(
        "pancreatic-polypeptide", "pancreatic polypeptide", "blood test (PP)", "blood"
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
    Test("metanephrines", "metanephrines", "blood test (metanephrines)", "blood"),
    Test("nt-probnp", "NT-proBNP", "blood test (NT-proBNP)", "blood"),
    Test("echocardiogram", "echocardiogram", "ultrasound of the heart", "heart"),
    Test("gastroscopy", "gastroscopy", "gastroscopy", "endoscopy"),
    Test("colonoscopy", "colonoscopy", "colonoscopy", "endoscopy"),
    Test(
        "rectoscopy",
        "flexible sigmoidoscopy (or rectoscopy)",
        "flexible sigmoidoscopy",
        "endoscopy",
    ),
    Test(
        "rectal-mri-or-eus",
        "MRI of the rectum or endoscopic ultrasound",
        "scan of the pelvis (MRI or ultrasound)",
        "scan",
    ),
    Test("eus", "endoscopic ultrasound", "endoscopic ultrasound", "endoscopy"),
    Test("bronchoscopy", "bronchoscopy", "bronchoscopy", "endoscopy"),
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
