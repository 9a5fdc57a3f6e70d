"""The facts of a case: one table for options, columns, schema and messages."""

from types import MappingProxyType
from typing import Final

from surveil.terms import (
    GRADES,
    SITES,
    STAGES,
    YES_NO,
    Fact,
    Kind,
)


def _words(**meanings: str) -> MappingProxyType[str, str]:
    """Clinic words by value; `_` stands for `-` in the value, `|` parts the words."""
    table = {}
    for value, words in meanings.items():
        for word in words.split("|"):
            table[word] = value.replace("_", "-")
    return MappingProxyType(table)


_TYPE_3 = "type 3|type iii|iii"
_YES = "yes|y|true|1|positive|pos|present|+"
_NO = "no|n|false|0|negative|neg|absent|none"


def _yes_no(name: str, help: str) -> Fact:
    return Fact(name, Kind.WORD, help, YES_NO, _words(yes=_YES, no=_NO))


FACTS: Final = (
    Fact(
        "key",
        Kind.TEXT,
        "opaque reference of the case: letters, digits, - and _, at most 64",
        example="A1",
    ),
    Fact(
        "surgery",
        Kind.DATE,
        "date of the last operation with curative or debulking intent",
        example="2024-01-31",
    ),
    Fact(
        "site",
        Kind.WORD,
        "where the primary tumour was; ileum, caecum, bronchus ... are understood",
        SITES,
        _words(
            stomach="gastric|gastric body|fundus|antrum",
            duodenum="duodenal|duodenal bulb",
            ampulla="ampullary|ampulla of vater|papilla of vater|papilla",
            pancreas="pancreatic|pancreas head|pancreas tail|pancreatic head"
            "|pancreatic tail|pancreatic body|head of pancreas|tail of pancreas",
            small_bowel="ileum|jejunum|terminal ileum|midgut|small intestine|ileal"
            "|jejunal|distal ileum|jejunoileal|small bowel (ileum)"
            "|small bowel (jejunum)",
            appendix="appendiceal|vermiform appendix",
            colon="colonic|caecum|cecum|sigmoid|sigmoid colon|ascending colon"
            "|descending colon|transverse colon|right colon|left colon|caecal|cecal"
            "|hepatic flexure|splenic flexure",
            rectum="rectal",
            lung="bronchus|bronchial|pulmonary|bronchopulmonary|lungs",
            thymus="thymic",
            unknown_primary="cup|unknown primary site|primary unknown"
            "|carcinoma of unknown primary|cancer of unknown primary",
        ),
    ),
    Fact(
        "grade",
        Kind.WORD,
        "G1 G2 G3 NEC; lung and thymus: typical, atypical, NEC; the highest anywhere",
        GRADES,
        _words(
            G1="grade 1|grade i|1|net g1|g1 net|net grade 1|g 1",
            G2="grade 2|grade ii|2|net g2|g2 net|net grade 2|g 2",
            G3="grade 3|grade iii|3|net g3|g3 net|net grade 3|g 3",
            NEC="neuroendocrine carcinoma|nec g3|g3 nec",
            typical="typical carcinoid|tc",
            atypical="atypical carcinoid|ac",
        ),
    ),
    Fact(
        "ki67",
        Kind.NUMBER,
        "Ki-67 in percent, as reported: 4, 2.5, <2",
        limits=(0, 100),
        example="8, 2.5 or <2",
    ),
    Fact(
        "stage",
        Kind.WORD,
        "I ... IV with sub-letters, or localised, regional, distant",
        STAGES,
        _words(
            localised="localized|local|stage localised|limited",
            regional="locoregional|stage regional",
            distant="metastatic|metastasised|metastasized|stage distant|m1",
        ),
    ),
    Fact(
        "nodes",
        Kind.WORD,
        "lymph nodes",
        ("negative", "positive", "not-assessed"),
        _words(
            negative="n0|neg|pn0|no|node negative|0",
            positive="n1|n2|pos|pn1|pn2|yes|node positive",
            not_assessed="nx|pnx|not examined|not sampled|none removed",
        ),
    ),
    Fact("tnm", Kind.TEXT, "such as 'pT2 N1 M0': fills nodes", example="'pT2 N1 M0'"),
    Fact(
        "resection",
        Kind.WORD,
        "margin, metastases included: R2 residual or debulked, RX cannot be assessed",
        ("R0", "R1", "R2", "RX"),
        _words(R2="debulked|residual|debulking", RX="r x|cannot be assessed"),
    ),
    Fact(
        "size_mm",
        Kind.NUMBER,
        "largest diameter in mm, over all specimens",
        limits=(0, 1000),
        example="8, 9.5 or <10",
    ),
    Fact(
        "function",
        Kind.WORD,
        "hormone syndrome",
        (
            "non-functioning",
            "carcinoid-syndrome",
            "insulinoma",
            "gastrinoma",
            "glucagonoma",
            "vipoma",
            "somatostatinoma",
            "other",
        ),
        _words(
            non_functioning="non functional|nonfunctional|nonfunctioning|nf|none"
            "|not functioning|no syndrome",
            carcinoid_syndrome="carcinoid",
            gastrinoma="zollinger ellison|zollinger ellison syndrome|zes",
        ),
    ),
    Fact(
        "operation",
        Kind.WORD,
        "what was done; EMR, ESD, TAMIS, Whipple ... are understood",
        (
            "endoscopic",
            "local-excision",
            "appendicectomy",
            "right-hemicolectomy",
            "ileocaecal-resection",
            "bowel-resection",
            "anterior-resection",
            "abdominoperineal-resection",
            "partial-gastrectomy",
            "total-gastrectomy",
            "enucleation",
            "distal-pancreatectomy",
            "pancreatoduodenectomy",
            "lobectomy",
            "sublobar-resection",
            "liver-resection",
            "other",
        ),
        _words(
            endoscopic="emr|esd|polypectomy|endoscopic resection|endoscopic removal"
            "|endoscopic mucosal resection|endoscopic submucosal dissection",
            local_excision="tamis|transanal excision",
            appendicectomy="appendectomy",
            right_hemicolectomy="right colectomy|right hemi colectomy",
            bowel_resection="left hemicolectomy|small bowel resection|ileal resection"
            "|sigmoidectomy|sigmoid colectomy|jejunal resection",
            ileocaecal_resection="ileocecal resection|ileocecectomy|ileocaecectomy",
            anterior_resection="low anterior resection",
            abdominoperineal_resection="abdominoperineal excision|apr|aper",
            partial_gastrectomy="subtotal gastrectomy|distal gastrectomy"
            "|sleeve gastrectomy",
            distal_pancreatectomy="left pancreatectomy|pancreatic tail resection",
            pancreatoduodenectomy="whipple|whipple procedure|pancreaticoduodenectomy"
            "|pppd|kausch whipple",
            sublobar_resection="segmentectomy|wedge resection of the lung"
            "|lung segmentectomy",
            liver_resection="hepatectomy|hemihepatectomy|liver metastasectomy",
        ),
    ),
    Fact("colon_side", Kind.WORD, "side of the colon", ("right", "left"), _words()),
    Fact(
        "gastric_type",
        Kind.WORD,
        "type of gastric NET",
        ("1", "2", "3"),
        _words(**{"1": "type 1|type i|i", "2": "type 2|type ii|ii", "3": _TYPE_3}),
    ),
    Fact(
        "mesoappendix_mm",
        Kind.NUMBER,
        "depth of invasion into the mesoappendix in mm",
        limits=(0, 200),
        example="0, 2.5 or <3",
    ),
    _yes_no("lymphovascular", "vessels or lymph vessels invaded"),
    _yes_no("perineural", "nerves invaded"),
    _yes_no("adverse_histology", "any adverse histological feature reported"),
    _yes_no("sstr_positive", "somatostatin receptors shown by PET or histochemistry"),
    _yes_no("cga_raised", "chromogranin A raised before surgery"),
    _yes_no("hiaa_raised", "5-HIAA raised before surgery"),
    _yes_no("carcinoid_heart_disease", "carcinoid heart disease known"),
    Fact(
        "hereditary",
        Kind.WORD,
        "hereditary syndrome",
        ("none", "MEN1", "VHL", "NF1", "other"),
        _words(
            none="no|sporadic|negative",
            MEN1="men 1|men i",
            VHL="von hippel lindau",
            NF1="nf 1|neurofibromatosis|neurofibromatosis 1",
        ),
    ),
    Fact("born", Kind.YEAR, "year of birth", limits=(1850, 2150), example="1961"),
    Fact(
        "followed_from",
        Kind.DATE,
        "date from which this clinic follows the patient (default: surgery)",
        example="2024-01-31",
    ),
    Fact(
        "status",
        Kind.WORD,
        "active unless given",
        ("active", "suspended", "died", "discharged", "opted-out", "not-operated"),
        _words(died="dead|deceased", not_operated="no operation|inoperable"),
    ),
    Fact("status_date", Kind.DATE, "date of the status", example="2024-01-31"),
)
FACT: Final = MappingProxyType({fact.name: fact for fact in FACTS})

# Words that settle a second fact as well.
SIDE_OF_COLON: Final = MappingProxyType(
    {
        "caecum": "right",
        "cecum": "right",
        "caecal": "right",
        "cecal": "right",
        "ascending colon": "right",
        "right colon": "right",
        "hepatic flexure": "right",
        "sigmoid": "left",
        "sigmoid colon": "left",
        "descending colon": "left",
        "left colon": "left",
        "splenic flexure": "left",
    }
)
