"""What a review consists of, as the rules see it: the reviewer's words without rows and without names."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum


class Arrangement(StrEnum):
    """听汇报 and 验实地: done, or not arranged with a reason."""

    OPEN = "open"
    DONE = "done"
    NOT_ARRANGED = "not_arranged"


class Triage(StrEnum):
    NONE = ""
    SETTLED = "settled"  # 句号
    MORE_WANTED = "more_wanted"  # 破折号
    DOUBTFUL = "doubtful"  # 问号


class Mark(StrEnum):
    ACCEPTED = "accepted"  # 认可
    DOUBTFUL = "doubtful"  # 存疑
    NOT_ACCEPTED = "not_accepted"  # 不予采信


class FindingKind(StrEnum):
    HIGHLIGHT = "highlight"  # 亮点
    SHORTCOMING = "shortcoming"  # 问题
    RECOMMENDATION = "recommendation"  # 建议


class Severity(StrEnum):
    NONE = ""
    MINOR = "minor"  # 一般
    MAJOR = "major"  # 较重
    SERIOUS = "serious"  # 严重


@dataclass(frozen=True, slots=True)
class SelfJudgement:
    """What the unit says of itself on one criterion; an empty level says nothing."""

    level: str = ""
    not_applicable: bool = False


@dataclass(frozen=True, slots=True)
class JudgementDraft:
    """A reviewer's words on one criterion, complete or not."""

    level: str = ""
    score: Decimal | None = None
    not_applicable: bool = False
    comment: str = ""
    triage: Triage = Triage.NONE
    wanted: str = ""

    @property
    def judged(self) -> bool:
        """Whether there is a score, or the word that the criterion does not apply."""
        return self.not_applicable or self.score is not None


@dataclass(frozen=True, slots=True)
class ArrangementDraft:
    """How the report was heard or the place looked at; `day` and `form` as said, "" when not."""

    state: Arrangement = Arrangement.OPEN
    form: str = ""
    day: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ShortcomingDraft:
    """A shortcoming and the recommendation for it."""

    text: str
    criterion: str = ""
    severity: Severity = Severity.NONE
    recommendation: str = ""


@dataclass(frozen=True, slots=True)
class ReviewDraft:
    """One review as far as it has come; `confirmed` are the codes of the preconditions spoken of."""

    judgements: Mapping[str, JudgementDraft] = field(default_factory=dict)
    self_judgements: Mapping[str, SelfJudgement] = field(default_factory=dict)
    report: ArrangementDraft = ArrangementDraft()
    site: ArrangementDraft = ArrangementDraft()
    highlights: tuple[str, ...] = ()
    shortcomings: tuple[ShortcomingDraft, ...] = ()
    confirmed: frozenset[str] = frozenset()


class ReportForm(StrEnum):
    """How a report was heard."""

    ON_SITE = "on_site"
    ONLINE = "online"
    WRITTEN = "written"
    VIDEO = "video"
