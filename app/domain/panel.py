"""What one panel says of one unit: which reviews are kept, their mean, and who lies far from the median.

Trimming drops exactly one highest and one lowest unit total, the later-submitted of equals, and only
within the panel. Outliers change nothing; they ask the chair for a check. Source: the frameworks' schema
§4 and §9 step 2.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from statistics import median

from .framework import Framework
from .scoring import ReviewScore, Scores, decimal, half_up, score_review, with_agreed

LEAST_TO_TRIM = 3  # dropping two must leave one, whatever a framework says


class Dropped(StrEnum):
    """Why a review does not count in its panel's mean."""

    HIGHEST = "highest"
    LOWEST = "lowest"


@dataclass(frozen=True, slots=True)
class SubmittedReview:
    """A submitted review as the computation needs it: `key` is the reader's anonymous name (专家1)."""

    key: str
    panel: str
    submitted_at: datetime
    scores: Scores


@dataclass(frozen=True, slots=True)
class ReviewFigures:
    """A review's part in the result: `counted` with agreed scores in place, `first` as it was submitted."""

    key: str
    submitted_at: datetime
    counted: ReviewScore
    first: ReviewScore
    dropped: Dropped | None = None
    distance: Decimal = Decimal(0)  # of the counted total from the panel's median, unrounded
    outlier: bool = False

    @property
    def total(self) -> Decimal:
        """The counted total, unrounded."""
        return self.counted.total

    @property
    def kept(self) -> bool:
        return self.dropped is None


@dataclass(frozen=True, slots=True)
class PanelFigures:
    """A panel's reviews in order of submission, and their mean; an empty panel has no mean and no share.

    `weight` is the framework's, `share` what it is after empty panels gave theirs away in proportion, and
    `term` = share × mean, unrounded.
    """

    code: str
    weight: Decimal
    share: Fraction
    reviews: tuple[ReviewFigures, ...]
    median: Decimal | None
    trimmed: bool
    exact_mean: Fraction | None
    mean: Decimal | None

    @property
    def kept(self) -> tuple[ReviewFigures, ...]:
        return tuple(review for review in self.reviews if review.kept)

    @property
    def unrounded_mean(self) -> Decimal | None:
        return None if self.exact_mean is None else decimal(self.exact_mean)

    @property
    def counted_weight(self) -> Decimal:
        return decimal(self.share)

    @property
    def exact_term(self) -> Fraction:
        return self.share * Fraction(self.mean or 0)

    @property
    def term(self) -> Decimal:
        return decimal(self.exact_term)


def panel_figures(
    framework: Framework, reviews: Sequence[SubmittedReview], agreed: Scores
) -> tuple[PanelFigures, ...]:
    """Every panel of the framework, in its order, with the reviews submitted for one unit.

    Raises ValueError for a review of a panel the framework does not have and for scores that do not fit it
    (see scoring.score_review), Conflict for a review in which nothing applies.
    """
    codes = [panel.code for panel in framework.review.panels]
    if strangers := {review.panel for review in reviews} - set(codes):
        raise ValueError(f"no such panel: {sorted(strangers)}")
    present = {review.panel for review in reviews}
    weights = {p.code: Fraction(p.weight) for p in framework.review.panels if p.code in present}
    whole = sum(weights.values(), Fraction(0))
    return tuple(
        _panel(
            framework,
            code=panel.code,
            weight=panel.weight,
            share=weights[panel.code] / whole if panel.code in present else Fraction(0),
            reviews=[_figures(framework, review, agreed) for review in reviews if review.panel == panel.code],
        )
        for panel in framework.review.panels
    )


def trim(reviews: Sequence[ReviewFigures]) -> list[ReviewFigures]:
    """`reviews` in order of submission, one highest and one lowest marked as dropped, the later of equals."""
    ordered = sorted(reviews, key=_submission)
    highest = max(reversed(ordered), key=lambda r: r.counted.exact)  # max and min take the first of equals
    lowest = min((r for r in reversed(ordered) if r is not highest), key=lambda r: r.counted.exact)
    why = {id(highest): Dropped.HIGHEST, id(lowest): Dropped.LOWEST}
    return [replace(review, dropped=why.get(id(review))) for review in ordered]


def _submission(review: ReviewFigures) -> tuple[datetime, str]:
    return review.submitted_at, review.key  # the key decides between equal times, so that the order is one


def _figures(framework: Framework, review: SubmittedReview, agreed: Scores) -> ReviewFigures:
    first = score_review(framework, review.scores)
    counted = score_review(framework, with_agreed(review.scores, agreed)) if agreed else first
    return ReviewFigures(review.key, review.submitted_at, counted, first)


def _panel(
    framework: Framework, *, code: str, weight: Decimal, share: Fraction, reviews: list[ReviewFigures]
) -> PanelFigures:
    if not reviews:
        return PanelFigures(code, weight, share, (), None, False, None, None)
    middle = median(review.counted.exact for review in reviews)
    flagged = [_flag(framework, review, Fraction(middle)) for review in reviews]
    trimmed = _is_trimmed(framework, len(reviews))
    ordered = trim(flagged) if trimmed else sorted(flagged, key=_submission)
    kept = [review.counted.exact for review in ordered if review.kept]
    mean = sum(kept, Fraction(0)) / len(kept)
    return PanelFigures(
        code=code,
        weight=weight,
        share=share,
        reviews=tuple(ordered),
        median=decimal(Fraction(middle)),
        trimmed=trimmed,
        exact_mean=mean,
        mean=half_up(mean, framework.scoring.precision),
    )


def _is_trimmed(framework: Framework, count: int) -> bool:
    rule = framework.review.trim
    return rule.method == "drop_high_low" and count >= max(rule.min_reviewers or 0, LEAST_TO_TRIM)


def _flag(framework: Framework, review: ReviewFigures, middle: Fraction) -> ReviewFigures:
    distance = abs(review.counted.exact - middle)
    limit = Fraction(framework.review.outlier_gap_ratio) * Fraction(framework.scoring.base_total)
    return replace(review, distance=decimal(distance), outlier=distance >= limit)
