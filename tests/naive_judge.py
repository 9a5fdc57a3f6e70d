"""A second, naive judge, written from the words of the rules: no code of surveil.

For every row it works out anew, from all that was taken so far, where each step
stands. Days are dates; months are added by the second engine's calculator.
"""

from datetime import date, timedelta
from typing import NamedTuple

from second_engine_dates import plus
from second_engine_steps import default_slack

DAY = timedelta(days=1)
CONTAINED = {
    "ct-chest": ["ct-or-mri-chest"],
    "ct-chest-abdomen": [
        "ct-chest",
        "ct-or-mri-chest",
        "ct-or-mri-abdomen",
        "ct-or-mri-chest-abdomen",
    ],
    "ct-or-mri-chest-abdomen": ["ct-or-mri-chest", "ct-or-mri-abdomen"],
    "colonoscopy": ["rectoscopy"],
}
# What is a larger scan if all of it is done on one day; the last part has its step.
PARTS = [
    ("ct-or-mri-abdomen", "ct-chest", "ct-chest-abdomen"),
    ("ct-or-mri-abdomen", "ct-chest", "ct-or-mri-chest-abdomen"),
    ("ct-or-mri-abdomen", "ct-or-mri-chest", "ct-or-mri-chest-abdomen"),
]
BEST = [
    "on-time",
    "late",
    "early",
    "early-not-counted",
    "duplicate",
    "not-recommended",
    "before-surgery",
    "not-judged",
]


class Step(NamedTuple):
    """A planned step: offsets are (months, days) from surgery."""

    test: str
    number: int
    offset: tuple[int, int]
    opens: tuple[int, int]
    closes: tuple[int, int]
    earliest: date
    due: date
    latest: date
    printed_window: bool
    intervals: tuple  # (offset of the series' step before, low, high) of each series
    own_day: date | None = None
    left_out: bool = False
    anchored: bool = False

    @property
    def id(self):
        return f"{self.test}/{self.number}"

    @property
    def day(self):
        return self.own_day or self.due


class Row(NamedTuple):
    date: date
    test: str
    status: str
    row: int


class World(NamedTuple):
    surgery: date
    steps: list
    as_of: date
    followed_from: date | None
    continues: set
    known: list  # all codes, in the order in which a day's tests are shown
    outcome: str = "plan"
    died: date | None = None


class Taken(NamedTuple):
    step: str
    row: Row


def add(day, offset):
    year, month, number = plus((day.year, day.month, day.day), (offset[0], 0))
    return date(year, month, number) + offset[1] * DAY


def minus(one, other):
    return (one[0] - other[0], one[1] - other[1])


def together(one, other):
    return (one[0] + other[0], one[1] + other[1])


def about(offset):
    return offset[0] * 30.4375 + offset[1]


class Window(NamedTuple):
    step: Step
    earliest: date
    due: date
    latest: date
    first: date
    last: date
    counts_from: date


def by_number(world, test):
    return sorted((s for s in world.steps if s.test == test), key=lambda s: s.number)


def in_order(world, test):
    return sorted(by_number(world, test), key=lambda s: (s.day, s.number))


def margin(world, step):
    before = [s for s in by_number(world, step.test) if s.number < step.number]
    gap = minus(step.offset, before[-1].offset if before else (0, 0))
    return default_slack(gap) * DAY


def paced(world, test):
    """Where each step lies if every one follows the one before: id to three offsets."""
    found = {}
    before = at = (0, 0)
    for step in by_number(world, test):
        gap = minus(step.offset, before)
        held = [
            (low, high)
            for own_before, low, high in step.intervals
            if own_before == before
        ]
        for _, high in held:
            gap = min(gap, high, key=about)
        due = together(at, gap)
        shift = minus(due, step.offset)
        opens, closes = together(step.opens, shift), together(step.closes, shift)
        for low, high in held:
            if low != high:
                opens = max(opens, together(at, low), key=about)
                closes = min(closes, together(at, high), key=about)
        found[step.id] = (min(opens, due, key=about), due, max(closes, due, key=about))
        before, at = step.offset, due
    return found


def windows(world, test, taken):
    """The windows in force after all of `taken`, in order of the days that stand."""
    steps = in_order(world, test)
    dates = {}
    for step in steps:
        slack = margin(world, step)
        if step.own_day:
            dates[step.id] = (step.own_day - slack, step.own_day, step.own_day + slack)
        else:
            dates[step.id] = (step.earliest, step.due, step.latest)
    bases = {}
    before = world.surgery
    for step in steps:
        bases[step.id] = before
        before = dates[step.id][1]
    places = [step.id for step in steps]
    for one in taken:
        if one.step in places and steps[0].anchored and one.row.status == "done":
            path = paced(world, test)
            at = places.index(one.step)
            base = one.row.date
            for step in steps[at + 1 :]:
                bases[step.id] = base
                if not step.own_day and step.number > steps[at].number:
                    dates[step.id] = tuple(
                        add(one.row.date, minus(offset, path[one.step][1]))
                        for offset in path[step.id]
                    )
                base = dates[step.id][1]
    found = []
    for step in steps:
        earliest, due, latest = dates[step.id]
        wider = 0 * DAY
        if step.printed_window and not step.own_day:
            wider = margin(world, step)
        found.append(
            Window(
                *(step, earliest, due, latest),
                *(earliest - wider, latest + wider, bases[step.id]),
            )
        )
    return found


def fits(world, test, taken, day, aside=()):
    """The verdict of a day on one test, and the id of the step it would take."""
    all_of_them = windows(world, test, taken)
    holders = {one.step: one.row for one in taken}
    has = [w.step.id in holders for w in all_of_them]
    open_ones = [
        w
        for at, w in enumerate(all_of_them)
        if not w.step.left_out and not any(has[at:]) and w.step.id not in aside
    ]
    inside = [w for w in open_ones if w.first <= day <= w.last]
    if inside:
        return "on-time", inside[0].step.id
    closed = [w for w in open_ones if w.last < day]
    if closed:
        return "late", closed[-1].step.id
    if open_ones:
        ahead = open_ones[0]
        counted = [
            row.date
            for step, row in taken
            if step.startswith(test + "/") and row.status == "done"
        ]
        since = max([ahead.counts_from, *counted[-1:]])
        if (day - since) >= (ahead.due - ahead.counts_from) / 2:
            return "early", ahead.step.id
    for w in all_of_them:
        holder = holders.get(w.step.id)
        if holder and (w.first <= day <= w.last or holder.date == day):
            return "duplicate", None
    if any(w.step.left_out and w.first <= day <= w.last for w in all_of_them):
        return "not-recommended", None
    if open_ones:
        return "early-not-counted", None
    return ("not-judged" if test in world.continues else "not-recommended"), None


def refused(world, row):
    if row.test not in world.known:
        return "not-judged"
    if row.date > world.as_of and row.status in ("done", "did-not-attend"):
        return "not-judged"
    if world.died and row.date > world.died:
        return "not-judged"
    if row.date < world.surgery:
        return "before-surgery"
    return None


def judged(world, rows):
    """Verdicts by row number, and standings by step id."""
    planned = {step.test for step in world.steps}

    def turn(row):
        rank = world.known.index(row.test) if row.test in world.known else 999
        kinds = ["done", "booked", "cancelled", "did-not-attend"]
        return (
            *(row.date, row.status != "done", rank, row.test),
            *(kinds.index(row.status), row.row),
        )

    taken = []
    verdicts = {}
    notes = {}
    superseded = []
    for row in sorted(rows, key=turn):
        wrong = refused(world, row)
        if wrong:
            verdicts[row.row] = (wrong, [])
            continue
        asked = [
            test for test in [row.test, *CONTAINED.get(row.test, [])] if test in planned
        ]
        larger = [
            (abdomen, whole)
            for abdomen, chest, whole in PARTS
            if chest == row.test and whole in planned
            for other in rows
            if (other.date, other.test, other.status) == (row.date, abdomen, row.status)
        ]
        asked += [whole for _, whole in dict.fromkeys(larger) if whole not in asked]
        twin = any(
            (other.date, other.test) == (row.date, row.test)
            and other.status != "booked"
            for other in rows
        )
        if row.status == "booked" and twin:
            verdicts[row.row] = ("not-judged", [])
            continue
        real = row.status == "done" or (
            row.status == "booked" and row.date >= world.as_of
        )
        if real and not asked:
            none = {"plan": "not-recommended", "no-follow-up": "not-recommended"}
            verdicts[row.row] = (none.get(world.outcome, "not-judged"), [])
            continue
        results = [(test, *fits(world, test, taken, row.date)) for test in asked]
        steps = [step for _, _, step in results if step]
        if real:
            best = min((verdict for _, verdict, _ in results), key=BEST.index)
            for abdomen, whole in larger:
                _, as_whole, step = next(r for r in results if r[0] == whole)
                for other in rows:
                    same = (other.date, other.test, other.status)
                    if same == (row.date, abdomen, row.status):
                        own, had = verdicts[other.row]
                        if BEST.index(as_whole) < BEST.index(own):
                            also = [step] if step and step not in had else []
                            verdicts[other.row] = (as_whole, [*had, *also])
            verdicts[row.row] = (best, steps)
            for test, _, step in results:
                if step:
                    superseded += passed_over(world, test, taken, step, row)
                    taken.append(Taken(step, row))
        else:
            verdicts[row.row] = ("not-judged", steps)
            for step in steps:
                notes.setdefault(step, []).append((row.status, row.date))
    return verdicts, standings(world, planned, taken, superseded, notes)


def passed_over(world, test, taken, step, row):
    """The open steps before the one that a row takes, with that row."""
    here = windows(world, test, taken)
    places = [w.step.id for w in here]
    at = places.index(step)
    if row.status == "booked" and here[at].earliest > world.as_of:
        return []
    holders = {one.step for one in taken}
    last = max((n for n, id in enumerate(places) if id in holders), default=-1)
    return [
        (w.step.id, row)
        for n, w in enumerate(here)
        if last < n < at and not w.step.left_out
    ]


def ready_on(world, test, window, done):
    """From when a due step asks after the last test that counted, if there is one."""
    counted = [one.row.date for one in done if one.step.startswith(test + "/")]
    if not counted:
        return None
    step = window.step
    if not step.own_day and not step.left_out and step.printed_window:
        before = [s for s in by_number(world, test) if s.number == step.number - 1]
        lows = [
            low
            for own_before, low, high in step.intervals
            if low != high and own_before == (before[0].offset if before else (0, 0))
        ]
        if lows:
            return add(counted[-1], max(lows, key=about))
    days = (window.due - window.counts_from).days
    return counted[-1] + -(-days // 2) * DAY


def standings(world, planned, taken, superseded, notes):
    holders = {one.step: one.row for one in taken}
    later = {}
    for step, row in superseded:
        later.setdefault(step, row)
    found = {}
    for test in planned:
        here = windows(world, test, taken)
        done = [one for one in taken if one.row.status == "done"]
        booked = [one.step for one in taken if one.row.status == "booked"]
        _, would = fits(world, test, done, world.as_of, aside=booked)
        wanting = []
        for w in here:
            id = w.step.id
            holder = holders.get(id)
            if w.step.left_out:
                status = "left-out"
            elif holder:
                status = holder.status
            elif world.as_of < w.earliest:
                status = "coming"
            elif world.as_of <= w.latest:
                status = "due"
            elif world.followed_from and w.latest < world.followed_from:
                status = "missed-before"
            else:
                status = "overdue"
            if status in ("due", "overdue") and id not in later:
                wanting.append(id)
            overdue_by = (world.as_of - w.latest).days
            interval = max(1, (w.due - w.counts_from).days)
            found[id] = {
                "status": status,
                "dates": (w.earliest, w.due, w.latest),
                "by": holder.row if holder else None,
                "later": later[id].row if id in later else None,
                "lateness": overdue_by / interval if status == "overdue" else 0,
                "noted": [
                    (kind, day)
                    for kind, day in notes.get(id, [])
                    if kind != "booked" or not holder
                ],
                "asks": False,
                "waiting": 0,
            }
        if wanting:
            asking = would if would in wanting else wanting[-1]
            window = next(w for w in here if w.step.id == asking)
            ready = ready_on(world, test, window, done)
            ready = ready and min(ready, window.latest + DAY)
            due = found[asking]["status"] == "due"
            if due and ready and world.as_of < ready:
                found[asking]["noted"].append(("ready", ready))
                continue
            found[asking]["asks"] = True
            found[asking]["waiting"] = max(found[id]["lateness"] for id in wanting)
    return found
