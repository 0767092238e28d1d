"""Bonus claims: made and withdrawn by the unit, decided one by one by the secretariat with its reason."""

from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted, StaleVersion, Theirs
from app.domain.procedure import CampaignStage, SubmissionStage
from app.models.campaign import Campaign
from app.models.submission import BonusClaim, BonusState, Submission
from app.services import bonus_claims
from tests.recognition import move
from tests.refusals import entries, refused, traced
from tests.scene import Scene, university

FACT = "5月获省级表彰"


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=2)


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    return scene.campaign()


@pytest.fixture
def submission(scene: Scene, campaign: Campaign) -> Submission:
    return scene.submission(campaign, scene.colleges[0], SubmissionStage.NOT_STARTED)


@pytest.fixture
def writer(scene: Scene) -> Actor:
    return scene.actor(scene.contributor(scene.colleges[0]))


@pytest.fixture
def office(scene: Scene) -> Actor:
    return scene.actor(scene.coordinator())


@pytest.fixture
def claimed(session: Session, campaign: Campaign, submission: Submission, writer: Actor) -> BonusClaim:
    """A claim of three points that waits for the secretariat."""
    made = bonus_claims.claim(session, writer, submission.id, item="B1", tier="provincial", fact=FACT)
    submission.stage = SubmissionStage.SUBMITTED
    move(session, campaign, CampaignStage.FORMAT_CHECK)
    return made


def test_a_claim_says_its_level_and_its_fact_and_stands_once(
    session: Session, submission: Submission, writer: Actor
) -> None:
    def claim(item: str = "B1", tier: str = "provincial", fact: str = FACT) -> BonusClaim:
        return bonus_claims.claim(session, writer, submission.id, item=item, tier=tier, fact=fact)

    with refused(
        session,
        Invalid,
        tier="Please choose one of the levels shown.",
        fact="Please say in a sentence what it is claimed for, with the date.",
    ):
        claim(tier="galactic", fact=" ")
    with refused(session, Invalid, fact="Please keep this to 300 characters."):
        claim(fact="长" * 301)
    with refused(session, NotFound):
        claim(item="B9")
    made = claim(fact=f" {FACT} ")
    assert (made.state, made.fact, submission.stage) == (BonusState.CLAIMED, FACT, SubmissionStage.DRAFTING)
    assert entries(session) == ["submission.start", "bonus.claim"]
    assert traced(session)[3] == {"item": "B1", "tier": "provincial", "fact": FACT}
    with refused(session, Conflict, "This claim is here already."):
        claim()
    claim(tier="municipal")  # another level is another claim


def test_a_claim_is_withdrawn_by_its_unit_while_nobody_has_decided_and_can_be_made_again(
    session: Session, scene: Scene, submission: Submission, writer: Actor
) -> None:
    made = bonus_claims.claim(session, writer, submission.id, item="B1", tier="provincial", fact=FACT)
    signatory = scene.actor(scene.signatory(scene.colleges[0]))
    stranger = scene.actor(scene.contributor(scene.colleges[1]))
    with refused(session, NotPermitted, "Your role does not include this."):
        bonus_claims.withdraw(session, signatory, made.id)
    for person, claim_id in ((stranger, made.id), (writer, uuid4())):
        with refused(session, NotFound):
            bonus_claims.withdraw(session, person, claim_id)
    bonus_claims.withdraw(session, writer, made.id)
    assert (made.state, made.version) == (BonusState.WITHDRAWN, 2)
    assert traced(session) == ("bonus.claim", made.id, {"state": ["claimed", "withdrawn"]}, {})
    with refused(session, Conflict, "This claim is decided or withdrawn already."):
        bonus_claims.withdraw(session, writer, made.id)
    again = bonus_claims.claim(session, writer, submission.id, item="B1", tier="provincial", fact=FACT)
    assert again.id != made.id


@pytest.mark.parametrize(
    ("state", "score", "granted"), [("accepted", "", "3"), ("lowered", "1.5", "1.5"), ("rejected", "", "0")]
)
def test_a_decision_grants_the_points_of_the_claim_fewer_or_none(
    session: Session, claimed: BonusClaim, office: Actor, state: str, score: str, granted: str
) -> None:
    bonus_claims.decide(session, office, claimed.id, version=1, state=state, score=score, reason=" 只有通知 ")
    assert (claimed.state, claimed.granted_score) == (BonusState(state), Decimal(granted))
    assert (claimed.decision_reason, claimed.decided_by_id) == ("只有通知", office.user_id)
    action, subject, changes, _ = traced(session)
    assert (action, subject, changes["state"]) == ("bonus.decide", claimed.id, ["claimed", state])


def test_a_decision_that_takes_something_away_gives_its_reason_and_stays_below_the_claim(
    session: Session, claimed: BonusClaim, office: Actor
) -> None:
    for wanted, fields in (
        ({"state": "lowered", "score": "1"}, {"reason": "Please give the reason; the unit reads it."}),
        ({"state": "rejected"}, {"reason": "Please give the reason; the unit reads it."}),
        ({"state": "rejected", "reason": "长" * 301}, {"reason": "Please keep this to 300 characters."}),
        ({"state": "lowered", "score": "3", "reason": "据"}, {"score": "Please enter less than 3."}),
        ({"state": "lowered", "score": "", "reason": "据"}, {"score": "Please enter a number."}),
        ({"state": "withdrawn", "reason": "据"}, {"state": "Please choose one of these."}),
        ({"state": "granted", "reason": "据"}, {"state": "Please choose one of these."}),
    ):
        with refused(session, Invalid, **fields):
            bonus_claims.decide(session, office, claimed.id, version=1, **wanted)


def test_only_the_secretariat_decides_under_the_version_it_saw(
    session: Session, scene: Scene, claimed: BonusClaim, office: Actor, writer: Actor
) -> None:
    with refused(session, NotPermitted, "Your role does not include this."):
        bonus_claims.decide(session, writer, claimed.id, version=1, state="accepted")
    bonus_claims.decide(session, office, claimed.id, version=1, state="rejected", reason="无证书")
    with refused(session, StaleVersion) as told:
        bonus_claims.decide(session, office, claimed.id, version=1, state="rejected", reason="超期")
    assert told.value.differences == (Theirs("reason", "无证书", "超期"),)
    bonus_claims.decide(session, office, claimed.id, version=2, state="accepted")
    assert (claimed.granted_score, claimed.decision_reason) == (Decimal(3), "")


def test_nothing_is_decided_of_a_withdrawn_claim(
    session: Session, claimed: BonusClaim, office: Actor
) -> None:
    claimed.state = BonusState.WITHDRAWN
    with refused(session, Conflict, "The unit has withdrawn this claim."):
        bonus_claims.decide(session, office, claimed.id, version=1, state="accepted")
