"""A framework of criteria as the rules see it: frozen, every number a Decimal, in the order of SCHEMA.

Built from a document by `framework_reading`; what must hold of it is in `framework_checks`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Final, Protocol, TypeVar

from .evidence_requirement import EvidenceRequirement
from .framework_scale import (
    Award,
    Bonus,
    BonusItem,
    BonusTier,
    Effect,
    FollowUp,
    GradeBand,
    LiveSession,
    OverallJudgement,
    OverallRule,
    PanelWeight,
    Precondition,
    Ranking,
    ReviewRules,
    Scoring,
    SectionFloor,
    Trim,
    Veto,
)
from .grid import on_grid
from .locale_text import LocaleText
from .text import N_

__all__ = [
    "REPORT_FIELDS",
    "Award",
    "Bonus",
    "BonusItem",
    "BonusTier",
    "Coded",
    "Criterion",
    "CriterionLevel",
    "Effect",
    "EvidenceRequirement",
    "FollowUp",
    "Framework",
    "GradeBand",
    "Level",
    "LiveSession",
    "LocaleText",
    "OverallJudgement",
    "OverallRule",
    "PanelWeight",
    "Precondition",
    "Ranking",
    "ReportField",
    "ReviewRules",
    "Scoring",
    "Section",
    "SectionFloor",
    "Source",
    "Trim",
    "Veto",
]


class Coded(Protocol):
    """Anything with a code that is unique among its kind."""

    @property
    def code(self) -> str: ...


_Thing = TypeVar("_Thing", bound=Coded)


def _by_code(things: tuple[_Thing, ...]) -> dict[str, _Thing]:
    return {thing.code: thing for thing in things}


@dataclass(frozen=True, slots=True)
class Source:
    """Where the facts of a framework come from."""

    title: str
    use: str


@dataclass(frozen=True, slots=True)
class ReportField:
    """A narrative field of every criterion; `limit` is the advised number of characters (PROCESS §4.2)."""

    code: str
    title: str
    limit: int


REPORT_FIELDS: Final = {
    field.code: field
    for field in (
        ReportField("achievement", N_("What was achieved"), 500),
        ReportField("evidence_summary", N_("What the evidence shows"), 300),
        ReportField("problems", N_("Main problems and their causes"), 300),
        ReportField("improvement", N_("Measures for improvement"), 300),
    )
}
USUAL_REPORT_FIELDS: Final = ("achievement", "problems", "improvement")


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the whole framework: its share of the maximum and the general text."""

    code: str
    title: LocaleText
    min_ratio: Decimal
    default_ratio: Decimal
    text: LocaleText


@dataclass(frozen=True, slots=True)
class CriterionLevel:
    """A level on one criterion: the scores it covers, the rubric shown, and the usual score it brings."""

    code: str
    title: LocaleText
    low: Decimal
    high: Decimal
    text: LocaleText
    usual: Decimal

    def covers(self, score: Decimal) -> bool:
        """Whether `score` lies in this level's range, both ends included."""
        return self.low <= score <= self.high


@dataclass(frozen=True, slots=True)
class Criterion:
    """One scored item (二级指标)."""

    code: str
    section_code: str
    title: LocaleText
    max_score: Decimal
    method: str
    mandatory: bool
    guidance: LocaleText
    look_for: tuple[LocaleText, ...]
    evidence: tuple[EvidenceRequirement, ...]
    levels: tuple[CriterionLevel, ...]
    step: Decimal
    unit_score: Decimal | None = None

    def level_of(self, score: Decimal) -> CriterionLevel:
        """The level of a score 0…max: the highest whose range begins at or below it, so means fit too.

        Raises ValueError when the score is outside 0…max_score.
        """
        if not 0 <= score <= self.max_score:
            raise ValueError(f"{score} is outside 0…{self.max_score} of criterion {self.code}")
        return next(level for level in self.levels if level.low <= score)

    def level(self, code: str) -> CriterionLevel:
        """The level with this code; KeyError where there is none."""
        return _by_code(self.levels)[code]

    def allows(self, score: Decimal) -> bool:
        """Whether a reviewer may give this score: within 0…max, on the grid, and as the method says."""
        if not (0 <= score <= self.max_score and on_grid(score, self.step)):
            return False
        if self.method == "check":
            return score in (0, self.max_score)
        if self.method == "count" and self.unit_score:
            return score == self.max_score or on_grid(score, self.unit_score)
        return True

    @property
    def required_evidence(self) -> tuple[EvidenceRequirement, ...]:
        """The requirements that block a submission when nothing is attached."""
        return tuple(requirement for requirement in self.evidence if requirement.required)


@dataclass(frozen=True, slots=True)
class Section:
    """A group of criteria (一级指标); its score is always computed."""

    code: str
    title: LocaleText
    max_score: Decimal
    guidance: LocaleText
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Framework:
    """One version of a framework of criteria (指标体系)."""

    code: str
    version: str
    status: str
    locales: tuple[str, ...]
    default_locale: str
    name: LocaleText
    summary: LocaleText
    unit_label: LocaleText
    period_label: LocaleText
    sources: tuple[Source, ...]
    scoring: Scoring
    review: ReviewRules
    live_session: LiveSession | None
    report_fields: tuple[ReportField, ...]
    accept_groups: Mapping[str, tuple[str, ...]]
    evidence_kinds: Mapping[str, LocaleText]
    level_set: str
    levels: tuple[Level, ...]
    preconditions: tuple[Precondition, ...]
    section_floor: SectionFloor | None
    vetoes: tuple[Veto, ...]
    sections: tuple[Section, ...]
    bonus: Bonus
    grade_bands: tuple[GradeBand, ...]
    overall_judgement: OverallJudgement | None
    ranking: Ranking
    follow_up: FollowUp | None
    awards: tuple[Award, ...]

    @cached_property
    def criteria(self) -> tuple[Criterion, ...]:
        """Every criterion in the order of the document."""
        return tuple(criterion for section in self.sections for criterion in section.criteria)

    @cached_property
    def _criteria(self) -> dict[str, Criterion]:
        return _by_code(self.criteria)

    @cached_property
    def _position(self) -> dict[str, int]:
        return {criterion.code: index for index, criterion in enumerate(self.criteria)}

    def has_criterion(self, code: str) -> bool:
        """Whether there is a criterion with this code."""
        return code in self._criteria

    def criterion(self, code: str) -> Criterion:
        """The criterion with this code; KeyError where there is none."""
        return self._criteria[code]

    def section(self, code: str) -> Section:
        """The section with this code; KeyError where there is none."""
        return _by_code(self.sections)[code]

    def section_of(self, criterion_code: str) -> Section:
        """The section a criterion belongs to."""
        return self.section(self.criterion(criterion_code).section_code)

    def next(self, criterion_code: str) -> Criterion | None:
        """The criterion after this one; None after the last."""
        following = self._position[criterion_code] + 1
        return self.criteria[following] if following < len(self.criteria) else None

    def previous(self, criterion_code: str) -> Criterion | None:
        """The criterion before this one; None before the first."""
        position = self._position[criterion_code]
        return self.criteria[position - 1] if position else None

    def on_grid(self, score: Decimal) -> bool:
        """Whether a score is a whole number of the smallest score unit."""
        return on_grid(score, self.scoring.step)

    def level(self, code: str) -> Level:
        """The general level with this code; KeyError where there is none."""
        return _by_code(self.levels)[code]

    def level_for_ratio(self, ratio: Decimal) -> Level:
        """The level of a share 0…1 of a maximum, as the section profile takes it (SCHEMA §9, `by_ratio`)."""
        return next(level for level in self.levels if level.min_ratio <= ratio)

    def band(self, code: str) -> GradeBand:
        """The grade band with this code; KeyError where there is none."""
        return _by_code(self.grade_bands)[code]

    def bonus_item(self, code: str) -> BonusItem:
        """The bonus item with this code; KeyError where there is none."""
        return _by_code(self.bonus.items)[code]

    def precondition(self, code: str) -> Precondition:
        """The precondition with this code; KeyError where there is none."""
        return _by_code(self.preconditions)[code]

    def veto(self, code: str) -> Veto:
        """The veto with this code; KeyError where there is none."""
        return _by_code(self.vetoes)[code]

    def award(self, code: str) -> Award:
        """The award with this code; KeyError where there is none."""
        return _by_code(self.awards)[code]
