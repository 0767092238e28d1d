"""What the tests of fairness share: published tables as marks, and tables as hypothesis draws them."""

from decimal import Decimal

from hypothesis import strategies as st

from app.domain.fairness import Mark

SHROUT_FLEISS = ("9 2 5 8", "6 1 3 2", "8 4 6 8", "7 1 2 6", "10 5 6 9", "6 2 4 7")
"""Six targets by four judges: Shrout and Fleiss (1979), table 2."""

KRIPPENDORFF = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
"""Four observers by twelve units: Krippendorff, Computing Krippendorff's Alpha-Reliability (2011)."""


def of_units(*rows: str) -> list[Mark]:
    """One row for each unit, one column for each reader; a dot is a missing cell."""
    return [
        Mark(f"u{unit:02}", f"r{reader:02}", Decimal(score))
        for unit, row in enumerate(rows)
        for reader, score in enumerate(row.split())
        if score != "."
    ]


def of_readers(*rows: str) -> list[Mark]:
    """One row for each reader, one column for each unit."""
    return [
        Mark(f"u{unit:02}", f"r{reader:02}", Decimal(score))
        for reader, row in enumerate(rows)
        for unit, score in enumerate(row.split())
        if score != "."
    ]


@st.composite
def full_tables(draw: st.DrawFn, scores: st.SearchStrategy[int] | None = None) -> list[list[int]]:
    """Units by readers, no cell missing."""
    readers = draw(st.integers(2, 4))
    row = st.lists(scores or st.integers(0, 6), min_size=readers, max_size=readers)
    return draw(st.lists(row, min_size=2, max_size=6))


def marks_of(table: list[list[int | None]]) -> list[Mark]:
    return [
        Mark(f"u{unit}", f"r{reader}", Decimal(score))
        for unit, row in enumerate(table)
        for reader, score in enumerate(row)
        if score is not None
    ]


@st.composite
def tables_with_gaps(draw: st.DrawFn) -> list[list[int | None]]:
    """Units by readers with missing cells, at least one mark for each unit."""
    table = draw(full_tables())
    for row in table:
        for place in draw(st.sets(st.integers(0, len(row) - 1), max_size=len(row) - 1)):
            row[place] = None
    return table
