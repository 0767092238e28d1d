"""Judging criterion by criterion: what is kept, who may, and what two windows do to each other."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted, StaleVersion, WindowClosed
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.domain.review import Mark, Triage
from app.models.account import User
from app.models.assignment import Assignment, Panel
from app.models.audit import AuditEntry
from app.models.campaign import Campaign
from app.models.evidence import Evidence
from app.models.review import EvidenceMark, Judgement
from app.services import judgements
from app.services.judgements import Typed
from tests.scene import Scene, university

CODE = "1.1"


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def reading(scene: Scene) -> Assignment:
    """An expert has accepted the first college, under review."""
    campaign = scene.campaign(CampaignStage.PEER_REVIEW)
    submission = scene.submission(campaign, scene.colleges[0], SubmissionStage.UNDER_REVIEW, answered=True)
    expert = scene.reviewer("评审专家甲", scene.university)
    return scene.assignment(
        submission, expert, scene.panel(campaign, "expert", expert), AssignmentStage.ACCEPTED
    )


def judge(
    scene: Scene, reading: Assignment, seen: int = 0, code: str = CODE, **typed: object
) -> judgements.Saved:
    actor = scene.actor(scene.session.get_one(User, reading.reviewer_id))
    return judgements.judge(scene.session, actor, reading.id, code, Typed(**typed), seen=seen)


def test_a_level_brings_its_usual_score_and_the_first_word_begins_the_reading(
    scene: Scene, reading: Assignment
) -> None:
    saved = judge(scene, reading, level="B")
    criterion = scene.rules(campaign_of(scene, reading)).criterion(CODE)
    assert (saved.draft.score, saved.version, saved.judged) == (criterion.level("B").usual, 1, 1)
    assert (reading.stage, reading.judged_count, reading.criterion_now) == (
        AssignmentStage.IN_PROGRESS,
        1,
        CODE,
    )


def campaign_of(scene: Scene, reading: Assignment) -> Campaign:

    return scene.session.get_one(Campaign, reading.campaign_id)


def test_a_typed_score_brings_its_level_and_full_width_digits_are_understood(
    scene: Scene, reading: Assignment
) -> None:
    most = scene.rules(campaign_of(scene, reading)).criterion(CODE).max_score
    saved = judge(scene, reading, score="０。０")
    assert (saved.draft.level, saved.draft.score) == ("D", Decimal("0.0"))
    again = judge(scene, reading, 1, level="D", score=str(most))
    assert (again.draft.level, again.draft.score) == ("A", most)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"score": "999"}, "score"),
        ({"score": "三"}, "score"),
        ({"score": "1.23"}, "score"),
        ({"level": "Z"}, "level"),
        ({"level": "A", "score": "0.1"}, "score"),
        ({"comment": "字" * 501}, "comment"),
        ({"wanted": "字" * 301}, "wanted"),
    ],
)
def test_what_the_scale_does_not_hold_is_refused_at_its_field(
    scene: Scene, reading: Assignment, typed: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        judge(scene, reading, **typed)
    assert list(refused.value.fields) == [field]


def test_not_applicable_takes_the_score_away_and_counts_as_judged(scene: Scene, reading: Assignment) -> None:
    judge(scene, reading, level="B")
    saved = judge(scene, reading, 1, not_applicable=True, comment="本学院无此项工作。")
    assert (saved.draft.score, saved.draft.level, saved.judged) == (None, "", 1)
    assert judge(scene, reading, 2).judged == 0


def test_an_older_version_is_refused_with_both_texts(scene: Scene, reading: Assignment) -> None:
    judge(scene, reading, level="B", comment="先写的")
    with pytest.raises(StaleVersion) as refused:
        judge(scene, reading, 0, level="B", comment="后写的")
    assert [(each.field, each.theirs, each.yours) for each in refused.value.differences] == [
        ("comment", "先写的", "后写的")
    ]


def test_only_the_reviewer_judges_and_a_stranger_learns_nothing(scene: Scene, reading: Assignment) -> None:
    other = scene.actor(scene.reviewer("评审专家乙", scene.university))
    unit = scene.actor(scene.signatory(scene.colleges[0]))
    office = scene.actor(scene.coordinator())
    for actor, refusal in ((other, NotFound), (unit, NotFound), (office, NotPermitted)):
        with pytest.raises(refusal):
            judgements.judge(scene.session, actor, reading.id, CODE, Typed(level="B"), seen=0)


def test_nothing_is_written_before_the_invitation_is_accepted_nor_after_the_end(
    scene: Scene, reading: Assignment
) -> None:
    scene.close_window(campaign_of(scene, reading), CampaignStage.PEER_REVIEW, minutes_ago=60)
    with pytest.raises(WindowClosed):
        judge(scene, reading, level="B")
    second = scene.submission(campaign_of(scene, reading), scene.colleges[1], SubmissionStage.UNDER_REVIEW)

    invited = scene.assignment(
        second,
        scene.session.get_one(User, reading.reviewer_id),
        scene.session.get_one(Panel, reading.panel_id),
        AssignmentStage.INVITED,
    )
    with pytest.raises(Conflict):
        judge(scene, invited, level="B")


def test_a_criterion_of_another_framework_is_not_there(scene: Scene, reading: Assignment) -> None:
    with pytest.raises(NotFound):
        judge(scene, reading, code="99.9", level="B")


def test_the_old_and_the_new_text_stand_in_the_record(scene: Scene, reading: Assignment) -> None:
    judge(scene, reading, level="B", comment="先写的", triage=Triage.SETTLED)
    judge(scene, reading, 1, level="B", score="", comment="改过的", triage=Triage.SETTLED)
    entry = scene.session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
    assert entry is not None
    assert entry.changes["comment"] == ["先写的", "改过的"]


def test_a_doubt_needs_a_note_and_evidence_of_another_unit_is_not_there(
    scene: Scene, reading: Assignment
) -> None:

    actor = scene.actor(scene.session.get_one(User, reading.reviewer_id))
    piece = scene.session.scalars(select(Evidence)).first()
    assert piece is not None
    judgements.mark(scene.session, actor, reading.id, "1.1", piece.id, mark=Mark.ACCEPTED)
    with pytest.raises(Invalid):
        judgements.mark(scene.session, actor, reading.id, "1.1", piece.id, mark=Mark.DOUBTFUL)
    judgements.mark(
        scene.session, actor, reading.id, "1.1", piece.id, mark=Mark.DOUBTFUL, note="没有落款日期"
    )
    kept = scene.session.scalars(select(EvidenceMark)).one()
    assert (kept.mark, kept.note, kept.version) == (Mark.DOUBTFUL, "没有落款日期", 2)
    other = scene.submission(campaign_of(scene, reading), scene.colleges[1])
    foreign = scene.evidence(other, "1.1-01", scene.contributor(scene.colleges[1]))
    with pytest.raises(NotFound):
        judgements.mark(scene.session, actor, reading.id, "1.1", foreign.id, mark=Mark.ACCEPTED)


def test_of_ten_saves_of_one_version_one_wins_and_nine_are_told(
    scene: Scene, reading: Assignment, engine: Engine
) -> None:

    actor = scene.actor(scene.session.get_one(User, reading.reviewer_id))
    scene.session.commit()

    def save(number: int) -> str:
        with Session(engine) as own, own.begin():
            try:
                judgements.judge(own, actor, reading.id, CODE, Typed(level="B", comment=f"{number}"), seen=0)
            except StaleVersion:
                return "told"
            return "won"

    with ThreadPoolExecutor(10) as ten:
        outcomes = sorted(ten.map(save, range(10)))
    assert outcomes == ["told"] * 9 + ["won"]
    assert scene.session.scalar(select(func.count()).select_from(Judgement)) == 1
