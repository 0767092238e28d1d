"""一票否决: proposed on facts, the unit heard or its days past, decided once by somebody else."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.calendar import WorkingCalendar, beijing_date
from app.domain.due_process import heard_until
from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted
from app.domain.procedure import CampaignStage, SubmissionStage
from app.models.notification import Notification
from app.models.result import Veto, VetoStage
from app.models.submission import Submission
from app.queries import clock
from app.services import vetoes
from tests.refusals import refused, traced
from tests.scene import Scene, university

DECIDED = "This veto has been decided already."
MISSING = "Please write this down; a veto must stand on facts."


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=2)


@pytest.fixture
def submission(scene: Scene) -> Submission:
    return scene.submission(
        scene.campaign(CampaignStage.FEEDBACK), scene.colleges[0], SubmissionStage.REVIEWED
    )


@pytest.fixture
def office(scene: Scene) -> Actor:
    return scene.actor(scene.coordinator())


@pytest.fixture
def board(scene: Scene) -> Actor:
    return scene.actor(scene.board())


@pytest.fixture
def writer(scene: Scene) -> Actor:
    return scene.actor(scene.contributor(scene.colleges[0]))


@pytest.fixture
def veto(session: Session, submission: Submission, office: Actor) -> Veto:
    return vetoes.propose(
        session, office, submission.id, code="V1", reason="名册系伪造", basis="核查报告〔2025〕1号"
    )


def told(session: Session) -> list[tuple[object, str, str]]:
    rows = select(Notification.user_id, Notification.text, Notification.link)
    return [tuple(row) for row in session.execute(rows)]


def test_a_veto_is_one_of_the_framework_and_stands_on_facts_and_the_unit_is_told(
    session: Session, submission: Submission, office: Actor, board: Actor, writer: Actor
) -> None:
    with refused(session, Invalid, code="Please choose one of the vetoes of the framework."):
        vetoes.propose(session, office, submission.id, code="V9", reason="原因", basis="依据")
    with refused(session, Invalid, reason=MISSING, basis=MISSING):
        vetoes.propose(session, office, submission.id, code="V1", reason=" ", basis="")
    with refused(session, NotPermitted, "Your role does not include this."):
        vetoes.propose(session, board, submission.id, code="V1", reason="原因", basis="依据")
    made = vetoes.propose(session, office, submission.id, code="V1", reason="原因", basis="依据")
    assert traced(session) == ("veto.propose", made.id, {}, {"code": "V1"})
    words = "A veto has been proposed about your unit. Please state your view before it is decided."
    assert told(session) == [(writer.user_id, words, f"/submissions/{submission.id}/vetoes")]


def test_the_unit_writes_its_view_again_until_it_is_decided_and_a_stranger_finds_nothing(
    session: Session, scene: Scene, veto: Veto, board: Actor, writer: Actor
) -> None:
    stranger = scene.actor(scene.contributor(scene.colleges[1]))
    for person, veto_id in ((writer, uuid4()), (stranger, veto.id)):
        with refused(session, NotFound):
            vetoes.state(session, person, veto_id, statement="与我无关")
    with refused(session, Invalid, statement="Please write the view of your unit."):
        vetoes.state(session, writer, veto.id, statement=" ")
    vetoes.state(session, writer, veto.id, statement="名册是旧版。")
    vetoes.state(session, writer, veto.id, statement="名册是旧版，原件可查。")
    assert traced(session)[2] == {"text": ["名册是旧版。", "名册是旧版，原件可查。"]}
    vetoes.decide(session, board, veto.id, confirmed=False, reason="原件属实")
    with refused(session, Conflict, DECIDED):
        vetoes.state(session, writer, veto.id, statement="再说一句")


def test_it_is_confirmed_by_another_once_the_unit_is_heard_or_its_days_have_passed(
    session: Session, scene: Scene, veto: Veto, board: Actor
) -> None:
    last = heard_until(beijing_date(veto.proposed_at), WorkingCalendar.of())
    with refused(session, Invalid, decision=vetoes.UNHEARD % {"day": last}):
        vetoes.decide(session, board, veto.id, confirmed=True)
    veto.proposed_at = clock.now(session) - timedelta(days=20)
    with refused(session, NotFound):
        vetoes.decide(session, board, uuid4(), confirmed=True)
    vetoes.decide(session, board, veto.id, confirmed=True, reason="逾期未陈述")
    assert (veto.state, veto.confirmed_by_id) == (VetoStage.CONFIRMED, board.user_id)
    assert traced(session) == ("veto.confirm", veto.id, {"state": ["proposed", "confirmed"]}, {})
    with refused(session, Conflict, DECIDED):
        vetoes.decide(session, board, veto.id, confirmed=False)


def test_who_proposed_it_never_decides_it_not_even_with_a_seat_on_the_board(
    session: Session, veto: Veto, office: Actor, board: Actor
) -> None:
    with refused(session, NotPermitted, "Your role does not include this."):
        vetoes.decide(session, office, veto.id, confirmed=False)
    veto.proposed_by_id = board.user_id
    words = "A veto is confirmed by a second person, not by the one who proposed it."
    with refused(session, Conflict, words):
        vetoes.decide(session, board, veto.id, confirmed=False)
    assert veto.state is VetoStage.PROPOSED


def test_a_veto_is_rejected_without_waiting_and_the_unit_learns_that_it_was_decided(
    session: Session, submission: Submission, veto: Veto, board: Actor, writer: Actor
) -> None:
    vetoes.decide(session, board, veto.id, confirmed=False, reason="证据不足")
    assert veto.state is VetoStage.REJECTED
    words = "The proposed veto about your unit has been decided."
    assert told(session) == [(writer.user_id, words, f"/submissions/{submission.id}/vetoes")]
