"""What a unit may say on one criterion: a level or points, its texts, or why the criterion does not apply.

Sources: PROCESS §4.2 (the form, its limits), SCHEMA §3 (not applicable), §5 (a level brings a usual score).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from .errors import Invalid, Sentence, sentence
from .framework import Criterion, Framework, ReportField
from .numerals import parse_score, plain
from .text import N_

REASON_LIMIT = 300  # characters of a reason why a criterion does not apply
Typed = Mapping[str, str | bool]


@dataclass(frozen=True, slots=True)
class AnswerContent:
    """All that an answer says; `texts` maps a report field's code to what was written."""

    level: str = ""
    self_score: Decimal | None = None
    texts: Mapping[str, str] = field(default_factory=dict)
    not_applicable: bool = False
    not_applicable_reason: str = ""

    @property
    def is_answered(self) -> bool:
        """A score, or the reason why none is due."""
        if self.not_applicable:
            return bool(self.not_applicable_reason.strip())
        return self.self_score is not None

    @property
    def counted(self) -> Decimal:
        """What it adds to the unit's own total."""
        return Decimal(0) if self.not_applicable or self.self_score is None else self.self_score

    def words(self, name: str) -> str:
        """The field of that name as a form shows it."""
        match name:
            case "self_score":
                return "" if self.self_score is None else plain(self.self_score)
            case "level" | "not_applicable_reason":
                return str(getattr(self, name))
            case "not_applicable":
                return "yes" if self.not_applicable else ""
            case _:
                return self.texts.get(name, "")


def clean(text: str) -> str:
    """A text as it is kept: one character for each line end, none at the very end."""
    return text.replace("\r\n", "\n").rstrip()


def revised(criterion: Criterion, framework: Framework, kept: AnswerContent, typed: Typed) -> AnswerContent:
    """`kept` with the fields in `typed` (raw, as a form sends them); other fields stay.

    Raises Invalid with a sentence for every field that cannot be used.
    """
    wrong: dict[str, Sentence | str] = {}
    new = replace(kept, texts={**kept.texts, **_texts(framework, typed, wrong)})
    if "not_applicable" in typed or "not_applicable_reason" in typed:
        new = _inapplicable(framework, new, typed, wrong)
    if "level" in typed or "self_score" in typed:
        try:
            new = _judged(criterion, kept, new, typed)
        except Invalid as refused:
            wrong |= refused.fields
    if wrong:
        raise Invalid(**wrong)
    return new


def _texts(framework: Framework, typed: Typed, wrong: dict[str, Sentence | str]) -> dict[str, str]:
    new = {}
    for each in framework.report_fields:
        if each.code in typed:
            text = clean(str(typed[each.code]))
            new[each.code] = text
            if len(text) > each.limit:
                wrong[each.code] = _too_long(text, each)
    return new


def _too_long(text: str, limit: ReportField | int) -> Sentence:
    most = limit if isinstance(limit, int) else limit.limit
    return sentence(
        N_("Please keep this to %(most)s characters; %(over)s are too many. Nothing you typed is lost."),
        most=most,
        over=len(text) - most,
    )


def _inapplicable(
    framework: Framework, new: AnswerContent, typed: Typed, wrong: dict[str, Sentence | str]
) -> AnswerContent:
    said = bool(typed.get("not_applicable", new.not_applicable))
    reason = clean(str(typed.get("not_applicable_reason", new.not_applicable_reason)))
    if said and not framework.scoring.allow_not_applicable:
        wrong["not_applicable"] = N_("Every criterion of this framework applies to every unit.")
    if len(reason) > REASON_LIMIT:
        wrong["not_applicable_reason"] = _too_long(reason, REASON_LIMIT)
    return replace(new, not_applicable=said, not_applicable_reason=reason)


def _judged(criterion: Criterion, kept: AnswerContent, new: AnswerContent, typed: Typed) -> AnswerContent:
    """A level brings its usual score; points bring the level they lie in. Where both are typed, what changed
    counts; where both changed, they must agree.
    """
    level = _level(criterion, str(typed["level"])) if "level" in typed else kept.level
    score = _score(criterion, str(typed["self_score"])) if "self_score" in typed else kept.self_score
    level_changed, score_changed = level != kept.level, score != kept.self_score
    if level_changed and level and (score is None or not score_changed):
        chosen = criterion.level(level)
        fits = score is not None and chosen.covers(score)
        return replace(new, level=level, self_score=score if fits else chosen.usual)
    if not score_changed:
        return new
    if score is None:
        return replace(new, level="", self_score=None)
    derived = criterion.level_of(score).code
    if level_changed and level and level != derived:
        raise Invalid(self_score=_disagreement(criterion, level))
    return replace(new, level=derived, self_score=score)


def _level(criterion: Criterion, code: str) -> str:
    if code and code not in {level.code for level in criterion.levels}:
        raise Invalid(level=N_("Please choose one of the levels shown."))
    return code


def _score(criterion: Criterion, text: str) -> Decimal | None:
    if not text.strip():
        return None
    score = parse_score(text, criterion.max_score, criterion.step, "self_score")
    if not criterion.allows(score):
        raise Invalid(
            self_score=sentence(
                N_("Please enter a score that this criterion allows: from 0 to %(most)s."),
                most=plain(criterion.max_score),
            )
        )
    return score


def _disagreement(criterion: Criterion, level: str) -> Sentence:
    chosen = criterion.level(level)
    return sentence(
        N_("Level %(level)s covers %(low)s to %(high)s points. Please change the level or the points."),
        level=level,
        low=plain(chosen.low),
        high=plain(chosen.high),
    )
