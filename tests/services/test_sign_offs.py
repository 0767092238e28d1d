"""Signing for a unit: in whose duty, for whom a deputy stands in, who is told, and of which day."""

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.domain.errors import Invalid
from app.domain.procedure import SubmissionStage
from app.models.account import RoleGrant, User
from app.models.notification import Notification
from app.models.submission import Submission
from app.queries import clock
from app.services import sign_offs
from app.services.sign_offs import Signed
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def submission(scene: Scene) -> Submission:
    return scene.submission(
        scene.campaign(), scene.colleges[0], SubmissionStage.AWAITING_SIGN_OFF, answered=True
    )


def test_who_signs_does_so_in_the_own_duty_and_for_whom_they_stand_in(
    scene: Scene, submission: Submission
) -> None:
    """The one who signs came last; the secretariat is told, and nobody else."""
    unit = scene.colleges[0]
    first = scene.person("主任", (Role.SIGNATORY, unit), duty="主任")
    deputy = scene.person("副主任", (Role.SIGNATORY, unit), duty="副主任")
    scene.session.query(RoleGrant).filter_by(user_id=deputy.id).one().deputy_for_id = first.id
    office = scene.coordinator()
    scene.session.flush()
    for who, stands_for in ((deputy, first.id), (first, None)):
        submission.stage = SubmissionStage.AWAITING_SIGN_OFF
        made = sign_offs.approve(
            scene.session, scene.actor(who), submission.id, Signed(True), commitment="材料属实。"
        )
        assert (made.signatory_duty, made.deputy_for_id) == (who.duty, stands_for)
    told = scene.session.query(User.id).join(Notification, Notification.user_id == User.id).distinct()
    assert [row.id for row in told] == [office.id]


def test_a_meeting_was_today_or_before(scene: Scene, submission: Submission) -> None:
    signatory = scene.actor(scene.signatory(scene.colleges[0]))
    today = clock.today(scene.session)
    later = Signed(True, meeting="党委会", meeting_on=today + timedelta(days=1))
    with pytest.raises(Invalid) as refused:
        sign_offs.approve(scene.session, signatory, submission.id, later, commitment="材料属实。")
    assert list(refused.value.fields) == ["meeting_on"]
    now = Signed(True, meeting="党委会", meeting_on=today)
    made = sign_offs.approve(scene.session, signatory, submission.id, now, commitment="材料属实。")
    assert made.meeting_on == today
