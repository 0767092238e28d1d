"""A unit's result line by line, as a page tells it and the records keep it: what was taken, what came out.

Lines hold figures and codes only, no words: the page has the words in the reader's language. No line names
another unit. `as_json` keeps whole computations, every Decimal as text.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final

from .grading import BandCheck, Cause, RuleCheck
from .panel import PanelFigures, ReviewFigures
from .result import BonusFigures, UnitResult
from .standing import QuotaFigures, UnitStanding

SHOWN_PLACES: Final = Decimal("0.0001")


class Step(StrEnum):
    """The steps of a computation, in their order."""

    TOO_FEW = "too_few"
    REVIEW = "review"
    PANEL = "panel"
    BASE = "base"
    SECTION = "section"
    BONUS = "bonus"
    TOTAL = "total"
    BAND = "band"
    PRECONDITION = "precondition"
    FLOOR = "floor"
    VETO = "veto"
    QUOTA = "quota"
    TIE = "tie"


EFFECT_STEPS: Final = {
    Cause.PRECONDITION: Step.PRECONDITION,
    Cause.SECTION_FLOOR: Step.FLOOR,
    Cause.VETO: Step.VETO,
}


@dataclass(frozen=True, slots=True)
class ExplanationLine:
    """One step: `label` is what it is about, `figures` what was taken, `value` what came out or "".

    Figures are texts, numbers, booleans, None, and lists or mappings of them: they can be kept as JSON.
    """

    step: Step
    label: str
    figures: Mapping[str, Any]
    value: str


def explain(
    result: UnitResult, place: UnitStanding | None = None, quotas: Sequence[QuotaFigures] = ()
) -> tuple[ExplanationLine, ...]:
    """Every line of one unit's result, in the order of the computation.

    `place` and `quotas` are the unit's standing and the standing's quotas; without them the lines end at the
    effects.
    """
    return (*_before_others(result), *(_among_others(place, quotas) if place else ()))


def shown(number: Decimal) -> str:
    """A figure with at most four places; what has more is cut and marked: 89.8666…"""
    cut = number.quantize(SHOWN_PLACES, ROUND_DOWN)
    if cut != number:
        return f"{cut}…"
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_json(thing: Any) -> Any:
    """Figures as they are kept: dataclasses as mappings, numbers and dates as text, the rest as it is."""
    if is_dataclass(thing):
        return {field.name: as_json(getattr(thing, field.name)) for field in fields(thing)}
    if isinstance(thing, Mapping):
        return {str(key): as_json(value) for key, value in thing.items()}
    if isinstance(thing, Decimal | Fraction):
        return str(thing)
    if isinstance(thing, date):
        return thing.isoformat()
    if isinstance(thing, str):
        return str(thing)
    return [as_json(each) for each in thing] if isinstance(thing, Sequence) else thing


def _before_others(result: UnitResult) -> Iterator[ExplanationLine]:
    if result.too_few_reason:
        figures = {"reviews": len(result.reviews), "reason": result.too_few_reason}
        yield ExplanationLine(Step.TOO_FEW, "", figures, "")
    for panel in result.panels:
        yield from (_review(panel, review) for review in panel.reviews)
        yield _panel(panel)
    yield _base(result)
    yield from _sections(result)
    yield from _bonus(result.bonus)
    total = {"base": str(result.base), "bonus": str(result.bonus.counted)}
    yield ExplanationLine(Step.TOTAL, "", total, str(result.total))
    yield from _grading(result)


def _review(panel: PanelFigures, review: ReviewFigures) -> ExplanationLine:
    figures = {
        "panel": panel.code,
        "first": shown(review.first.total),
        "sections": {s.code: None if s.score is None else shown(s.score) for s in review.counted.sections},
        "dropped": review.dropped and str(review.dropped),
        "median": shown(panel.median or Decimal(0)),
        "distance": shown(review.distance),
        "outlier": review.outlier,
    }
    return ExplanationLine(Step.REVIEW, review.key, figures, shown(review.total))


def _panel(panel: PanelFigures) -> ExplanationLine:
    figures = {
        "weight": shown(panel.weight),
        "share": shown(panel.counted_weight),
        "trimmed": panel.trimmed,
        "kept": [shown(review.total) for review in panel.kept],
        "unrounded": None if panel.unrounded_mean is None else shown(panel.unrounded_mean),
    }
    return ExplanationLine(Step.PANEL, panel.code, figures, "" if panel.mean is None else str(panel.mean))


def _base(result: UnitResult) -> ExplanationLine:
    terms = [
        {
            "panel": panel.code,
            "share": shown(panel.counted_weight),
            "mean": str(panel.mean),
            "term": shown(panel.term),
        }
        for panel in result.panels
        if panel.mean is not None
    ]
    figures = {"terms": terms, "unrounded": shown(result.unrounded_base)}
    return ExplanationLine(Step.BASE, "", figures, str(result.base))


def _sections(result: UnitResult) -> Iterator[ExplanationLine]:
    for section in result.sections:
        figures = {
            "max_score": shown(section.max_score),
            "level": section.level,
            "part": str(section.part),
            "adjustment": shown(section.adjustment),
        }
        value = "" if section.mean is None else str(section.mean)
        yield ExplanationLine(Step.SECTION, section.code, figures, value)


def _bonus(bonus: BonusFigures) -> Iterator[ExplanationLine]:
    for line in bonus.lines:
        figures = {"accepted": [str(score) for score in line.accepted], "most": shown(line.most)}
        yield ExplanationLine(Step.BONUS, line.item, figures, str(line.counted))
    figures = {"sum": str(bonus.sum), "cap": shown(bonus.cap)}
    yield ExplanationLine(Step.BONUS, "", figures, str(bonus.counted))


def _grading(result: UnitResult) -> Iterator[ExplanationLine]:
    for check in result.grading.checks:
        yield ExplanationLine(Step.BAND, check.band, _check(check), check.band if check.fits else "")
    for effect in result.grading.effects:
        figures = {"kind": effect.kind, "named": effect.named}
        yield ExplanationLine(EFFECT_STEPS[effect.cause], effect.code, figures, effect.band)


def _check(check: BandCheck | RuleCheck) -> dict[str, Any]:
    if isinstance(check, RuleCheck):
        return {"conditions": [{**as_json(each), "holds": each.holds} for each in check.conditions]}
    return {
        "minimum": shown(check.minimum),
        "reached": check.reached,
        "base_min": None if check.base_min is None else shown(check.base_min),
        "base_reached": check.base_reached,
    }


def _among_others(place: UnitStanding, quotas: Sequence[QuotaFigures]) -> Iterator[ExplanationLine]:
    for quota in quotas:
        if place.unit in quota.reached:
            yield _quota(place, quota)
    if place.decided_by or place.undecided:
        figures = {"tied_with": len(place.tied_with), "undecided": place.undecided}
        yield ExplanationLine(Step.TIE, place.decided_by, figures, "" if place.undecided else place.band)


def _quota(place: UnitStanding, quota: QuotaFigures) -> ExplanationLine:
    move = next((move for move in place.moves if move.from_band == quota.band), None)
    figures = {
        "ratio": shown(quota.ratio),
        "base": quota.base,
        "places": quota.places,
        "reached": len(quota.reached),
        "order": quota.reached.index(place.unit) + 1,
        "note": move and move.note,
        "undecided": place.unit in quota.undecided,
    }
    return ExplanationLine(Step.QUOTA, quota.band, figures, move.to_band if move else quota.band)
