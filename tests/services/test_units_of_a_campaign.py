"""Enrolling, extending, announcing, signing, noting milestones and urging: permitted beside refused."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.calendar import beijing_date, end_of_day
from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted
from app.domain.procedure import CampaignStage as C
from app.domain.procedure import SubmissionStage as S
from app.models.audit import AuditEntry
from app.models.base import utc_now
from app.models.campaign import NoticeReceipt, Urging
from app.models.notification import Notification
from app.services import enrolment, extensions, milestones, notices, units, urgings
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


def told(scene: Scene) -> set[object]:
    scene.session.flush()
    return set(scene.session.scalars(select(Notification.user_id)))


# enrolment


def test_units_are_enrolled_once_however_often_it_is_asked(scene: Scene) -> None:
    office, campaign = scene.actor(scene.coordinator()), scene.campaign(C.PREPARING)
    ids = [unit.id for unit in scene.colleges]
    assert len(enrolment.enrol(scene.session, office, campaign.id, ids)) == 3
    assert enrolment.enrol(scene.session, office, campaign.id, ids[:1]) == []


def test_a_changed_code_changes_the_order_of_the_lists(scene: Scene) -> None:
    office, campaign, first = scene.actor(scene.coordinator()), scene.campaign(C.PREPARING), scene.colleges[0]
    made = enrolment.enrol(scene.session, office, campaign.id, [first.id])
    units.describe_unit(scene.session, office, first.id, seen=first.version, code="99", name_en="")
    scene.session.refresh(made[0])
    assert made[0].unit_code == "99"


def test_a_unit_of_another_university_and_an_empty_choice_are_refused(scene: Scene) -> None:
    office, campaign = scene.actor(scene.coordinator()), scene.campaign(C.PREPARING)
    stranger = scene.unit("外校学院", code="other")
    for ids in ([], [stranger.id], [scene.university.id], [uuid4()]):
        with pytest.raises(Invalid):
            enrolment.enrol(scene.session, office, campaign.id, ids)


def test_a_unit_does_not_enrol_itself_nor_the_office_after_self_evaluation(scene: Scene) -> None:
    with pytest.raises(NotPermitted):
        enrolment.enrol(
            scene.session,
            scene.actor(scene.contributor(scene.colleges[0])),
            scene.campaign(C.PREPARING).id,
            [scene.colleges[0].id],
        )
    with pytest.raises(NotPermitted):
        enrolment.enrol(
            scene.session,
            scene.actor(scene.coordinator()),
            scene.campaign(C.PEER_REVIEW).id,
            [scene.colleges[0].id],
        )


# extensions


def test_an_extension_keeps_old_and_new_date_and_is_told_with_its_reason(scene: Scene) -> None:
    office, campaign = scene.actor(scene.coordinator()), scene.campaign(C.SELF_EVALUATION)
    contributor = scene.contributor(scene.colleges[0])
    submission = scene.submission(campaign, scene.colleges[0])
    day = beijing_date(utc_now()) + timedelta(days=40)
    made = extensions.grant(
        scene.session, office, submission.id, stage=C.SELF_EVALUATION, day=day, reason="联络员住院"
    )
    assert made.ends_at == end_of_day(day)
    entry = scene.session.scalars(select(AuditEntry)).one()
    assert entry.changes["ends_at"][1] == end_of_day(day).isoformat()
    assert (entry.reason, told(scene)) == ("联络员住院", {contributor.id})


@pytest.mark.parametrize(
    ("days", "reason", "field"), [(2, "联络员住院", "day"), (40, " ", "reason"), (0, "联络员住院", "day")]
)
def test_an_extension_needs_a_later_day_and_a_reason(
    scene: Scene, days: int, reason: str, field: str
) -> None:
    campaign = scene.campaign(C.SELF_EVALUATION)
    submission = scene.submission(campaign, scene.colleges[0])
    with pytest.raises(Invalid) as refused:
        extensions.grant(
            scene.session,
            scene.actor(scene.coordinator()),
            submission.id,
            stage=C.SELF_EVALUATION,
            day=beijing_date(utc_now()) + timedelta(days=days),
            reason=reason,
        )
    assert list(refused.value.fields) == [field]


def test_a_unit_does_not_extend_its_own_date_and_a_stranger_learns_nothing(scene: Scene) -> None:
    campaign = scene.campaign(C.SELF_EVALUATION)
    submission = scene.submission(campaign, scene.colleges[0])
    day = beijing_date(utc_now()) + timedelta(days=40)
    for unit, refusal in ((scene.colleges[0], NotPermitted), (scene.colleges[1], NotFound)):
        with pytest.raises(refusal):
            extensions.grant(
                scene.session,
                scene.actor(scene.contributor(unit)),
                submission.id,
                stage=C.SELF_EVALUATION,
                day=day,
                reason="我们还想写",
            )


# notices


def test_a_notice_is_told_to_the_units_and_signed_for_once(scene: Scene) -> None:
    office, campaign = scene.actor(scene.coordinator()), scene.campaign(C.NOTICE)
    contributor, signatory = scene.contributor(scene.colleges[0]), scene.signatory(scene.colleges[0])
    scene.submission(campaign, scene.colleges[0], S.NOT_STARTED)
    notice = notices.publish(
        scene.session, office, campaign.id, number="关评〔2025〕1号", title="通知", body="请自评。"
    )
    assert told(scene) == {contributor.id, signatory.id}
    first = notices.acknowledge(scene.session, scene.actor(contributor), notice.id, scene.colleges[0].id)
    scene.session.flush()
    again = notices.acknowledge(scene.session, scene.actor(signatory), notice.id, scene.colleges[0].id)
    assert again.id == first.id
    assert len(scene.session.scalars(select(NoticeReceipt)).all()) == 1


def test_a_notice_number_is_used_once_and_another_unit_does_not_sign(scene: Scene) -> None:
    user = scene.coordinator()
    office, campaign = scene.actor(user), scene.campaign(C.NOTICE)
    scene.submission(campaign, scene.colleges[0], S.NOT_STARTED)
    notice = scene.notice(campaign, user)
    with pytest.raises(Invalid) as refused:
        notices.publish(
            scene.session, office, campaign.id, number=notice.number, title="通知", body="请自评。"
        )
    assert list(refused.value.fields) == ["number"]
    stranger = scene.actor(scene.contributor(scene.colleges[1]))
    for unit in scene.colleges[:2]:
        with pytest.raises(NotFound):
            notices.acknowledge(scene.session, stranger, notice.id, unit.id)
    with pytest.raises(NotPermitted):
        notices.acknowledge(scene.session, office, notice.id, scene.colleges[0].id)


# milestones


def test_a_milestone_is_noted_marked_and_unmarked_by_the_office_alone(scene: Scene) -> None:
    office, campaign = scene.actor(scene.coordinator()), scene.campaign()
    made = milestones.add(scene.session, office, campaign.id, on=date(2025, 11, 10), title="期中检查")
    milestones.mark_done(scene.session, office, made.id)
    assert made.done_at is not None
    milestones.mark_done(scene.session, office, made.id, done=False)
    assert made.done_at is None
    observer = scene.actor(scene.observer())
    with pytest.raises(NotPermitted):
        milestones.add(scene.session, observer, campaign.id, on=date(2025, 11, 10), title="推进会")
    with pytest.raises(NotPermitted):
        milestones.mark_done(scene.session, observer, made.id)
    with pytest.raises(NotFound):
        milestones.mark_done(scene.session, office, uuid4())


# urging


def test_everybody_behind_is_urged_in_one_go_and_nobody_twice_a_day(scene: Scene) -> None:
    office, campaign = scene.actor(scene.coordinator()), scene.campaign(C.SELF_EVALUATION)
    late, signs, done = scene.colleges
    contributor, signatory = scene.contributor(late), scene.signatory(signs)
    scene.contributor(done)
    scene.contributor(signs)
    scene.submission(campaign, late, S.DRAFTING)
    scene.submission(campaign, signs, S.AWAITING_SIGN_OFF)
    scene.submission(campaign, done, S.ACCEPTED)
    with pytest.raises(Conflict):
        urgings.urge(scene.session, office, campaign.id)
    scene.close_window(campaign, C.SELF_EVALUATION, minutes_ago=60)
    assert urgings.urge(scene.session, office, campaign.id) == urgings.Urged(2, 0)
    assert told(scene) == {contributor.id, signatory.id}
    assert urgings.urge(scene.session, office, campaign.id) == urgings.Urged(0, 2)


def test_a_unit_with_a_running_extension_is_not_behind(scene: Scene) -> None:
    office, campaign = scene.actor(scene.coordinator()), scene.campaign(C.SELF_EVALUATION)
    submission = scene.submission(campaign, scene.colleges[0])
    scene.close_window(campaign, C.SELF_EVALUATION, minutes_ago=60)
    day = beijing_date(utc_now()) + timedelta(days=3)
    extensions.grant(scene.session, office, submission.id, stage=C.SELF_EVALUATION, day=day, reason="停电")
    scene.session.flush()
    with pytest.raises(Conflict):
        urgings.urge(scene.session, office, campaign.id)


def test_an_observer_supervises_but_does_not_urge_and_the_office_the_other_way_round(scene: Scene) -> None:
    observer, user = scene.actor(scene.observer()), scene.coordinator()
    office, campaign = scene.actor(user), scene.campaign(C.SELF_EVALUATION)
    contributor = scene.contributor(scene.colleges[0])
    submission = scene.submission(campaign, scene.colleges[0])
    urgings.supervise(scene.session, observer, submission.id, text="自评还没有开始，请说明情况。")
    assert told(scene) == {contributor.id, user.id}
    assert [row.supervised for row in scene.session.scalars(select(Urging))] == [True]
    with pytest.raises(Invalid):
        urgings.supervise(scene.session, observer, submission.id, text=" ")
    with pytest.raises(NotPermitted):
        urgings.supervise(scene.session, office, submission.id, text="请说明情况。")
    with pytest.raises(NotPermitted):
        urgings.urge(scene.session, observer, campaign.id, [submission.id])
