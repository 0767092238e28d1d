"""When a comment is due, what level and score do to each other, and every gap of a review."""

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.errors import Invalid
from app.domain.framework import Framework
from app.domain.review import (
    Arrangement,
    ArrangementDraft,
    JudgementDraft,
    ReviewDraft,
    SelfJudgement,
    Severity,
    ShortcomingDraft,
    Triage,
)
from app.domain.review_rules import (
    Part,
    Step,
    StepState,
    comment_asked,
    gap_of_criterion,
    gaps,
    settle,
    steps,
)
from tests.scene import QUALITY, framework_file

HELD = ArrangementDraft(Arrangement.DONE, "online", "2025-11-18")
VISITED = ArrangementDraft(Arrangement.DONE, "", "2025-11-18")
PROBLEM = ShortcomingDraft("会议纪要没有写明落实人。", "1.1", Severity.MINOR, "请补写落实人。")


@pytest.fixture
def rules() -> Framework:
    return framework_file(QUALITY).framework


@pytest.fixture
def complete(rules: Framework) -> ReviewDraft:
    said = {
        each.code: JudgementDraft("B", each.level("B").usual, comment="做法扎实。") for each in rules.criteria
    }
    return ReviewDraft(
        judgements=said,
        report=HELD,
        site=VISITED,
        highlights=("老同志进课堂",),
        shortcomings=(PROBLEM,),
        confirmed=frozenset(each.code for each in rules.preconditions),
    )


def parts(rules: Framework, draft: ReviewDraft) -> list[Part]:
    return [gap.part for gap in gaps(rules, draft)]


@pytest.mark.parametrize(
    ("said", "own", "asked"),
    [
        (JudgementDraft("B", Decimal("3.3")), SelfJudgement("B"), None),
        (JudgementDraft("B", Decimal("3.3")), SelfJudgement(), None),
        (JudgementDraft("C", Decimal("2.5")), SelfJudgement("C"), "lowest levels"),
        (JudgementDraft("D", Decimal(0)), SelfJudgement("D"), "lowest levels"),
        (JudgementDraft("A", Decimal(4)), SelfJudgement("A"), "full score"),
        (JudgementDraft("A", Decimal("3.8")), SelfJudgement("B"), "a level or more"),
        (JudgementDraft(not_applicable=True), SelfJudgement("A"), "whether this criterion applies"),
        (JudgementDraft("A", Decimal("3.8")), SelfJudgement("", True), "whether this criterion applies"),
        (JudgementDraft(not_applicable=True), SelfJudgement("", True), None),
        (JudgementDraft(), SelfJudgement("", True), None),
    ],
)
def test_a_comment_is_asked_by_rule(
    rules: Framework, said: JudgementDraft, own: SelfJudgement, asked: str | None
) -> None:
    found = comment_asked(rules.criterion("1.1"), said, own)
    assert (found is None) if asked is None else (asked in (found or ""))


BEFORE = JudgementDraft("B", Decimal("3.3"))


@pytest.mark.parametrize(
    ("level", "score", "before", "settled"),
    [
        ("", None, JudgementDraft(), ("", None)),
        ("B", None, JudgementDraft(), ("B", Decimal("3.3"))),
        ("", Decimal("3.6"), JudgementDraft(), ("A", Decimal("3.6"))),
        ("A", Decimal("3.3"), BEFORE, ("A", Decimal("3.8"))),  # a new level, the old score left in its field
        ("B", Decimal("2.5"), BEFORE, ("C", Decimal("2.5"))),  # a new score, the old level left chosen
        ("B", Decimal("3.5"), BEFORE, ("B", Decimal("3.5"))),
    ],
)
def test_level_and_score_belong_together(
    rules: Framework,
    level: str,
    score: Decimal | None,
    before: JudgementDraft,
    settled: tuple[str, Decimal | None],
) -> None:
    assert settle(rules.criterion("1.1"), level, score, before) == settled


@pytest.mark.parametrize(
    ("level", "score", "field"),
    [
        ("Z", None, "level"),
        ("A", Decimal("2.5"), "score"),
        ("", Decimal(999), "score"),
        ("", Decimal("3.33"), "score"),
    ],
)
def test_what_does_not_fit_is_refused_at_its_field(
    rules: Framework, level: str, score: Decimal | None, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        settle(rules.criterion("1.1"), level, score, JudgementDraft())
    assert list(refused.value.fields) == [field]


def test_a_complete_review_has_no_gap(rules: Framework, complete: ReviewDraft) -> None:
    assert gaps(rules, complete) == []


def test_an_empty_review_has_a_gap_for_every_criterion_and_part(rules: Framework) -> None:
    found = parts(rules, ReviewDraft())
    assert found.count(Part.CRITERION) == len(rules.criteria)
    assert set(found) == set(Part)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"report": ArrangementDraft()}, [Part.REPORT]),
        ({"report": replace(HELD, form="")}, [Part.REPORT]),
        ({"report": replace(HELD, day="")}, [Part.REPORT]),
        ({"report": ArrangementDraft(Arrangement.NOT_ARRANGED)}, [Part.REPORT]),
        ({"report": ArrangementDraft(Arrangement.NOT_ARRANGED, reason="书面评议")}, []),
        ({"site": replace(VISITED, day="")}, [Part.SITE]),
        ({"highlights": ()}, [Part.HIGHLIGHTS]),
        ({"highlights": ("好",) * 6}, [Part.HIGHLIGHTS]),
        ({"shortcomings": ()}, [Part.SHORTCOMINGS]),
        ({"shortcomings": (replace(PROBLEM, text="太短了"),)}, [Part.SHORTCOMINGS]),
        ({"shortcomings": (replace(PROBLEM, severity=Severity.NONE),)}, [Part.SHORTCOMINGS]),
        ({"shortcomings": (replace(PROBLEM, criterion=""),)}, [Part.SHORTCOMINGS]),
        ({"shortcomings": (PROBLEM, replace(PROBLEM, recommendation=" "))}, [Part.SHORTCOMINGS]),
        ({"confirmed": frozenset()}, [Part.PRECONDITIONS]),
    ],
)
def test_each_part_says_what_it_lacks(
    rules: Framework, complete: ReviewDraft, change: dict[str, object], missing: list[Part]
) -> None:
    assert parts(rules, replace(complete, **change)) == missing


def test_a_criterion_lacks_its_score_its_comment_or_what_is_wanted(rules: Framework) -> None:
    criterion = rules.criterion("1.1")
    whole = JudgementDraft("B", Decimal("3.3"), comment="好", triage=Triage.MORE_WANTED, wanted="10月的纪要")
    for said, own, words in (
        (JudgementDraft(), SelfJudgement(), "no score"),
        (replace(whole, comment=" "), SelfJudgement("A"), "needs a comment"),
        (replace(whole, wanted=""), SelfJudgement("B"), "what more"),
    ):
        assert words in str(gap_of_criterion(criterion, said, own))
    assert gap_of_criterion(criterion, whole, SelfJudgement("A")) is None


def test_something_must_apply(rules: Framework, complete: ReviewDraft) -> None:
    nothing = {each.code: JudgementDraft(not_applicable=True) for each in rules.criteria}
    own = {each.code: SelfJudgement("", True) for each in rules.criteria}
    found = gaps(rules, replace(complete, judgements=nothing, self_judgements=own))
    assert [str(gap.says) for gap in found] == ["At least one criterion must apply."]


def test_the_six_steps_show_what_is_done_now_left_out_and_ahead(rules: Framework) -> None:
    found = steps(
        rules, judged=3, report=Arrangement.NOT_ARRANGED, site=Arrangement.OPEN, highlights=1, shortcomings=0
    )
    assert list(found.items()) == [
        (Step.HEAR, StepState.SKIPPED),
        (Step.READ, StepState.NOW),
        (Step.VISIT, StepState.AHEAD),
        (Step.HIGHLIGHTS, StepState.DONE),
        (Step.SHORTCOMINGS, StepState.AHEAD),
        (Step.FEEDBACK, StepState.AHEAD),
    ]
    done = steps(
        rules,
        judged=len(rules.criteria),
        report=Arrangement.DONE,
        site=Arrangement.DONE,
        highlights=1,
        shortcomings=1,
        now=Step.SHORTCOMINGS,
    )
    assert set(done.values()) == {StepState.DONE, StepState.AHEAD}
