"""What an update changed, in words."""

from datetime import date

from revisions import (
    BEHIND,
    entry,
    revised,
    wanted,
)

from surveil.changes import said_changes

CHANGED = revised(
    [
        entry("ct-or-mri-abdomen/3", date(2027, 9, 12)),
        entry("ct-or-mri-abdomen/3", date(2027, 7, 18), role="book"),
        entry("cga/2"),
        entry("5-hiaa/1", cancelled=True),
        entry("eus/1"),
        entry("vip/1"),
        entry("vip/2", BEHIND),
    ],
    [
        wanted("ct-or-mri-abdomen/3", day=date(2027, 9, 14)),
        wanted("ct-or-mri-abdomen/3", day=date(2027, 7, 20), role="book"),
        wanted("5-hiaa/1"),
        wanted("eus/1", title="new"),
        wanted("clinic/7", day=date(2028, 2, 29)),
        wanted("vip/1"),
    ],
)


def test_changes_are_told_in_words():
    assert said_changes(CHANGED, {"clinic/7": "clinic visit 7 and two tests"}) == [
        "restored: 5-HIAA 1: Fri 12 Mar 2027",
        "withdrawn: chromogranin A 2: Fri 12 Mar 2027",
        "reworded: endoscopic ultrasound 1: Fri 12 Mar 2027",
        "moved: booking of CT or MRI of abdomen and pelvis 3:"
        " Sun 18 Jul 2027 to Tue 20 Jul 2027",
        "moved: CT or MRI of abdomen and pelvis 3: Sun 12 Sep 2027 to Tue 14 Sep 2027",
        "new: clinic visit 7 and two tests: Tue 29 Feb 2028",
        "unchanged: 2",
    ]


def test_quiet_changes_name_no_test():
    assert said_changes(CHANGED, quiet=True) == [
        "moved: 2",
        "new: 1",
        "withdrawn: 1",
        "restored: 1",
        "reworded: 1",
        "unchanged: 2",
    ]


def test_nothing_changed_is_one_line():
    assert said_changes(revised([entry()], [wanted()])) == ["unchanged: 1"]
