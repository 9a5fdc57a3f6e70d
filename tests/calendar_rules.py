"""What each property of our calendars may be, and the words that none may hold."""

from dataclasses import dataclass

# The words of point 28, with other spellings of the same.
DENY = frozenset(
    (
        "tumour",
        "tumor",
        "cancer",
        "net",
        "carcinoid",
        "dotatate",
        "chromogranin",
        "ki-67",
        "ki67",
        "grade",
        "oncology",
        "oncologist",
        "surgery",
        # The same in Chinese: tumour, cancer, malignant, neuroendocrine, chromogranin,
        # grade, oncology holds the first, surgery, chemotherapy, radiotherapy, spread.
        *("瘤", "癌", "恶性", "神经内分泌", "嗜铬粒", "分级", "手术", "化疗", "放疗"),
        "转移",
    )
)

# RFC 5545 3.3.6: days need a T before hours, and hours with seconds need minutes.
DURATION = (
    r"([+-]?)P(?=[0-9T])(?:([0-9]{1,6})W|(?:([0-9]{1,6})D)?"
    r"(?:T(?=[0-9])(?![0-9]+H[0-9]+S)"
    r"(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})S)?)?)"
)
UUID = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
MOMENT = "[0-9]{8}T[0-9]{6}Z"
CSS3_COLOURS = """
    aliceblue antiquewhite aqua aquamarine azure beige bisque black blanchedalmond
    blue blueviolet brown burlywood cadetblue chartreuse chocolate coral
    cornflowerblue cornsilk crimson cyan darkblue darkcyan darkgoldenrod darkgray
    darkgreen darkgrey darkkhaki darkmagenta darkolivegreen darkorange darkorchid
    darkred darksalmon darkseagreen darkslateblue darkslategray darkslategrey
    darkturquoise darkviolet deeppink deepskyblue dimgray dimgrey dodgerblue
    firebrick floralwhite forestgreen fuchsia gainsboro ghostwhite gold goldenrod
    gray green greenyellow grey honeydew hotpink indianred indigo ivory khaki
    lavender lavenderblush lawngreen lemonchiffon lightblue lightcoral lightcyan
    lightgoldenrodyellow lightgray lightgreen lightgrey lightpink lightsalmon
    lightseagreen lightskyblue lightslategray lightslategrey lightsteelblue
    lightyellow lime limegreen linen magenta maroon mediumaquamarine mediumblue
    mediumorchid mediumpurple mediumseagreen mediumslateblue mediumspringgreen
    mediumturquoise mediumvioletred midnightblue mintcream mistyrose moccasin
    navajowhite navy oldlace olive olivedrab orange orangered orchid palegoldenrod
    palegreen paleturquoise palevioletred papayawhip peachpuff peru pink plum
    powderblue purple red rosybrown royalblue saddlebrown salmon sandybrown seagreen
    seashell sienna silver skyblue slateblue slategray slategrey snow springgreen
    steelblue tan teal thistle tomato turquoise violet wheat white whitesmoke
    yellow yellowgreen
"""


@dataclass(frozen=True, slots=True)
class Rule:
    """What one property may be, and the point of the list that says so.

    `needed` is "always", "template" (our own writer's files), "feed" or "optional".
    `missing` is the point for its absence or repetition, where that is another.
    """

    point: int
    form: str
    says: str
    needed: str = "always"
    missing: int = 0
    parameters: str = ""


def _moment(needed: str = "always", missing: int = 12) -> Rule:
    return Rule(14, MOMENT, "a moment in UTC", needed, missing)


def _day() -> Rule:
    return Rule(13, "[0-9]{8}", "eight digits", missing=12, parameters="VALUE=DATE")


_NAME = Rule(9, r"[^\n]{1,60}", "one line of 1-60 characters", "template")
_INTERVAL = rf"(?!-)(?=.*[1-9]){DURATION}"

RULES: dict[str, dict[str, Rule]] = {
    "VCALENDAR": {
        "VERSION": Rule(7, r"2\.0", "2.0"),
        "PRODID": Rule(7, "-//[^/]+//[^/]+//EN", "-//owner//product//EN"),
        "CALSCALE": Rule(7, "GREGORIAN", "GREGORIAN", "template"),
        "UID": Rule(17, "[0-9A-Za-z_-]{16,64}", "an opaque id", "optional"),
        "NAME": _NAME,
        "X-WR-CALNAME": _NAME,
        "COLOR": Rule(
            10, "|".join(CSS3_COLOURS.split()), "a CSS3 colour name", "template"
        ),
        "X-APPLE-CALENDAR-COLOR": Rule(10, "#[0-9A-Fa-f]{6}", "#RRGGBB", "template"),
        "REFRESH-INTERVAL": Rule(
            11, _INTERVAL, "an interval", "feed", parameters="VALUE=DURATION"
        ),
        "X-PUBLISHED-TTL": Rule(11, _INTERVAL, "an interval", "feed"),
        "X-SURVEIL-OVERRIDES": Rule(
            17, r"1\.[A-Za-z0-9_-]{22,}", "a sealed text", "optional"
        ),
    },
    "VEVENT": {
        "UID": Rule(16, UUID, "a lower-case UUID", missing=12),
        "DTSTAMP": _moment(),
        "DTSTART": _day(),
        "DTEND": _day(),
        "SUMMARY": Rule(
            19,
            r"(?=.*\S)(?!.*<.*>)[^\n]{1,120}",
            "one line of 1-120 characters without markup",
            missing=12,
        ),
        "DESCRIPTION": Rule(
            19,
            "(?!.*</?[A-Za-z!].*>).{0,1500}",
            "at most 1500 characters without markup",
            missing=12,
        ),
        "SEQUENCE": Rule(12, "0|[1-9][0-9]*", "a plain number"),
        "LAST-MODIFIED": _moment(),
        "STATUS": Rule(
            15,
            "TENTATIVE|CONFIRMED|CANCELLED",
            "TENTATIVE, CONFIRMED or CANCELLED",
            missing=12,
        ),
        "TRANSP": Rule(15, "TRANSPARENT", "TRANSPARENT", missing=12),
        "CLASS": Rule(15, "PRIVATE", "PRIVATE", missing=12),
        "CREATED": _moment("template", 14),
        "X-MICROSOFT-CDO-BUSYSTATUS": Rule(15, "FREE", "FREE", "template"),
        "CATEGORIES": Rule(18, "Health", "Health", "optional"),
    },
    "VALARM": {
        "ACTION": Rule(22, "DISPLAY", "DISPLAY"),
        "DESCRIPTION": Rule(22, r".*\S.*", "a text"),
        "TRIGGER": Rule(22, DURATION, "a duration"),
    },
}
