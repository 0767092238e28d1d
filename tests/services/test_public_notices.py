"""公示: what stands on the list and in which order, who is told, what the log says."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, Invalid, NotPermitted
from app.domain.procedure import CampaignStage
from app.models.campaign import Campaign
from app.models.notification import Notification
from app.services import public_notices
from tests.recognition import Recognition, at_the_decision, move
from tests.refusals import refused, traced

WORDS = {
    "number": " 关评公〔2025〕1号 ",
    "title": "关于拟定名单的公示",
    "body": "现予以公示。",
    "contact": "校关工委办公室",
}


@pytest.fixture
def place(session: Session) -> Recognition:
    """Three units with results, the first of them excellent, at the public notice."""
    made = at_the_decision(session)
    move(session, made.campaign, CampaignStage.PUBLIC_NOTICE)
    return made


def test_units_stand_under_their_titles_in_the_order_of_the_codes_and_titles_in_the_frameworks(
    session: Session, place: Recognition
) -> None:
    for submission, code in zip(place.submissions, ("20", "30", "10"), strict=True):
        submission.unit_code = code
    session.flush()
    made = public_notices.publish(session, place.world.actor(place.office), place.campaign.id, **WORDS)
    assert [(entry["award"], entry["units"]) for entry in made.entries] == [
        ("demo", ["第一学院关工委"]),
        ("qualified", ["第三学院关工委", "第二学院关工委"]),
    ]
    rules = place.world.rules(place.campaign).awards
    assert made.entries[0]["title"] == rules[0].title.texts
    assert made.entries[0]["proposed_under"] == rules[0].rule.texts


def test_the_people_of_every_unit_are_told_where_it_hangs_and_until_when(
    session: Session, place: Recognition
) -> None:
    signatory = place.world.signatory(place.world.colleges[1])
    made = public_notices.publish(session, place.world.actor(place.office), place.campaign.id, **WORDS)
    session.flush()
    assert (made.number, made.ordinal) == ("关评公〔2025〕1号", 1)
    assert traced(session) == (
        "public_notice.publish",
        made.id,
        {},
        {"number": "关评公〔2025〕1号", "ordinal": 1, "ends_on": made.ends_on.isoformat()},
    )
    rows = select(Notification.user_id, Notification.text, Notification.params, Notification.link)
    told = {row.user_id: tuple(row)[1:] for row in session.execute(rows)}
    message = (
        "The proposed list is shown in public until %(day)s.",
        {"day": made.ends_on.isoformat()},
        f"/public-notices/{made.id}",
    )
    assert told == dict.fromkeys([*(each.id for each in place.contributors), signatory.id], message)


def test_nothing_is_shown_with_an_empty_field_without_a_result_or_by_the_board(
    session: Session, place: Recognition
) -> None:
    office, board = place.world.actor(place.office), place.world.actor(place.board)
    with refused(session, NotPermitted, "Your role does not include this."):
        public_notices.publish(session, board, place.campaign.id, **WORDS)
    empty = "Please fill this in; it stands on the public page."
    with refused(session, Invalid, title=empty, contact=empty):
        words = WORDS | {"title": "", "contact": " "}
        public_notices.publish(session, office, place.campaign.id, **words)
    early: Campaign = place.world.campaign(CampaignStage.PUBLIC_NOTICE, title="另一轮")
    with refused(session, Conflict, "The results have not been computed yet."):
        public_notices.publish(session, office, early.id, **WORDS)
