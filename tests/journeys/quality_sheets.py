"""What each reviewer of the six colleges takes off the full 100 points, and the totals that makes.

Full marks of the criteria used: 1.1 1.2 2.2 3.1 3.2 3.3 4.1 4.2 5.1 5.2 5.3 6.2 6.3 7.1 are 4; 2.1 6.1 6.4
are 5; 1.3 2.4 4.3 8.1 8.2 are 3; 7.2 7.3 are 2. Sections 1 to 8 hold 14, 16, 12, 14, 12, 18, 8 and 6.
"""

from tests.journeys import cast
from tests.journeys.reviewing import Sheet

A, B, C, D, E = cast.EXPERTS
ONE, TWO, THREE = cast.PEERS


def off(text: str) -> dict[str, str]:
    """ "1.1 0.4, 2.1 1" says: 0.4 off in 1.1, 1 off in 2.1."""
    return dict(part.split() for part in text.split(", "))


FIRST = {
    A: Sheet(off("2.1 1, 4.3 1, 6.1 1.5, 6.4 0.5, 8.1 1")),  # 100 - 5.0 = 95.0
    B: Sheet(off("2.1 1, 4.3 1.2, 6.1 1.5, 6.4 1, 8.1 1.3")),  # 100 - 6.0 = 94.0
    C: Sheet(off("2.1 1.2, 4.3 1.2, 6.1 2, 6.4 1, 8.1 1")),  # 100 - 6.4 = 93.6
    D: Sheet(off("2.1 1, 4.3 0.8, 6.1 1, 6.4 0.5, 8.1 0.5")),  # 100 - 3.8 = 96.2, the highest: dropped
    E: Sheet(off("2.1 3, 4.3 2, 6.1 3, 6.4 2, 8.1 2")),  # 100 - 12.0 = 88.0, the lowest: dropped
}
SECOND = {
    A: Sheet(off("1.1 2, 3.2 2, 5.2 3, 6.1 3, 6.4 2, 7.1 1")),  # 100 - 13.0 = 87.0
    B: Sheet(off("1.1 2, 3.2 1.9, 5.2 2, 6.1 3, 6.4 2, 7.1 1")),  # 100 - 11.9 = 88.1
    C: Sheet(off("1.1 2, 3.2 2.1, 5.2 3.4, 6.1 3, 6.4 2, 7.1 1")),  # 100 - 13.5 = 86.5
    D: Sheet(off("1.1 2, 5.2 3, 6.1 3, 6.4 2")),  # 100 - 10.0 = 90.0, the highest: dropped
    E: Sheet(off("1.1 3, 3.2 3, 5.2 3, 6.1 3, 6.4 2, 7.1 2")),  # 100 - 16.0 = 84.0, the lowest: dropped
}
# The third college says that 7.3 does not apply; four of five agree. Then section 7 is what 7.1 and 7.2
# got of 6, scaled up to 8: 5.1 → 6.80, 4.5 → 6.00, 5.0 → 6.666…, 6.0 → 8.00. The other sections hold 92.
NO_RESEARCH = ("7.3",)
THIRD = {
    A: Sheet(
        off("2.2 2, 3.3 2, 4.1 2, 5.1 2, 6.2 3.8, 7.1 0.4, 7.2 0.5, 8.2 3"), NO_RESEARCH
    ),  # 92 - 14.8 + 6.80 = 84.00
    B: Sheet(
        off("2.2 2, 3.3 2, 4.1 2, 5.1 2, 6.2 3.5, 7.1 1, 7.2 0.5, 8.2 3"), NO_RESEARCH
    ),  # 92 - 14.5 + 6.00 = 83.50
    C: Sheet(
        off("2.2 2, 3.3 2, 4.1 2, 5.1 2, 6.2 4, 7.1 0.5, 7.2 0.5, 8.2 3"), NO_RESEARCH
    ),  # 92 - 15.0 + 6.666… = 83.666…
    D: Sheet(off("6.2 4"), NO_RESEARCH),  # 92 - 4.0 + 8.00 = 96.00, the highest: dropped
    E: Sheet(
        off("2.2 4, 3.3 4, 4.1 4, 5.1 4, 6.2 4, 7.1 2, 7.2 1, 7.3 1")
    ),  # 100 - 24.0 = 76.00, the lowest: dropped
}
USUAL = "1.2 2, 2.1 3, 3.1 2, 4.2 3, 5.3 3, 7.2 1"  # 14.0
FOURTH = {
    A: Sheet(off(f"{USUAL}, 6.1 3, 6.4 2, 8.1 2")),  # 100 - 21.0 = 79.0
    B: Sheet(off(f"{USUAL}, 6.1 3, 6.4 1.5, 8.1 1.5")),  # 100 - 20.0 = 80.0
    C: Sheet(off(f"{USUAL}, 6.1 3, 6.4 2, 8.1 2.5")),  # 100 - 21.5 = 78.5
    D: Sheet(off(f"{USUAL}, 6.4 1")),  # 100 - 15.0 = 85.0, the highest: dropped
    E: Sheet(off(f"{USUAL}, 1.1 4, 5.1 4, 6.1 3, 6.4 3, 8.1 2")),  # 100 - 30.0 = 70.0, the lowest: dropped
    ONE: Sheet(off(f"{USUAL}, 6.1 3, 6.4 1.5, 8.1 0.5")),  # 100 - 19.0 = 81.0
    TWO: Sheet(off(f"{USUAL}, 6.1 3, 6.4 1")),  # 100 - 18.0 = 82.0
}
# The fifth college has no funding channel of its own (P5): the reviewers find so too.
NO_FUNDS = ("P5",)
FIFTH = {
    A: Sheet(off("3.2 4, 1.3 2, 2.4 2, 5.1 2, 6.3 2"), unmet=NO_FUNDS),  # 100 - 12.0 = 88.0
    B: Sheet(off("3.2 4, 1.3 2, 2.4 2, 5.1 2, 6.3 2.5"), unmet=NO_FUNDS),  # 100 - 12.5 = 87.5
    C: Sheet(off("3.2 4, 1.3 2, 2.4 2, 5.1 2, 6.3 1"), unmet=NO_FUNDS),  # 100 - 11.0 = 89.0
    D: Sheet(off("3.2 4, 1.3 2, 2.4 1, 6.3 2"), unmet=NO_FUNDS),  # 100 - 9.0 = 91.0: dropped
    E: Sheet(off("3.2 4, 1.3 3, 2.4 3, 5.1 4, 6.2 2, 6.3 4"), unmet=NO_FUNDS),  # 100 - 20.0 = 80.0: dropped
    TWO: Sheet(off("3.2 4, 1.3 2, 2.4 2, 5.1 2"), unmet=NO_FUNDS),  # 100 - 10.0 = 90.0
    THREE: Sheet(off("3.2 4, 1.3 2, 2.4 2, 5.1 2, 6.3 4"), unmet=NO_FUNDS),  # 100 - 14.0 = 86.0
}
SIXTH = {
    A: Sheet(off("1.1 4, 2.2 4, 3.3 4, 4.1 4, 5.2 4, 6.2 4, 7.1 4")),  # 100 - 28.0 = 72.0
    B: Sheet(off("1.1 4, 2.2 4, 3.3 4, 4.1 4, 5.2 4, 6.2 4, 7.1 2")),  # 100 - 26.0 = 74.0
    C: Sheet(off("1.1 4, 2.2 4, 3.3 4, 4.1 4, 5.2 4, 6.2 4, 7.1 4, 8.2 1")),  # 100 - 29.0 = 71.0
    # 18 away from the median of 72: more than 0.15 × 100, so the chair is asked to look; the highest: dropped
    D: Sheet(off("1.1 4, 2.2 4, 3.3 2")),  # 100 - 10.0 = 90.0
    E: Sheet(
        off("1.1 4, 2.2 4, 3.3 4, 4.1 4, 5.2 4, 6.2 4, 7.1 4, 8.2 2")
    ),  # 100 - 30.0 = 70.0, the lowest: dropped
    ONE: Sheet(off("1.1 4, 2.2 4, 3.3 4, 4.1 4, 5.2 4, 6.2 4, 7.1 1")),  # 100 - 25.0 = 75.0
    THREE: Sheet(off("1.1 4, 2.2 4, 3.3 4, 4.1 4, 5.2 4, 6.2 2")),  # 100 - 22.0 = 78.0
}
SHEETS = dict(zip(cast.COLLEGES, (FIRST, SECOND, THIRD, FOURTH, FIFTH, SIXTH), strict=True))
