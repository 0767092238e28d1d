"""One review's criterion scores become section scores and a unit total; nothing is rounded here.

Not-applicable criteria leave their section, and what remains is scaled up to the section's maximum; a
section with nothing left is dropped and the total is scaled up to the framework's total. Such thirds and
sevenths have no last decimal digit, so exact values are carried as Fraction and rounded half up only
where a later step says. Source: the frameworks' schema §3, §9 step 1 and §13.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from .errors import Conflict
from .framework import Framework, Section
from .text import N_

Scores = Mapping[str, Decimal | None]
"""Criterion code → score from 0 to the criterion's maximum, or None for “not applicable”."""


def half_up(value: Fraction | Decimal, precision: int) -> Decimal:
    """`value` (not negative) rounded half up to `precision` decimal places, exactly: 0.005 → 0.01."""
    scaled = Fraction(value) * 10**precision + Fraction(1, 2)
    return Decimal(scaled.numerator // scaled.denominator).scaleb(-precision)


def decimal(value: Fraction) -> Decimal:
    """An exact value as a Decimal of 28 significant digits, for showing and storing it “unrounded”."""
    return Decimal(value.numerator) / Decimal(value.denominator)


@dataclass(frozen=True, slots=True)
class SectionScore:
    """What one review gives one section.

    `given` of `applicable` points (the criteria that apply); `exact` is that scaled to `max_score`, None
    when the whole section does not apply; `part` is the section's share of the review's total, so that
    parts add up.
    """

    code: str
    max_score: Decimal
    given: Decimal
    applicable: Decimal
    exact: Fraction | None
    part: Fraction

    @property
    def score(self) -> Decimal | None:
        """The section's score on its own scale, unrounded; None when the section does not apply."""
        return None if self.exact is None else decimal(self.exact)


@dataclass(frozen=True, slots=True)
class ReviewScore:
    """One review's sections and total; `reachable` is the sum of the sections that apply."""

    sections: tuple[SectionScore, ...]
    reachable: Decimal
    exact: Fraction

    @property
    def total(self) -> Decimal:
        """The unit total of this review on the framework's scale, unrounded."""
        return decimal(self.exact)


def with_agreed(scores: Scores, agreed: Scores) -> dict[str, Decimal | None]:
    """`scores` with every agreed score in the place of the reviewer's own; None is agreed not-applicable."""
    return {**scores, **agreed}


def score_review(framework: Framework, scores: Scores) -> ReviewScore:
    """One review's sections and total.

    `scores` holds every criterion of the framework and no other. Raises ValueError when it does not, when a
    score is off its scale or not-applicable is not allowed, and Conflict when nothing at all applies.
    """
    _check(framework, scores)
    counted = [_section(section, scores) for section in framework.sections]
    reachable = sum((s.max_score for s, exact in counted if exact is not None), Decimal(0))
    if not reachable:
        raise Conflict(N_("A review in which nothing applies has no score. Return it to its reviewer."))
    scale = Fraction(framework.scoring.base_total) / Fraction(reachable)
    sections = tuple(
        SectionScore(s.code, s.max_score, s.given, s.applicable, exact, (exact or Fraction(0)) * scale)
        for s, exact in counted
    )
    return ReviewScore(sections, reachable, sum((s.part for s in sections), Fraction(0)))


@dataclass(frozen=True, slots=True)
class _Given:
    code: str
    max_score: Decimal
    given: Decimal
    applicable: Decimal


def _section(section: Section, scores: Scores) -> tuple[_Given, Fraction | None]:
    given = applicable = Decimal(0)
    for criterion in section.criteria:
        score = scores[criterion.code]
        if score is not None:
            given += score
            applicable += criterion.max_score
    raw = _Given(section.code, section.max_score, given, applicable)
    if not applicable:
        return raw, None
    return raw, Fraction(given) * Fraction(section.max_score) / Fraction(applicable)


def _check(framework: Framework, scores: Scores) -> None:
    most = {c.code: c.max_score for section in framework.sections for c in section.criteria}
    if scores.keys() != most.keys():
        raise ValueError(f"scores do not match the criteria: {sorted(scores.keys() ^ most.keys())}")
    for code, score in scores.items():
        if score is None and not framework.scoring.allow_not_applicable:
            raise ValueError(f"criterion {code}: this framework knows no not-applicable")
        if score is not None and not 0 <= score <= most[code]:
            raise ValueError(f"criterion {code}: {score} is outside 0 to {most[code]}")
