"""Wilson's interval, against published values and against what defines it."""

import pytest

from surveil.intervals import wilson

Z = 1.959964


@pytest.mark.parametrize(
    ("numerator", "denominator", "low", "high"),
    [
        # Newcombe RG. Stat Med 1998;17:857-872, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
        # By hand: z2 = 3.8415, share 1/2: half of 1 -+ 1.96 / sqrt(10 + 3.8415)
        (5, 10, 0.2366, 0.7634),
        # By hand: nothing of n goes up to z2 / (n + z2), all of n down to n / (n + z2).
        (0, 10, 0.0000, 0.2775),
        (10, 10, 0.7225, 1.0000),
        (0, 1, 0.0000, 0.7935),
        (1, 1, 0.2065, 1.0000),
    ],
)
def test_worked_values(numerator, denominator, low, high):
    found = wilson(numerator, denominator)

    assert [round(end, 4) for end in found] == [low, high]


@pytest.mark.parametrize("denominator", [1, 2, 3, 7, 50, 1000, 10**6])
def test_its_ends_are_the_shares_that_lie_just_z_away(denominator):
    """The definition: the true shares p with |share - p| = z sqrt(p (1 - p) / n)."""

    def far(share, true):
        return abs(share - true) - Z * (true * (1 - true) / denominator) ** 0.5

    def crossing(share, near, end):
        for _ in range(200):  # the distance grows from the share to 0 and to 1
            middle = (near + end) / 2
            near, end = (middle, end) if far(share, middle) <= 0 else (near, middle)
        return near

    for numerator in {0, 1, denominator // 3, denominator - 1, denominator}:
        share = numerator / denominator
        low, high = wilson(numerator, denominator)

        assert low == pytest.approx(crossing(share, share, 0.0), abs=1e-6)
        assert high == pytest.approx(crossing(share, share, 1.0), abs=1e-6)
        assert 0 <= low <= share <= high <= 1


def test_nothing_counted_has_no_interval():
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("numerator", "denominator"), [(1, 0), (-1, 3), (4, 3)])
def test_what_is_no_part_of_the_whole_is_refused(numerator, denominator):
    with pytest.raises(
        ValueError, match=r"^a numerator is no part of its denominator$"
    ):
        wilson(numerator, denominator)
