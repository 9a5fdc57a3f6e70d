"""What staff decide, ask and know about each test; a patient sees none of it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from surveil.preparation.instructions import LOGISTICS, Instruction

_MAYO_CGA: Final = "Mayo CGAK; Mosli, doi 10.1210/jc.2012-1548"
_KORSE: Final = "Korse, doi 10.1038/bjc.2011.380"
_CONFOUNDERS: Final = "Arch Med Sci 2016;12:1, Table I"
_AJCC: Final = "doi 10.3322/caac.21840, abstract"
_SAS: Final = "SAS centre (sas-centre.org)"
_ZES: Final = "PMID 16536918; PMC5757869"
_ESUR: Final = "ESUR v10, ACR 2023 and KSR 2022, in PMC10550736 Table 1"
_ACR: Final = "ACR list, on a radiology service's page; RANZCR, in a reproduction"
_METFORMIN: Final = "ACR 2021 and RANZCR, in reproductions; ESUR 2018"
_SERVICE: Final = "a service's policy quoting ACR 2021"
_NORWAY: Final = "Norway 2020, page 12.1"
_NETSPOT: Final = "NETSPOT US label, in reproductions"
_EANM: Final = "EANM-based checklist, Crit Care 2021, s13054-021-03557-x, Table 7"
_HOFLAND: Final = "Hofland, doi 10.1111/jne.13060"
_PDQ: Final = "PDQ gastrointestinal NET, Symptomatic Therapy"

_FASTING: Final = Instruction(
    None,
    "Fasting is not recommended before modern contrast; a department may ask for it.",
    _ESUR,
    spare=True,
)
_GADOLINIUM: Final = Instruction(
    None,
    "MRI: group II gadolinium needs no routine kidney test; metformin goes on at usual "
    "doses.",
    _SERVICE,
    spare=True,
)
_REACTION: Final = Instruction(
    None, "Earlier severe contrast reaction: radiologist decides.", _ACR
)
_MRI: Final = (_REACTION, _GADOLINIUM, _FASTING)
_CT: Final = (
    Instruction(
        None,
        "Kidney function first: over 60, kidney disease or surgery, treated "
        "hypertension, diabetes, metformin.",
        _ACR,
    ),
    _REACTION,
    Instruction(
        None,
        "Metformin: stop only if eGFR below 30, acute kidney injury or arterial "
        "study; Australia: pause 48 hours only with impaired kidneys.",
        _METFORMIN,
    ),
    _FASTING,
)
_CT_OR_MRI: Final = (*_CT[:3], _GADOLINIUM, _FASTING)
_PHASES: Final = Instruction(
    None, "CT of the abdomen: arterial and portal-venous phase.", _NORWAY, spare=True
)
_YOUNG: Final = Instruction(
    None, "MRI where possible under 50 years.", _NORWAY, spare=True
)
_COVER: Final = (
    Instruction(
        None,
        "Carcinoid syndrome: decide on somatostatin-analogue cover before the "
        "procedure (PDQ: mandatory).",
        _PDQ,
        "carcinoid syndrome",
    ),
    Instruction(
        None,
        "If carcinoid syndrome: decide on somatostatin-analogue cover before the "
        "procedure (PDQ: mandatory).",
        _PDQ,
        "carcinoid syndrome is open",
    ),
)
_GUT_HORMONE: Final = (
    Instruction(
        504,
        "Decide how to take the gastrin sample: stopping acid suppression can cause "
        "perforation.",
        _ZES,
        "gastrinoma or MEN1",
    ),
    Instruction(
        504,
        "If gastrinoma or MEN1: decide how to take the sample; stopping acid "
        "suppression can cause perforation.",
        _ZES,
        "gastrinoma or MEN1 is open",
    ),
    Instruction(
        504,
        "PPI and H2 question (laboratory: H2 blockers off 72 hours, omeprazole 2 "
        "weeks); team decides.",
        _SAS,
    ),
    Instruction(
        None,
        "At the hospital, fasting overnight, frozen within 15 minutes.",
        _SAS,
    ),
)
_BEFORE_PET: Final = Instruction(
    None,
    "8-hour fast; before any PET of the same visit.",
    "Mayo GLP and HPP; for glucagon plain logistics",
)

STAFF: Final[Mapping[str, tuple[Instruction, ...]]] = MappingProxyType(
    {
        "ct-or-mri-abdomen": (*_CT_OR_MRI, _PHASES, _YOUNG),
        "ct-or-mri-chest-abdomen": (*_CT_OR_MRI, _PHASES, _YOUNG),
        "ct-chest-abdomen": (*_CT, _PHASES, _YOUNG),
        "ct-or-mri-chest": _CT_OR_MRI,
        "ct-chest": _CT,
        "mri-abdomen": _MRI,
        "pituitary-mri": _MRI,
        "rectal-mri-or-eus": (*_COVER, *_MRI),
        **dict.fromkeys(
            ("gastroscopy", "colonoscopy", "rectoscopy", "eus", "bronchoscopy"), _COVER
        ),
        "sstr-pet": (
            Instruction(
                None,
                "When booking: date of the next somatostatin-analogue injection "
                "(long-acting: image just before the next dose; short-acting: up to 24 "
                "hours before); departments differ.",
                _NETSPOT,
            ),
            Instruction(
                None,
                "Breast-feeding: interrupt 12 hours; limit close contact with infants "
                "and pregnant women 12 hours.",
                _NETSPOT,
                spare=True,
            ),
            Instruction(
                None,
                "Repeated high-dose steroids may give false negatives; uptake in the "
                "uncinate process and in inflammation can mislead.",
                _NETSPOT,
                spare=True,
            ),
        ),
        "fdg-pet": (
            Instruction(
                None, "Insulin and metformin: by the department's plan.", _EANM
            ),
        ),
        "cga": (
            Instruction(
                504,
                "PPI question (they raise it; laboratory: 2 weeks without); team "
                "decides.",
                _MAYO_CGA,
            ),
            Instruction(
                504,
                "An H2 blocker in place of the PPI for 2 weeks lowered it as much as "
                "stopping.",
                _KORSE,
                spare=True,
            ),
            Instruction(
                None,
                "Same laboratory each time: assays are not interchangeable; not a "
                "stand-alone test.",
                "Mayo CGAK",
                spare=True,
            ),
            Instruction(
                None,
                "Also raised by kidney, liver, heart, bowel or pancreas disease, "
                "atrophic gastritis, hypertension, other cancers, food or exercise "
                "just before.",
                _CONFOUNDERS,
                spare=True,
            ),
            Instruction(
                None,
                "AJCC Version 9 advises against it for diagnosis and monitoring.",
                _AJCC,
                spare=True,
            ),
        ),
        "5-hiaa": (
            Instruction(
                None,
                "Urine and blood results are not put in one trend.",
                "a rule of surveil",
                spare=True,
            ),
            Instruction(
                None,
                "Medicines can raise it, by assay; laboratories differ on diet.",
                "Mukerji 2023, doi 10.33176/AACB-21-00006, abstract",
                spare=True,
            ),
            Instruction(
                None,
                "Poor kidney function and small-bowel resection lower it.",
                "LabCorp, in reproductions",
                spare=True,
            ),
        ),
        "gastrin": (
            *_GUT_HORMONE,
            Instruction(
                None,
                "Also raised by atrophic gastritis and achlorhydria.",
                "Exeter laboratory page",
                spare=True,
            ),
        ),
        "vip": _GUT_HORMONE,
        "glucagon": (
            _BEFORE_PET,
            Instruction(
                None,
                "On ice. Method changed 2 June 2025: new baseline.",
                "Mayo GLP; UW note",
                spare=True,
            ),
        ),
        "pancreatic-polypeptide": (_BEFORE_PET,),
        "glucose-insulin": (
            Instruction(None, "Plan the fast with the patient.", LOGISTICS),
            Instruction(
                None,
                "Insulin and C-peptide mean something only in hypoglycaemia "
                "(laboratory glucose below 2.2 mmol/L; 2.5 over 60 years); separate "
                "within 30 minutes.",
                _SAS,
                spare=True,
            ),
            Instruction(
                None,
                "Take a fluoride-oxalate glucose at the same time.",
                "Leeds laboratory page",
                spare=True,
            ),
        ),
        "metanephrines": (
            Instruction(
                None,
                "Plasma: ideally lying for 30 minutes or more with a line in place; "
                "several foods and medicines interfere.",
                "Clin Cancer Res 2017;23:e68, Table 4 notes",
                spare=True,
            ),
        ),
        "nt-probnp": (
            Instruction(
                None, "Atrial fibrillation raises it.", "PMC6391046", spare=True
            ),
            Instruction(
                None,
                "260 pg/mL for carcinoid heart disease: sensitivity 0.92, specificity "
                "0.91; a later cohort 46 % and 79 %.",
                "Bhattacharyya 2008 and a later cohort, abstracts",
                spare=True,
            ),
        ),
        "echocardiogram": (
            Instruction(
                None,
                "A synoptic report for carcinoid heart disease exists: ask for it.",
                _HOFLAND,
                spare=True,
            ),
        ),
    }
)
