"""Krippendorff's α: the published values, the coincidence matrix of the paper, and what cannot be said."""

from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given

from app.domain.fairness import Measure, alpha
from app.domain.fairness.marks import NO_SPREAD, ONE_READER
from tests.domain.fairness.cases import KRIPPENDORFF, marks_of, of_readers, of_units, tables_with_gaps

# the example of the article “Krippendorff's alpha” in Wikipedia, and of the package fast-krippendorff
THREE_CODERS = (
    ". . . . . 3 4 1 2 1 1 3 3 . 3",
    "1 . 2 1 3 3 4 3 . . . . . . .",
    ". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
)


@pytest.mark.parametrize(
    ("measure", "printed"),
    [(Measure.ALPHA_NOMINAL, ".743"), (Measure.ALPHA_ORDINAL, ".815"), (Measure.ALPHA_INTERVAL, ".849")],
)
def test_the_values_krippendorff_prints(measure: Measure, printed: str):
    found = alpha(of_readers(*KRIPPENDORFF), measure)
    assert f"{float(found.value):.3f}".lstrip("0") == printed
    assert (found.units, found.readers, found.why) == (11, 4, "")  # the twelfth has one observer


def test_a_second_published_table():
    marks = of_readers(*THREE_CODERS)
    assert f"{float(alpha(marks, Measure.ALPHA_NOMINAL).value):.3f}" == "0.691"
    assert f"{float(alpha(marks, Measure.ALPHA_INTERVAL).value):.3f}" == "0.811"


def by_coincidences(rows: list[list[int | None]], measure: Measure) -> Fraction | None:
    """α as the paper writes it: coincidences o_ck, marginal sums n_c, the metric between values."""
    paired = [[score for score in row if score is not None] for row in rows]
    paired = [row for row in paired if len(row) > 1]
    values = sorted({score for row in paired for score in row})
    o = {(c, k): Fraction(0) for c in values for k in values}
    for row in paired:
        for c, k in permutations(row, 2):
            o[c, k] += Fraction(1, len(row) - 1)
    n = {c: sum(o[c, k] for k in values) for c in values}

    def apart(c: int, k: int) -> Fraction:
        if measure is Measure.ALPHA_NOMINAL:
            return Fraction(c != k)
        if measure is Measure.ALPHA_INTERVAL:
            return Fraction((c - k) ** 2)
        low, high = min(c, k), max(c, k)
        between = sum((n[g] for g in values if low <= g <= high), Fraction(0))
        return (between - (n[c] + n[k]) / 2) ** 2 if c != k else Fraction(0)

    expected = sum((n[c] * n[k] * apart(c, k) for c in values for k in values), Fraction(0))
    observed = sum((o[c, k] * apart(c, k) for c in values for k in values), Fraction(0))
    return 1 - (sum(n.values()) - 1) * observed / expected if expected else None


@pytest.mark.parametrize("measure", [Measure.ALPHA_NOMINAL, Measure.ALPHA_ORDINAL, Measure.ALPHA_INTERVAL])
@given(rows=tables_with_gaps())
def test_the_coincidence_matrix_finds_the_same(rows: list[list[int | None]], measure: Measure):
    assert alpha(marks_of(rows), measure).value == by_coincidences(rows, measure)


def test_what_cannot_be_said_is_said_so():
    assert alpha([]).why == ONE_READER
    assert alpha(of_units("9", "8")).why == ONE_READER
    same = alpha(of_units("9 9", "9 9", "8 ."))  # the third unit has no pair
    assert (same.value, same.why, same.units) == (None, NO_SPREAD, 2)


def test_another_measure_is_refused():
    with pytest.raises(ValueError, match="kendall_w is no alpha"):
        alpha([], Measure.KENDALL_W)
