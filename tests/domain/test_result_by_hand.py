"""The whole result recomputed naively with fractions, straight from the schema's words, and compared."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.panel import SubmittedReview
from app.domain.result import AcceptedClaim, UnitRecord, unit_result
from app.domain.standing import standing
from tests.domain.result_cases import MORNING, D, framework, reviews_of, unit_with

seeds = st.integers(0, 2**32)
CODES = ("college-committee-quality", "five-good", "party-building-review")


def round2(value):
    """Half up on hundredths, with whole numbers only."""
    return Fraction((200 * value.numerator + value.denominator) // (2 * value.denominator), 100)


def naive_total(rules, scores):
    total, reachable = Fraction(0), Fraction(0)
    for section in rules.sections:
        applicable = [c for c in section.criteria if scores[c.code] is not None]
        if applicable:
            got = sum(Fraction(scores[c.code]) for c in applicable)
            of = sum(Fraction(c.max_score) for c in applicable)
            total += got / of * Fraction(section.max_score)
            reachable += Fraction(section.max_score)
    return total * Fraction(rules.scoring.base_total) / reachable


def naive_base(rules, record):
    terms, weights = Fraction(0), Fraction(0)
    for panel in rules.review.panels:
        totals = sorted(
            naive_total(rules, {**r.scores, **record.agreed}) for r in record.reviews if r.panel == panel.code
        )
        if not totals:
            continue
        trim = rules.review.trim
        if trim.method == "drop_high_low" and len(totals) >= trim.min_reviewers:
            totals = totals[1:-1]
        terms += Fraction(panel.weight) * round2(sum(totals) / len(totals))
        weights += Fraction(panel.weight)
    return round2(terms / weights)


def naive_bonus(rules, record):
    per_item = {}
    for claim in record.bonus:
        per_item[claim.item] = per_item.get(claim.item, 0) + Fraction(claim.score)
    most = {item.code: Fraction(item.max_score) for item in rules.bonus.items}
    return min(sum(min(got, most[item]) for item, got in per_item.items()), Fraction(rules.bonus.cap))


def naive_band(rules, record, base, total, floors_failed):
    order = [band.code for band in rules.grade_bands]
    reached = [b.code for b in rules.grade_bands if total >= b.min and base >= (b.base_min or 0)]
    bands = [order.index(reached[0])]
    bands += [
        order.index(p.on_fail.band) for p in rules.preconditions if p.code in record.failed_preconditions
    ]
    bands += [order.index(v.effect.band) for v in rules.vetoes if v.code in record.vetoes]
    bands += [order.index(rules.section_floor.on_fail.band)] if floors_failed else []
    return order[max(bands)]


def sheet(rules, seed):
    """Scores of one review, mostly middling, with some criteria not applicable where that is allowed."""
    chance = Random(seed)
    scores = {}
    for criterion in rules.criteria:
        steps = int(criterion.max_score / rules.scoring.step)
        skip = rules.scoring.allow_not_applicable and chance.random() < 0.15
        scores[criterion.code] = None if skip else chance.randint(steps // 2, steps) * rules.scoring.step
    return scores


@st.composite
def cases(draw):
    """A framework's code (the framework itself is too long to print) and one unit's record."""
    code = draw(st.sampled_from(CODES))
    rules = framework(code)
    panels = [panel.code for panel in rules.review.panels]
    reviews = [
        SubmittedReview(f"专家{n}", draw(st.sampled_from(panels)), MORNING, sheet(rules, draw(seeds)))
        for n in range(draw(st.integers(1, 9)))
    ]
    some = draw(st.sets(st.sampled_from([criterion.code for criterion in rules.criteria]), max_size=3))
    agreed = {code: rules.criterion(code).max_score / 2 for code in some}
    items = st.sampled_from([item.code for item in rules.bonus.items])
    halves = st.integers(0, 8).map(lambda n: Decimal(n) / 2)
    record = UnitRecord(
        unit="X",
        reviews=reviews,
        agreed=agreed,
        bonus=draw(st.lists(st.builds(AcceptedClaim, items, halves), max_size=5)),
        failed_preconditions=draw(
            st.frozensets(st.sampled_from([p.code for p in rules.preconditions]), max_size=1)
        ),
        vetoes=draw(st.frozensets(st.sampled_from([v.code for v in rules.vetoes]), max_size=1)),
        too_few_reason="样例",
    )
    return code, record


@settings(max_examples=150, deadline=None)
@given(cases())
def test_every_result_is_what_a_person_would_work_out(case):
    code, record = case
    rules = framework(code)
    result = unit_result(rules, record)
    base, bonus = naive_base(rules, record), naive_bonus(rules, record)
    assert Fraction(result.base) == base
    assert Fraction(result.bonus.counted) == bonus
    assert Fraction(result.total) == base + bonus
    assert sum(section.part for section in result.sections) == result.base
    floor = rules.section_floor
    under = floor and any(
        s.mean is not None and s.mean / s.max_score < floor.min_ratio for s in result.sections
    )
    assert result.grading.band == naive_band(rules, record, base, base + bonus, bool(under))
    naive = {r.key: naive_total(rules, {**r.scores, **record.agreed}) for r in record.reviews}
    assert {r.key: r.counted.exact for r in result.reviews} == naive


@settings(max_examples=30, deadline=None)
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_in_which_reviews_are_given_changes_nothing(case, random):
    code, record = case
    rules = framework(code)
    shuffled = list(record.reviews)
    random.shuffle(shuffled)
    assert unit_result(rules, replace(record, reviews=shuffled)) == unit_result(rules, record)


@settings(max_examples=40, deadline=None)
@given(cases(), st.data())
def test_a_higher_score_never_lowers_the_base(case, data):
    code, record = case
    rules = framework(code)
    place = data.draw(st.integers(0, len(record.reviews) - 1))
    one = record.reviews[place]
    scored = data.draw(st.sampled_from([c for c, score in one.scores.items() if score is not None]))
    better = replace(one, scores=dict(one.scores) | {scored: rules.criterion(scored).max_score})
    reviews = [better if n == place else other for n, other in enumerate(record.reviews)]
    assert unit_result(rules, replace(record, reviews=reviews)).base >= unit_result(rules, record).base


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(700, 900), min_size=5, max_size=8), st.integers(0, 1000), st.integers(0, 1000))
def test_how_extreme_the_dropped_two_are_does_not_matter(totals, low, high):
    """Make the lowest of a trimmed panel lower still and the highest higher: the base stays."""
    tenths = sorted(totals)
    stretched = [min(low, tenths[0]), *tenths[1:-1], max(high, tenths[-1])]
    assert _base(tenths) == _base(stretched)


def _base(tenths):
    return unit_result(framework(), UnitRecord("X", reviews_of([D(n) / 10 for n in tenths]))).base


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_the_standing_does_not_depend_on_the_order_of_the_units(totals, random):
    results = [unit_with(f"U{n:02}", 80 + total) for n, total in enumerate(totals)]
    shuffled = results.copy()
    random.shuffle(shuffled)
    assert standing(framework(), shuffled) == standing(framework(), results)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 20), min_size=1, max_size=12))
def test_no_band_holds_more_than_its_places_and_nobody_better_stays_outside(totals):
    results = [unit_with(f"U{n:02}", 80 + total) for n, total in enumerate(totals)]
    found = standing(framework(), results)
    quota = found.quotas[0]
    assert len(quota.placed) <= quota.places
    assert quota.places <= max(1, len(results) * 3 // 10)
    total = {result.unit: result.total for result in results}
    inside = [total[unit] for unit in quota.placed]
    outside = [total[unit] for unit in (*quota.moved, *quota.undecided)]
    assert not inside or not outside or min(inside) > max(outside)
