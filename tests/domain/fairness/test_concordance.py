"""Kendall's W: published examples with ties, ranks made naively, and what cannot be said."""

import pytest
from hypothesis import given

from app.domain.fairness import kendall_w
from app.domain.fairness.marks import MISSING_CELLS, NO_SPREAD, ONE_READER, TOO_FEW_UNITS
from tests.domain.fairness.cases import full_tables, marks_of, of_readers, of_units

# NAG Library, routine G08DAF, example program: three comparisons of ten objects, all with ties
NAG = ("1 4.5 2 4.5 3 7.5 6 9 7.5 10", "2.5 1 2.5 4.5 4.5 8 9 6.5 10 6.5", "2 1 4.5 4.5 4.5 4.5 8 8 8 10")
# Zar, Biostatistical Analysis, wing, tail and bill of twelve birds; W in the R package synchrony (kendall.w)
ZAR = (
    "10.4 10.8 11.1 10.2 10.3 10.2 10.7 10.5 10.8 11.2 10.6 11.4",
    "7.4 7.6 7.9 7.2 7.4 7.1 7.4 7.2 7.8 7.7 7.8 8.3",
    "17 17 20 14.5 15.5 13 19.5 16 21 20 18 22",
)


@pytest.mark.parametrize(("rows", "printed"), [(NAG, "0.828"), (ZAR, "0.924")])
def test_published_examples_with_ties(rows: tuple[str, ...], printed: str):
    found = kendall_w(of_readers(*rows))
    assert f"{float(found.value):.3f}" == printed
    assert (found.units, found.readers, found.why) == (len(rows[0].split()), 3, "")


@given(full_tables())
def test_the_share_of_squares_of_naive_ranks_is_the_same(rows: list[list[int]]):
    columns = list(zip(*rows, strict=True))
    ranks = [
        [1 + sum(other < one for other in column) + (column.count(one) - 1) / 2 for one in column]
        for column in columns
    ]
    m, middle = len(columns), (len(rows) + 1) / 2
    within = sum((rank - middle) ** 2 for column in ranks for rank in column)
    between = sum((sum(of_unit) - m * middle) ** 2 for of_unit in zip(*ranks, strict=True))
    found = kendall_w(marks_of(rows))
    if within:
        assert float(found.value) == pytest.approx(between / (m * within))
        assert 0 <= found.value <= 1
    else:
        assert (found.value, found.why) == (None, NO_SPREAD)


def test_severity_changes_no_order():
    assert kendall_w(of_units("90 70", "80 60", "70 50")).value == 1
    assert kendall_w(of_units("90 50", "80 60", "70 70")).value == 0


def test_what_cannot_be_said_is_said_so():
    assert kendall_w([]).why == TOO_FEW_UNITS
    assert kendall_w(of_units("9 8")).why == TOO_FEW_UNITS
    assert kendall_w(of_units("9", "8")).why == ONE_READER
    assert kendall_w(of_units("9 8", "7 .")).why == MISSING_CELLS
