"""What a review must hold: when a comment is due, which score a level brings, what is still missing.

Source: PROCESS §4.7 and §11 (the six 逐一), with the thresholds of PROCESS' head note.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from .errors import Invalid, Sentence, sentence
from .framework import Criterion, Framework
from .numerals import plain
from .review import (
    Arrangement,
    ArrangementDraft,
    JudgementDraft,
    ReviewDraft,
    SelfJudgement,
    Severity,
    ShortcomingDraft,
    Triage,
)
from .text import N_

LOW_LEVELS: Final = 2  # so many lowest levels ask for a reason
MOST_HIGHLIGHTS: Final = 5
SHORTEST_SHORTCOMING: Final = 10  # characters
LONGEST_COMMENT: Final = 500
LONGEST_FINDING: Final = 300


class CommentRule(NamedTuple):
    """When a comment is due, and the sentence that asks for it."""

    due: Callable[[Criterion, JudgementDraft, SelfJudgement], bool]
    asks: str


def _is_low(criterion: Criterion, said: JudgementDraft, _: SelfJudgement) -> bool:
    return said.level in [level.code for level in criterion.levels[-LOW_LEVELS:]]


def _is_top(criterion: Criterion, said: JudgementDraft, _: SelfJudgement) -> bool:
    return said.score == criterion.max_score


def _is_apart(_: Criterion, said: JudgementDraft, own: SelfJudgement) -> bool:
    return bool(said.level and own.level) and said.level != own.level


def _differs_on_applying(_: Criterion, said: JudgementDraft, own: SelfJudgement) -> bool:
    return said.judged and said.not_applicable != own.not_applicable


COMMENT_RULES: Final = (
    CommentRule(
        _is_low, N_("This is one of the two lowest levels. Please give a reason in a sentence or two.")
    ),
    CommentRule(_is_top, N_("This is the full score. Please say in a sentence what deserves it.")),
    CommentRule(
        _is_apart,
        N_("You are a level or more from the self-evaluation. Please give a reason in a sentence or two."),
    ),
    CommentRule(
        _differs_on_applying,
        N_("You and the unit differ on whether this criterion applies. Please give a reason."),
    ),
)
"""The comment required by rule, as a table: any row that fits asks for one."""


def comment_asked(criterion: Criterion, said: JudgementDraft, own: SelfJudgement) -> str | None:
    """The sentence that asks for a comment, or None when the reviewer may leave it empty."""
    return next((rule.asks for rule in COMMENT_RULES if rule.due(criterion, said, own)), None)


def settle(
    criterion: Criterion, level: str, score: Decimal | None, before: JudgementDraft
) -> tuple[str, Decimal | None]:
    """Level and score that belong together, from what was chosen and typed and what stood `before`.

    A newly chosen level brings its usual score; a newly typed score brings its level. Raises Invalid on
    `level` for one the criterion does not have, and on `score` when the scale does not hold the score or
    level and score were both changed and do not fit.
    """
    if level and level not in {each.code for each in criterion.levels}:
        raise Invalid(level=N_("Please choose one of the levels shown."))
    if score is not None and not criterion.allows(score):
        raise Invalid(score=_off_scale(criterion, score))
    chosen, typed = level != before.level, score != before.score
    if score is None:
        return (level, criterion.level(level).usual) if level else ("", None)
    if not level or criterion.level(level).covers(score):
        return criterion.level_of(score).code, score
    if chosen and typed:
        wanted = criterion.level(level)
        raise Invalid(
            score=sentence(
                N_("Level %(level)s holds %(low)s to %(high)s points. Please change the score or the level."),
                level=level,
                low=plain(wanted.low),
                high=plain(wanted.high),
            )
        )
    return (level, criterion.level(level).usual) if chosen else (criterion.level_of(score).code, score)


def _off_scale(criterion: Criterion, score: Decimal) -> Sentence:
    if not 0 <= score <= criterion.max_score:
        return sentence(N_("Please enter a score from 0 to %(most)s."), most=plain(criterion.max_score))
    return sentence(N_("Please enter a score in steps of %(step)s."), step=plain(criterion.step))


class Part(StrEnum):
    """Where in a review something is missing; a page turns it into a link."""

    CRITERION = "criterion"
    REPORT = "report"
    SITE = "site"
    PRECONDITIONS = "preconditions"
    HIGHLIGHTS = "highlights"
    SHORTCOMINGS = "shortcomings"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing: where, and the sentence for the reviewer."""

    part: Part
    says: Sentence
    criterion: str = ""


def gaps(framework: Framework, draft: ReviewDraft) -> list[Gap]:
    """Everything that stands between a draft and a complete review, in the order of the six 逐一."""
    return [
        *_arrangement(Part.REPORT, draft.report),
        *_criteria(framework, draft),
        *_arrangement(Part.SITE, draft.site),
        *_findings(draft),
        *_preconditions(framework, draft),
    ]


def gap_of_criterion(criterion: Criterion, said: JudgementDraft, own: SelfJudgement) -> Sentence | None:
    """What one criterion still lacks, or None."""
    if not said.judged:
        return sentence(N_("Criterion %(criterion)s has no score yet."), criterion=criterion.code)
    if not said.comment.strip() and comment_asked(criterion, said, own):
        return sentence(N_("Criterion %(criterion)s needs a comment."), criterion=criterion.code)
    if said.triage is Triage.MORE_WANTED and not said.wanted.strip():
        return sentence(
            N_("Criterion %(criterion)s: please write what more you want to see."), criterion=criterion.code
        )
    return None


def _criteria(framework: Framework, draft: ReviewDraft) -> Iterator[Gap]:
    for criterion in framework.criteria:
        said = draft.judgements.get(criterion.code, JudgementDraft())
        own = draft.self_judgements.get(criterion.code, SelfJudgement())
        if lacks := gap_of_criterion(criterion, said, own):
            yield Gap(Part.CRITERION, lacks, criterion.code)
    said_all = [draft.judgements.get(criterion.code) for criterion in framework.criteria]
    if all(said is not None and said.not_applicable for said in said_all):
        yield Gap(
            Part.CRITERION, sentence(N_("At least one criterion must apply.")), framework.criteria[0].code
        )


ARRANGED: Final = {
    Part.REPORT: N_("Please say whether you heard the report, or why it was not arranged."),
    Part.SITE: N_("Please say whether you looked at the place, or why it was not arranged."),
}
DAY_WANTED: Final = {
    Part.REPORT: N_("Please add the form and the day on which you heard the report."),
    Part.SITE: N_("Please add the day on which you looked at the place."),
}


def _arrangement(part: Part, draft: ArrangementDraft) -> Iterator[Gap]:
    if draft.state is Arrangement.OPEN or (
        draft.state is Arrangement.NOT_ARRANGED and not draft.reason.strip()
    ):
        yield Gap(part, sentence(ARRANGED[part]))
    elif draft.state is Arrangement.DONE and not (draft.day and (draft.form or part is Part.SITE)):
        yield Gap(part, sentence(DAY_WANTED[part]))


def _findings(draft: ReviewDraft) -> Iterator[Gap]:
    if not draft.highlights:
        yield Gap(Part.HIGHLIGHTS, sentence(N_("Please write at least one highlight.")))
    if len(draft.highlights) > MOST_HIGHLIGHTS:
        yield Gap(
            Part.HIGHLIGHTS,
            sentence(N_("Please keep to at most %(most)s highlights."), most=MOST_HIGHLIGHTS),
        )
    if not draft.shortcomings:
        yield Gap(Part.SHORTCOMINGS, sentence(N_("Please write at least one shortcoming.")))
    for number, each in enumerate(draft.shortcomings, start=1):
        if lacks := shortcoming_lacks(each, number):
            yield Gap(Part.SHORTCOMINGS, lacks)


def shortcoming_lacks(draft: ShortcomingDraft, number: int) -> Sentence | None:
    """What the `number`-th shortcoming still lacks, or None."""
    if len(draft.text.strip()) < SHORTEST_SHORTCOMING:
        return sentence(
            N_("Shortcoming %(number)s: please write at least %(least)s characters."),
            number=number,
            least=SHORTEST_SHORTCOMING,
        )
    if draft.severity is Severity.NONE or not draft.criterion:
        return sentence(
            N_("Shortcoming %(number)s: please choose its criterion and how serious it is."), number=number
        )
    if not draft.recommendation.strip():
        return sentence(N_("Shortcoming %(number)s: please add a recommendation."), number=number)
    return None


def _preconditions(framework: Framework, draft: ReviewDraft) -> Iterator[Gap]:
    left = [each.code for each in framework.preconditions if each.code not in draft.confirmed]
    if left:
        yield Gap(
            Part.PRECONDITIONS,
            sentence(
                N_("Please confirm the preconditions, or say what you found: %(codes)s."),
                codes=", ".join(left),
            ),
        )


class Step(StrEnum):
    """The six 逐一, in order."""

    HEAR = "hear"  # 听汇报
    READ = "read"  # 审材料
    VISIT = "visit"  # 验实地
    HIGHLIGHTS = "highlights"  # 找亮点
    SHORTCOMINGS = "shortcomings"  # 查不足
    FEEDBACK = "feedback"  # 书面反馈, by the chair


class StepState(StrEnum):
    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"
    SKIPPED = "skip"


def steps(
    framework: Framework, *, judged: int, report: Arrangement, site: Arrangement, highlights: int,
    shortcomings: int, now: Step = Step.READ,
) -> dict[Step, StepState]:  # fmt: skip
    """How far each of the six has come; what is not done and is `now` is shown as the present one."""
    arranged = {
        Arrangement.OPEN: StepState.AHEAD,
        Arrangement.DONE: StepState.DONE,
        Arrangement.NOT_ARRANGED: StepState.SKIPPED,
    }
    counted = {
        Step.READ: judged >= len(framework.criteria),
        Step.HIGHLIGHTS: highlights > 0,
        Step.SHORTCOMINGS: shortcomings > 0,
        Step.FEEDBACK: False,
    }
    found = {Step.HEAR: arranged[report], Step.VISIT: arranged[site]} | {
        step: StepState.DONE if done else StepState.AHEAD for step, done in counted.items()
    }
    return {
        step: StepState.NOW if step is now and found[step] is StepState.AHEAD else found[step]
        for step in Step
    }
