"""The parts of a framework that turn scores into results: panels, preconditions, bonus, bands, awards.

Read with `framework`, which holds the criteria themselves. The order is that of SCHEMA §3–10.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .evidence_requirement import EvidenceRequirement
from .locale_text import LocaleText


@dataclass(frozen=True, slots=True)
class Scoring:
    """How scores are counted (SCHEMA §3); `precision` is the digits kept for averages."""

    base_total: Decimal
    step: Decimal
    precision: int
    rounding: str
    aggregate: str
    allow_not_applicable: bool
    na_rule: str | None
    show_total: bool
    show_profile: bool


@dataclass(frozen=True, slots=True)
class Trim:
    """Whether one highest and one lowest total of a panel are dropped, and from how many reviews on."""

    method: str
    min_reviewers: int | None


@dataclass(frozen=True, slots=True)
class PanelWeight:
    """A panel and its share of the base score; the shares sum to 1."""

    code: str
    title: LocaleText
    weight: Decimal


@dataclass(frozen=True, slots=True)
class ReviewRules:
    """Who reads, how many, and when people are called together (SCHEMA §4)."""

    self_score_weight: Decimal
    min_reviewers: int
    recommended_reviewers: int
    trim: Trim
    outlier_gap_ratio: Decimal
    consensus_required: bool
    panels: tuple[PanelWeight, ...]


@dataclass(frozen=True, slots=True)
class LiveSession:
    """The report heard on site (述职/汇报)."""

    enabled: bool
    report_minutes: int | None
    comment: LocaleText | None
    written_only_allowed: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """What a failed precondition or a veto does: `cap_band` = not above, `band` = exactly (SCHEMA §7)."""

    kind: str
    band: str


@dataclass(frozen=True, slots=True)
class Precondition:
    """A statement the unit makes when it submits (必备条件)."""

    code: str
    title: LocaleText
    text: LocaleText
    maps_to: tuple[str, ...]
    on_fail: Effect


@dataclass(frozen=True, slots=True)
class SectionFloor:
    """The share of its maximum that every section must reach."""

    min_ratio: Decimal
    on_fail: Effect
    text: LocaleText


@dataclass(frozen=True, slots=True)
class Veto:
    """A fact that decides by itself (一票否决), applied by one person and confirmed by a second."""

    code: str
    title: LocaleText
    text: LocaleText
    effect: Effect


@dataclass(frozen=True, slots=True)
class BonusTier:
    """One step of a bonus item, with the score it brings."""

    code: str
    title: LocaleText
    score: Decimal


@dataclass(frozen=True, slots=True)
class BonusItem:
    """Something a unit may claim extra points for."""

    code: str
    title: LocaleText
    max_score: Decimal
    tiers: tuple[BonusTier, ...]
    evidence: tuple[EvidenceRequirement, ...]

    def tier(self, code: str) -> BonusTier:
        """The tier with this code; KeyError where there is none."""
        return {tier.code: tier for tier in self.tiers}[code]


@dataclass(frozen=True, slots=True)
class Bonus:
    """All bonus items; their sum is cut at `cap`."""

    cap: Decimal
    rule: LocaleText | None
    items: tuple[BonusItem, ...]


@dataclass(frozen=True, slots=True)
class GradeBand:
    """A grade (等次): the total it begins at, and a quota where places are few."""

    code: str
    title: LocaleText
    min: Decimal
    base_min: Decimal | None
    quota_ratio: Decimal | None
    quota_rounding: str | None
    overflow_to: str | None


@dataclass(frozen=True, slots=True)
class OverallRule:
    """One rule of a profile: it fits when no section is below `min_level` and the counts hold."""

    band: str
    min_level: str | None
    at_least: Mapping[str, int]
    at_most: Mapping[str, int]

    @property
    def always_fits(self) -> bool:
        """Whether the rule has no condition at all."""
        return not (self.min_level or self.at_least or self.at_most)


@dataclass(frozen=True, slots=True)
class OverallJudgement:
    """Rules tried from the top; the first that fits gives the band (SCHEMA §9)."""

    method: str
    section_level: str
    rules: tuple[OverallRule, ...]


@dataclass(frozen=True, slots=True)
class Ranking:
    """What units are ordered by, and what settles a tie, in order."""

    basis: str
    tie_breakers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FollowUp:
    """The bands after which a talk or a dated rectification follows."""

    bands: tuple[str, ...]
    action: LocaleText


@dataclass(frozen=True, slots=True)
class Award:
    """An award and the band that makes a unit a candidate; None where the band does not decide."""

    code: str
    title: LocaleText
    rule: LocaleText
    band: str | None
    max_count: int | None
    needs_decision: bool
