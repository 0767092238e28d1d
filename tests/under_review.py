"""A unit under review, for every test that reads or judges it: `pytest_plugins = "tests.under_review"`.

A campaign in peer review; the first college's self-evaluation, complete and being read; three experts.
"""

from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.models.account import User
from app.models.assignment import Assignment, Panel
from app.models.campaign import Campaign
from app.models.evidence import Evidence
from app.models.submission import Submission
from tests import files
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    return scene.campaign(CampaignStage.PEER_REVIEW)


@pytest.fixture
def submission(scene: Scene, campaign: Campaign) -> Submission:
    return scene.submission(campaign, scene.colleges[0], SubmissionStage.UNDER_REVIEW, answered=True)


@pytest.fixture
def author(scene: Scene, submission: Submission) -> User:
    """Who has written it: the contributor of the unit."""
    return scene.session.query(User).filter_by(home_unit_id=submission.unit_id).one()


@pytest.fixture
def expert(scene: Scene) -> User:
    """Where one is enough."""
    return scene.reviewer("评审专家甲", scene.university)


@pytest.fixture
def actor(scene: Scene, expert: User) -> Actor:
    return scene.actor(expert)


@pytest.fixture
def reading(scene: Scene, campaign: Campaign, submission: Submission, expert: User) -> Assignment:
    """The one expert has accepted the unit and written nothing yet."""
    alone = scene.panel(campaign, "expert", expert)
    found = scene.assignment(submission, expert, alone, AssignmentStage.ACCEPTED)
    scene.session.commit()
    return found


@pytest.fixture
def readers(scene: Scene, expert: User) -> list[User]:
    return [expert, *(scene.reviewer(f"评审专家{letter}", scene.university) for letter in "乙丙")]


@pytest.fixture
def panel(scene: Scene, campaign: Campaign, readers: list[User]) -> Panel:
    """All three; the first chairs."""
    return scene.panel(campaign, "expert", *readers, chair=readers[0])


@pytest.fixture
def readings(
    scene: Scene, campaign: Campaign, submission: Submission, panel: Panel, readers: list[User]
) -> list[Assignment]:
    """Two of three reviews are in, of 90 and of 80 points in a hundred; the third is not begun."""
    found = [scene.assignment(submission, reader, panel) for reader in readers]
    for reading, ratio in zip(found[:2], ("0.9", "0.8"), strict=True):
        scene.review(reading, scene.rules(campaign), ratio=ratio)
        reading.stage = AssignmentStage.SUBMITTED
    scene.session.commit()
    return found


@pytest.fixture
def minutes(scene: Scene, submission: Submission, author: User) -> Evidence:
    """A PDF of three pages at 1.2; its bytes are in no store."""
    made = scene.evidence(submission, "1.2-00", author, "minutes", digest="0" * 64, pages=3)
    submission.evidence_count += 1
    scene.session.commit()
    return made


@pytest.fixture
def kept_minutes(scene: Scene, submission: Submission, author: User, app: Flask) -> Evidence:
    """A PDF of three pages at 1.2 whose bytes are in the store."""
    digest = app.extensions["evidence_store"].put(BytesIO(files.pdf("党政联席会议纪要")[1]))
    made = scene.evidence(
        submission, "1.2-00", author, "minutes", digest=digest.hex, filename="纪要.pdf", pages=3
    )
    submission.evidence_count += 1
    scene.session.commit()
    return made
