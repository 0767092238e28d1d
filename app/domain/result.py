"""One unit's result, in the order that is always the same: panels, base, bonus, total, sections, grade.

Pure: the stored reviews and decisions of one unit in, every figure of the computation out. The self-score is
not among the inputs, so it can change nothing. What depends on the other units (ranking, quota, ties, awards)
is in standing.py and awards.py. Source: the frameworks' schema §9 steps 1–6.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from .errors import Conflict, sentence
from .framework import Criterion, Framework
from .framework_scale import BonusItem
from .grading import Grading, grade
from .panel import PanelFigures, ReviewFigures, SubmittedReview, panel_figures
from .scoring import Scores, decimal, half_up
from .section_figures import SectionFigure, section_figures
from .text import N_


class TooFewReviews(Conflict):
    """The unit has fewer submitted reviews than the framework's minimum and no reason is recorded (409)."""


@dataclass(frozen=True, slots=True)
class AcceptedClaim:
    """A bonus claim as the coordinator accepted it: the item's code and the score, 0 or more."""

    item: str
    score: Decimal


@dataclass(frozen=True, slots=True)
class UnitRecord:
    """All that a unit's result depends on.

    `agreed` holds agreed scores by criterion (moderation or an upheld appeal): each replaces every review's
    score. `failed_preconditions` and `vetoes` are codes; only confirmed ones belong here. `too_few_reason` is
    the coordinator's recorded reason for closing with fewer reviews than the minimum.
    """

    unit: str
    reviews: Sequence[SubmittedReview]
    agreed: Scores = field(default_factory=dict)
    bonus: Sequence[AcceptedClaim] = ()
    failed_preconditions: frozenset[str] = frozenset()
    vetoes: frozenset[str] = frozenset()
    too_few_reason: str = ""


@dataclass(frozen=True, slots=True)
class BonusLine:
    """One bonus item: the accepted scores, their sum, and what counts after the item's own cap."""

    item: str
    accepted: tuple[Decimal, ...]
    most: Decimal
    counted: Decimal

    @property
    def sum(self) -> Decimal:
        return sum(self.accepted, Decimal(0))


@dataclass(frozen=True, slots=True)
class BonusFigures:
    """The items with accepted claims, their sum after each item's cap, and what counts after the
    common cap.
    """

    lines: tuple[BonusLine, ...]
    cap: Decimal
    counted: Decimal

    @property
    def sum(self) -> Decimal:
        return sum((line.counted for line in self.lines), Decimal(0))


@dataclass(frozen=True, slots=True)
class UnitResult:
    """Every figure of one unit's result: `base` + `bonus` = `total`; `grading.band` before any quota."""

    unit: str
    panels: tuple[PanelFigures, ...]
    exact_base: Fraction
    base: Decimal
    base_total: Decimal
    bonus: BonusFigures
    total: Decimal
    sections: tuple[SectionFigure, ...]
    grading: Grading
    too_few_reason: str

    @property
    def unrounded_base(self) -> Decimal:
        return decimal(self.exact_base)

    @property
    def reviews(self) -> tuple[ReviewFigures, ...]:
        return tuple(review for panel in self.panels for review in panel.reviews)

    @property
    def outliers(self) -> tuple[ReviewFigures, ...]:
        """The reviews whose total asks the chair for a check."""
        return tuple(review for review in self.reviews if review.outlier)


def unit_result(framework: Framework, record: UnitRecord, minimum_reviews: int | None = None) -> UnitResult:
    """The result of one unit; `minimum_reviews` is the campaign's own setting, None takes the framework's.

    Raises Conflict with every reason when it cannot be computed yet: no review, too few without a recorded
    reason (TooFewReviews), or no agreed level where the framework wants one. Raises ValueError for records
    that do not fit the framework.
    """
    _refuse_too_few(record, framework.review.min_reviewers if minimum_reviews is None else minimum_reviews)
    _refuse_open_disagreement(framework, record)
    panels = panel_figures(framework, record.reviews, record.agreed)
    exact_base = sum((panel.exact_term for panel in panels), Fraction(0))
    base = half_up(exact_base, framework.scoring.precision)
    bonus = bonus_figures(framework, record.bonus)
    sections = section_figures(framework, panels, base)
    grading = grade(
        framework,
        base=base,
        total=base + bonus.counted,
        sections=sections,
        failed_preconditions=record.failed_preconditions,
        vetoes=record.vetoes,
    )
    return UnitResult(
        unit=record.unit,
        panels=panels,
        exact_base=exact_base,
        base=base,
        base_total=framework.scoring.base_total,
        bonus=bonus,
        total=base + bonus.counted,
        sections=sections,
        grading=grading,
        too_few_reason=record.too_few_reason,
    )


def bonus_figures(framework: Framework, claims: Sequence[AcceptedClaim]) -> BonusFigures:
    """The accepted claims added up per item to its maximum, and over the items to the common cap.

    Raises ValueError for an item the framework does not have and for a score below 0.
    """
    items = {item.code: item for item in framework.bonus.items}
    if strangers := {claim.item for claim in claims} - items.keys():
        raise ValueError(f"no such bonus item: {sorted(strangers)}")
    if any(claim.score < 0 for claim in claims):
        raise ValueError("an accepted bonus is 0 or more")
    claimed = {claim.item for claim in claims}
    lines = tuple(_bonus_line(item, claims) for item in items.values() if item.code in claimed)
    counted = min(sum((line.counted for line in lines), Decimal(0)), framework.bonus.cap)
    return BonusFigures(lines, framework.bonus.cap, counted)


def missing_agreement(framework: Framework, record: UnitRecord) -> tuple[str, ...]:
    """The criteria on which the readers chose different levels and no agreed score is recorded.

    Empty unless the framework says `consensus_required`.
    """
    if not framework.review.consensus_required:
        return ()
    return tuple(
        criterion.code
        for criterion in framework.criteria
        if criterion.code not in record.agreed
        and len({_level(criterion, review.scores) for review in record.reviews}) > 1
    )


def split_on_applicability(record: UnitRecord) -> tuple[str, ...]:
    """The criteria that some readers scored and others found not applicable, with nothing agreed yet.

    Until people agree, each review counts as its reader wrote it.
    """
    kinds: dict[str, set[bool]] = {}
    for review in record.reviews:
        for code, score in review.scores.items():
            kinds.setdefault(code, set()).add(score is None)
    return tuple(code for code, found in kinds.items() if len(found) > 1 and code not in record.agreed)


def _level(criterion: Criterion, scores: Scores) -> str | None:
    score = scores[criterion.code]
    return None if score is None else criterion.level_of(score).code


def _bonus_line(item: BonusItem, claims: Sequence[AcceptedClaim]) -> BonusLine:
    accepted = tuple(claim.score for claim in claims if claim.item == item.code)
    return BonusLine(item.code, accepted, item.max_score, min(sum(accepted, Decimal(0)), item.max_score))


def _refuse_too_few(record: UnitRecord, wanted: int) -> None:
    if not record.reviews:
        raise TooFewReviews(N_("This unit has no submitted review, so it has no result."))
    if len(record.reviews) < wanted and not record.too_few_reason.strip():
        raise TooFewReviews(
            sentence(
                N_(
                    "This unit has %(found)s submitted reviews; at least %(wanted)s are needed. "
                    "Wait for the others or record a reason."
                ),
                found=len(record.reviews),
                wanted=wanted,
            )
        )


def _refuse_open_disagreement(framework: Framework, record: UnitRecord) -> None:
    if missing := missing_agreement(framework, record):
        raise Conflict(
            sentence(
                N_("The panel must first agree on one level for each of these criteria: %(criteria)s."),
                criteria=", ".join(missing),
            )
        )
