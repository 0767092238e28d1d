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
    points = [_points(section, scores) for section in framework.sections]
    found = list(zip(framework.sections, points, strict=True))
    reachable = sum((section.max_score for section, (_, applicable) in found if applicable), Decimal(0))
    if not reachable:
        raise Conflict(N_("A review in which nothing applies has no score. Return it to its reviewer."))
    sections = tuple(
        _section(section, *points, framework.scoring.base_total, reachable) for section, points in found
    )
    return ReviewScore(sections, reachable, sum((s.part for s in sections), Fraction(0)))


def _points(section: Section, scores: Scores) -> tuple[Decimal, Decimal]:
    """The points given and those that could be given, over the criteria that apply."""
    scored = [(scores[criterion.code], criterion.max_score) for criterion in section.criteria]
    applicable = [(score, most) for score, most in scored if score is not None]
    return sum((score for score, _ in applicable), Decimal(0)), sum(
        (most for _, most in applicable), Decimal(0)
    )


def _section(
    section: Section, given: Decimal, applicable: Decimal, base_total: Decimal, reachable: Decimal
) -> SectionScore:
    exact = _scaled(Fraction(given), applicable, section.max_score) if applicable else None
    part = Fraction(0) if exact is None else _scaled(exact, reachable, base_total)
    return SectionScore(section.code, section.max_score, given, applicable, exact, part)


def _scaled(points: Fraction, of: Decimal, to: Decimal) -> Fraction:
    """`points` out of `of` as points out of `to`."""
    return points if of == to else points * Fraction(to) / Fraction(of)


def _check(framework: Framework, scores: Scores) -> None:
    most = {c.code: c.max_score for section in framework.sections for c in section.criteria}
    if scores.keys() != most.keys():
        raise ValueError(f"scores do not match the criteria: {sorted(scores.keys() ^ most.keys())}")
    for code, score in scores.items():
        if score is None and not framework.scoring.allow_not_applicable:
            raise ValueError(f"criterion {code}: this framework knows no not-applicable")
        if score is not None and not 0 <= score <= most[code]:
            raise ValueError(f"criterion {code}: {score} is outside 0 to {most[code]}")
