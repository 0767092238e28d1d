"""Panels, the draw as a batch, assignment by hand, replacement: what is kept, what is refused."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.actors import Actor, Role
from app.domain.assignment import ConflictKind
from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted, TransitionRefused
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.models.account import RoleGrant, User
from app.models.assignment import Assignment, ConflictOfInterest, Panel, PanelMember
from app.models.campaign import Campaign
from app.models.notification import Notification
from app.models.review import Review
from app.models.submission import Submission
from app.queries import assignments as readings
from app.services import assignments, declarations, judgements, panels
from app.services import people as staff
from app.services.declarations import Recusal
from app.services.judgements import Typed
from tests.people import today
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=6)


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    found = scene.campaign(CampaignStage.PEER_REVIEW)
    for college in scene.colleges:
        scene.submission(found, college, SubmissionStage.UNDER_REVIEW)
    return found


@pytest.fixture
def office(scene: Scene) -> Actor:
    return scene.actor(scene.coordinator())


@pytest.fixture
def experts(scene: Scene, campaign: Campaign) -> Panel:
    return scene.panel(campaign, "expert", *(scene.reviewer(f"专家{n}", scene.university) for n in range(4)))


@pytest.fixture
def peers(scene: Scene, campaign: Campaign) -> Panel:
    return scene.panel(campaign, "peer", *(scene.contributor(college) for college in scene.colleges))


def submission_of(scene: Scene, place: int) -> Submission:
    wanted = select(Submission).where(Submission.unit_id == scene.colleges[place].id)
    return scene.session.scalars(wanted).one()


def people(scene: Scene, panel: Panel) -> list[User]:
    seats = list(scene.session.query(User).all())
    ids = {
        row.user_id
        for row in scene.session.scalars(select(PanelMember).where(PanelMember.panel_id == panel.id))
    }
    return [each for each in seats if each.id in ids]


def digest(scene: Scene, campaign: Campaign, wanted: dict) -> str:
    return readings.inputs(scene.session, campaign, wanted).digest


def test_a_draw_gives_every_unit_its_readers_in_one_batch_and_invites_them(
    scene: Scene, campaign: Campaign, office: Actor, experts: Panel, peers: Panel
) -> None:
    wanted = {experts.id: 3, peers.id: 2}
    seen = digest(scene, campaign, wanted)
    batch = assignments.draw(
        scene.session, office, campaign.id, seed="2025", per_unit=wanted, seen_digest=seen
    )
    rows = scene.session.scalars(select(Assignment).where(Assignment.draw_id == batch.id)).all()
    assert len(rows) == 30
    assert {row.stage for row in rows} == {AssignmentStage.INVITED}
    for place in range(6):
        submission = submission_of(scene, place)
        numbers = sorted(row.pseudonym for row in rows if row.submission_id == submission.id)
        assert (submission.assigned_count, numbers) == (5, [1, 2, 3, 4, 5])
    assert (batch.seed, batch.inputs_digest) == ("2025", seen)
    told = set(scene.session.scalars(select(Notification.user_id)))
    assert told == {row.reviewer_id for row in rows}


def test_inputs_that_changed_meanwhile_are_refused(
    scene: Scene, campaign: Campaign, office: Actor, experts: Panel
) -> None:
    wanted = {experts.id: 3}
    seen = digest(scene, campaign, wanted)
    scene.submission(campaign, scene.unit("第七学院关工委", scene.university), SubmissionStage.UNDER_REVIEW)
    with pytest.raises(Conflict):
        assignments.draw(scene.session, office, campaign.id, seed="2025", per_unit=wanted, seen_digest=seen)


def test_what_cannot_be_drawn_is_said_unit_by_unit_and_nothing_is_kept(
    scene: Scene, campaign: Campaign, office: Actor, peers: Panel
) -> None:
    wanted = {peers.id: 3}
    with pytest.raises(Conflict) as refused:
        assignments.draw(
            scene.session, office, campaign.id, seed="2025", per_unit=wanted,
            seen_digest=digest(scene, campaign, wanted),
        )  # fmt: skip
    units = {reason.params["unit"] for reason in refused.value.reasons}
    assert units <= {college.name for college in scene.colleges}
    assert len(refused.value.reasons) >= 1
    assert scene.session.scalar(select(func.count()).select_from(Assignment)) == 0


def test_a_draw_taken_back_takes_what_nobody_began_and_leaves_the_rest(
    scene: Scene, campaign: Campaign, office: Actor, experts: Panel
) -> None:
    wanted = {experts.id: 2}
    seen = digest(scene, campaign, wanted)
    batch = assignments.draw(
        scene.session, office, campaign.id, seed="2025", per_unit=wanted, seen_digest=seen
    )
    one = scene.session.scalars(select(Assignment)).first()
    assert one is not None
    reader = scene.actor(scene.session.get_one(User, one.reviewer_id))
    declarations.sign(scene.session, reader, campaign.id, name=reader.name, recusals={})
    judgements.judge(scene.session, reader, one.id, "1.1", Typed(level="B"), seen=0)
    assert assignments.revert(scene.session, office, batch.id) == 11
    left = scene.session.scalars(select(Assignment)).all()
    assert [row.id for row in left] == [one.id]
    assert scene.session.scalar(select(func.count()).select_from(Review)) == 1
    assert sum(scene.session.scalars(select(Submission.assigned_count))) == 1
    with pytest.raises(Conflict):
        assignments.revert(scene.session, office, batch.id)


def test_by_hand_nobody_is_given_the_own_unit_a_former_one_or_a_swap(
    scene: Scene, campaign: Campaign, office: Actor, peers: Panel
) -> None:
    first, second, third = (
        scene.session.query(User).filter_by(home_unit_id=c.id).first() for c in scene.colleges[:3]
    )
    scene.session.add(
        RoleGrant(
            user_id=third.id,
            role=Role.CONTRIBUTOR,
            unit_id=scene.colleges[0].id,
            starts_on=date(2021, 1, 1),
            ends_on=date.today() - timedelta(days=365),  # noqa: DTZ011
        )
    )
    scene.session.flush()

    def ask(place: int, reader: User) -> Assignment:
        submission = submission_of(scene, place)
        return assignments.assign(
            scene.session, office, submission.id, panel_id=peers.id, reviewer_id=reader.id
        )

    assert ask(1, first).stage is AssignmentStage.INVITED
    for place, reader, why in ((0, first, "OWN_UNIT"), (0, second, "SWAP"), (0, third, "FORMER_UNIT")):
        with pytest.raises(Conflict) as refused:
            ask(place, reader)
        assert refused.value.reasons[0].params["why"] is not None, why
    with pytest.raises(Conflict):
        ask(1, first)
    with pytest.raises(NotFound):
        ask(2, scene.reviewer("评审专家外", scene.university))


def test_the_database_itself_refuses_a_reviewer_of_the_unit(
    scene: Scene, campaign: Campaign, peers: Panel
) -> None:
    own = scene.session.query(User).filter_by(home_unit_id=scene.colleges[0].id).one()
    submission = submission_of(scene, 0)
    scene.session.add(
        Assignment(
            campaign_id=campaign.id,
            submission_id=submission.id,
            unit_id=submission.unit_id,
            reviewer_id=own.id,
            panel_id=peers.id,
            pseudonym=1,
        )
    )
    with pytest.raises(IntegrityError, match="a reviewer never reads the own unit"):
        scene.session.flush()


def test_only_the_secretariat_assigns(
    scene: Scene, campaign: Campaign, office: Actor, experts: Panel
) -> None:
    reader = people(scene, experts)[0]
    submission = submission_of(scene, 0)
    for actor in (scene.actor(scene.board()), scene.actor(scene.observer()), scene.actor(reader)):
        with pytest.raises(NotFound):
            assignments.assign(
                scene.session, actor, submission.id, panel_id=experts.id, reviewer_id=reader.id
            )
        with pytest.raises(NotFound):
            assignments.draw(
                scene.session, actor, campaign.id, seed="1", per_unit={experts.id: 1}, seen_digest=""
            )
        with pytest.raises(NotFound):
            panels.form(
                scene.session, actor, campaign.id, code="expert", name="甲", chair_id=None, members={}
            )
    made = assignments.assign(
        scene.session, office, submission.id, panel_id=experts.id, reviewer_id=reader.id
    )
    with pytest.raises(NotFound):
        assignments.replace(scene.session, scene.actor(reader), made.id, reviewer_id=reader.id, reason="出差")


def test_a_replacement_hands_over_the_place_but_no_score(
    scene: Scene, campaign: Campaign, office: Actor, experts: Panel
) -> None:
    old, new = people(scene, experts)[:2]
    reading = scene.assignment(submission_of(scene, 0), old, experts, AssignmentStage.IN_PROGRESS)
    judgements.judge(scene.session, scene.actor(old), reading.id, "2.1", Typed(level="B"), seen=0)
    with pytest.raises(Invalid):
        assignments.replace(scene.session, office, reading.id, reviewer_id=new.id, reason=" ")
    made = assignments.replace(scene.session, office, reading.id, reviewer_id=new.id, reason="因病")
    assert (reading.stage, made.stage) == (AssignmentStage.REPLACED, AssignmentStage.INVITED)
    assert (made.criterion_now, made.judged_count) == ("2.1", 0)
    assert submission_of(scene, 0).assigned_count == 1
    assert made.pseudonym != reading.pseudonym
    with pytest.raises(Conflict):
        judgements.judge(scene.session, scene.actor(old), reading.id, "2.2", Typed(level="B"), seen=0)


def test_signing_accepts_what_is_not_recused_and_the_conflict_is_kept(
    scene: Scene, campaign: Campaign, office: Actor, experts: Panel
) -> None:
    reader = people(scene, experts)[0]
    actor = scene.actor(reader)
    kept = scene.assignment(submission_of(scene, 0), reader, experts, AssignmentStage.INVITED)
    left = scene.assignment(submission_of(scene, 1), reader, experts, AssignmentStage.INVITED)
    with pytest.raises(TransitionRefused):
        declarations.answer(scene.session, actor, kept.id, accept=True)
    with pytest.raises(Invalid):
        declarations.sign(scene.session, actor, campaign.id, name="别人", recusals={})
    with pytest.raises(NotFound):
        declarations.sign(
            scene.session, scene.actor(scene.reviewer("局外人")), campaign.id, name="局外人", recusals={}
        )
    recusals = {left.id: Recusal(ConflictKind.KIN, "配偶在该院任职")}
    first = declarations.sign(scene.session, actor, campaign.id, name=reader.name, recusals=recusals)
    assert declarations.sign(scene.session, actor, campaign.id, name="", recusals={}).id == first.id
    assert (kept.stage, left.stage) == (AssignmentStage.ACCEPTED, AssignmentStage.RECUSED)
    found = scene.session.scalars(select(ConflictOfInterest)).one()
    assert (found.user_id, found.unit_id, found.kind) == (reader.id, left.unit_id, ConflictKind.KIN)
    assert submission_of(scene, 1).assigned_count == 0
    assert readings.conflicts(scene.session, campaign)[reader.id, left.unit_id] is ConflictKind.KIN


def test_a_reader_who_joins_the_unit_loses_it_and_what_was_handed_in_stays(
    scene: Scene, campaign: Campaign, office: Actor, experts: Panel
) -> None:
    reader, other = people(scene, experts)[:2]
    first, second = (submission_of(scene, place) for place in range(2))
    reading = scene.assignment(first, reader, experts, AssignmentStage.IN_PROGRESS)
    elsewhere = scene.assignment(second, reader, experts, AssignmentStage.IN_PROGRESS)
    handed_in = scene.assignment(first, other, experts, AssignmentStage.SUBMITTED)
    counted = first.assigned_count
    for person in (reader, other):
        staff.grant_role(
            scene.session, office, person.id, role=Role.MEMBER, unit_id=first.unit_id, starts_on=today()
        )
    assert [each.stage for each in (reading, elsewhere, handed_in)] == [
        AssignmentStage.RECUSED, AssignmentStage.IN_PROGRESS, AssignmentStage.SUBMITTED,
    ]  # fmt: skip
    assert first.assigned_count == counted - 1
    kept = scene.session.scalars(select(ConflictOfInterest)).one()
    assert (kept.user_id, kept.unit_id, kept.kind) == (reader.id, first.unit_id, ConflictKind.OWN_UNIT)
    told = scene.session.execute(
        select(Notification.user_id, Notification.link).where(Notification.campaign_id == campaign.id)
    )
    assert {tuple(row) for row in told} == {
        (reader.id, "/reviews"), (office.user_id, f"/campaigns/{campaign.id}/assignments"),
    }  # fmt: skip
    with pytest.raises(Conflict):
        judgements.judge(scene.session, scene.actor(reader), reading.id, "2.1", Typed(level="B"), seen=0)
    staff.edit_account(
        scene.session, office, reader.id, seen=1, name=reader.name, email="", phone="", duty="",
        home_id=second.unit_id,
    )  # fmt: skip
    assert elsewhere.stage is AssignmentStage.RECUSED


def test_joining_a_unit_never_makes_two_read_each_other(
    scene: Scene, campaign: Campaign, office: Actor, experts: Panel, peers: Panel
) -> None:
    """The expert reads the second college, whose liaison officer reads the first, which the expert joins."""
    reader = people(scene, experts)[0]
    reading = scene.assignment(submission_of(scene, 1), reader, experts, AssignmentStage.ACCEPTED)
    liaison = scene.session.query(User).filter_by(home_unit_id=scene.colleges[1].id).one()
    scene.assignment(submission_of(scene, 0), liaison, peers)
    staff.grant_role(
        scene.session, office, reader.id, role=Role.SIGNATORY, unit_id=scene.colleges[0].id, starts_on=today()
    )
    assert (reading.stage, reading.stage_reason) == (AssignmentStage.RECUSED, ConflictKind.SWAP.value)


def test_an_invitation_is_declined_with_a_reason_only_by_its_reader(
    scene: Scene, campaign: Campaign, office: Actor, experts: Panel
) -> None:
    reader, other = people(scene, experts)[:2]
    invited = scene.assignment(submission_of(scene, 0), reader, experts, AssignmentStage.INVITED)
    with pytest.raises(NotFound):
        declarations.answer(scene.session, scene.actor(other), invited.id, accept=False, reason="忙")
    with pytest.raises(NotPermitted):
        declarations.answer(scene.session, office, invited.id, accept=False, reason="忙")
    with pytest.raises(Invalid):
        declarations.answer(scene.session, scene.actor(reader), invited.id, accept=False)
    declarations.answer(scene.session, scene.actor(reader), invited.id, accept=False, reason="出差")
    assert (invited.stage, submission_of(scene, 0).assigned_count) == (AssignmentStage.DECLINED, 0)


def test_a_panel_is_formed_of_people_from_the_pool_only(
    scene: Scene, campaign: Campaign, office: Actor
) -> None:
    expert, stranger = scene.reviewer("评审专家甲", scene.university), scene.person("外人")

    def form(code: str = "expert", name: str = "评审组", **members: int) -> Panel:
        chosen = {
            {"expert": expert.id, "stranger": stranger.id}[who]: limit for who, limit in members.items()
        }
        return panels.form(
            scene.session, office, campaign.id, code=code, name=name, chair_id=expert.id, members=chosen
        )

    for wrong, field in (
        ({"code": "nobody", "expert": 8}, "code"),
        ({"name": " ", "expert": 8}, "name"),
        ({"stranger": 8}, "members"),
        ({"expert": 0}, "members"),
        ({"expert": 51}, "members"),
    ):
        with pytest.raises(Invalid) as refused:
            form(**wrong)
        assert list(refused.value.fields) == [field]
    panel = form(expert=8)
    with pytest.raises(Invalid):
        form(name="第二组", expert=8)
    reading = scene.assignment(submission_of(scene, 0), expert, panel)
    with pytest.raises(Conflict):
        panels.form(
            scene.session, office, campaign.id, code="expert", name="评审组", chair_id=None, members={},
            panel_id=panel.id,
        )  # fmt: skip
    assert reading.panel_id == panel.id
    with pytest.raises(NotFound):
        panels.form(
            scene.session, office, campaign.id, code="expert", name="甲", chair_id=None, members={},
            panel_id=uuid4(),
        )  # fmt: skip
