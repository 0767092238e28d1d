"""ICC: the published six, a naive analysis of variance, and what cannot be said."""

from fractions import Fraction
from itertools import combinations
from statistics import mean, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.fairness import Measure, icc
from app.domain.fairness.correlation import FORMS, spread_within
from app.domain.fairness.marks import MISSING_CELLS, NO_SPREAD, ONE_READER, TOO_FEW_UNITS, UNITS_ALIKE, table
from tests.domain.fairness.cases import SHROUT_FLEISS, full_tables, marks_of, of_units, tables_with_gaps

PUBLISHED = (".17", ".44", ".29", ".62", ".71", ".91")  # Shrout and Fleiss (1979), table 4


@pytest.mark.parametrize(("form", "printed"), [*zip(FORMS, PUBLISHED, strict=True)])
def test_the_six_forms_of_shrout_and_fleiss(form: Measure, printed: str):
    found = icc(of_units(*SHROUT_FLEISS), form)
    assert f"{float(found.value):.2f}".lstrip("0") == printed
    assert (found.measure, found.units, found.readers, found.why) == (form, 6, 4, "")


def test_the_printed_squares_lead_to_the_exact_value():
    # BMS 11.24, WMS 6.26 in table 3
    marks = of_units(*SHROUT_FLEISS)
    assert spread_within(table(marks)) == Fraction(451, 72)  # 6.2639
    assert round(float(icc(marks, Measure.ICC_1_K).value), 4) == 0.4428


@given(full_tables())
def test_a_naive_analysis_of_variance_finds_the_same(rows: list[list[int]]):
    n, k = len(rows), len(rows[0])
    columns = list(zip(*rows, strict=True))
    grand = mean(float(score) for row in rows for score in row)
    between, judges = k * variance(map(mean, rows)), n * variance(map(mean, columns))
    within = mean(variance(map(float, row)) for row in rows)
    left = [rows[i][j] - mean(rows[i]) - mean(columns[j]) + grand for i in range(n) for j in range(k)]
    error = sum(each**2 for each in left) / ((n - 1) * (k - 1))
    fractions = {
        Measure.ICC_1_1: (between - within, between + (k - 1) * within),
        Measure.ICC_1_K: (between - within, between),
        Measure.ICC_2_1: (between - error, between + (k - 1) * error + k * (judges - error) / n),
        Measure.ICC_2_K: (between - error, between + (judges - error) / n),
        Measure.ICC_3_1: (between - error, between + (k - 1) * error),
        Measure.ICC_3_K: (between - error, between),
    }
    for form, (above, below) in fractions.items():
        found = icc(marks_of(rows), form)
        if found.value is None:
            assert below < 1e-9
            assert found.why == (
                UNITS_ALIKE if len({score for row in rows for score in row}) > 1 else NO_SPREAD
            )
        else:
            assert float(found.value) * below == pytest.approx(above, abs=1e-6)
            assert found.value <= 1


@given(tables_with_gaps())
def test_missing_cells_leave_the_one_way_forms(rows: list[list[int | None]]):
    given_marks = [[score for score in row if score is not None] for row in rows]
    pairs = sum(Fraction(sum((a - b) ** 2 for a, b in combinations(row, 2)), len(row)) for row in given_marks)
    total = sum(map(len, given_marks))
    free = total - len(rows)
    grand = Fraction(sum(map(sum, given_marks)), total)
    between = sum(len(row) * (Fraction(sum(row), len(row)) - grand) ** 2 for row in given_marks) / (
        len(rows) - 1
    )
    found = icc(marks_of(rows), Measure.ICC_1_K)
    if not free:
        assert (found.value, found.why) == (None, ONE_READER)
    elif not between:
        assert (found.value, found.why) == (None, UNITS_ALIKE if pairs else NO_SPREAD)
    else:
        assert found.value == 1 - pairs / free / between


def test_the_mean_number_of_readers_stands_for_a_missing_cell():
    # by hand: units 1, 3 | 5, 7, 9 | 2: SSB 37.5, SSW 10, so BMS 18.75, WMS 10/3; k₀ = (6 − 14/6) / 2 = 11/6
    found = icc(of_units("1 3 .", "5 7 9", "2 . ."), Measure.ICC_1_1)
    between, within, k = Fraction(75, 4), Fraction(10, 3), Fraction(11, 6)
    assert found.value == (between - within) / (between + (k - 1) * within)


@pytest.mark.parametrize("form", FORMS)
def test_what_cannot_be_said_is_said_so(form: Measure):
    assert icc([], form).why == TOO_FEW_UNITS
    assert icc(of_units("9 8 7"), form).why == TOO_FEW_UNITS
    assert icc(of_units("9", "8", "7"), form).why == ONE_READER
    assert icc(of_units("9 9", "9 9"), form).why == NO_SPREAD
    gaps = icc(of_units("9 8", "7 ."), form)
    assert (gaps.why == MISSING_CELLS) is (form not in FORMS[:2])


def test_units_that_differ_less_than_chance_have_no_icc_of_means():
    # BMS 0, JMS 0, EMS 1: the formula would give 2, and 0 / 0 elsewhere
    alike = of_units("0 1", "1 0")
    assert [icc(alike, form).value for form in FORMS] == [-1, None, None, None, -1, None]
    assert icc(alike, Measure.ICC_2_K).why == UNITS_ALIKE


@given(st.integers(0, 9), st.integers(0, 9))
def test_full_agreement_is_one(a: int, b: int):
    found = icc(marks_of([[a, a], [b, b]]), Measure.ICC_1_K)
    assert found.value == (None if a == b else 1)


def test_another_measure_is_refused():
    with pytest.raises(ValueError, match="alpha_ordinal is no intraclass correlation"):
        icc([], Measure.ALPHA_ORDINAL)
