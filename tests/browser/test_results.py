"""The pages of results as people meet them: every size, contrast and language."""

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from app.domain.procedure import CampaignStage, SubmissionStage
from app.models.account import User
from app.models.base import utc_now
from app.models.submission import BonusClaim, BonusState, Submission
from app.services import results
from tests import scene
from tests.scene import Scene
from tests.web.test_results import approve, reviewed

from .conftest import PHONE, accessible, enter, fits_sideways, shoot, wear


@pytest.fixture
def world(session: Session) -> Scene:
    return scene.university(session, colleges=6)


@pytest.fixture
def released(world: Scene) -> Submission:
    """Six units, the first with five experts, three peers and a bonus; its result is out."""
    campaign = world.campaign(CampaignStage.FEEDBACK, title="2025年度二级学院关工委评议")
    first = reviewed(
        world, campaign, 0, ("0.884", "0.91", "0.902", "0.795", "0.936"), ("0.92", "0.9", "0.945"),
        stage=SubmissionStage.FEEDBACK_SENT,
    )  # fmt: skip
    for place, ratio in enumerate(("0.9", "0.85", "0.8", "0.7", "0.55"), start=1):
        reviewed(world, campaign, place, (ratio, "0.8", ratio), (ratio,))
    item = world.rules(campaign).bonus.items[0]
    world.session.add(
        BonusClaim(
            submission_id=first.id, item=item.code, tier=item.tiers[0].code, fact="省级表彰",
            state=BonusState.ACCEPTED, granted_score=item.tiers[0].score, decided_at=utc_now(),
        )
    )  # fmt: skip
    office = world.coordinator()
    approve(world, campaign, results.compute(world.session, world.actor(office), campaign.id))
    world.board()
    world.session.commit()
    return first


def person(world: Scene, name: str) -> User:
    return world.session.query(User).filter_by(sign_in_name=name).one()


def test_axe_finds_nothing_on_the_pages_of_results(page: Page, world: Scene, released: Submission) -> None:
    enter(page, person(world, "秘书处"))
    for name, path in (
        ("results-sheet", f"/campaigns/{released.campaign_id}/results"),
        ("results-show", f"/submissions/{released.id}/result"),
        ("results-vetoes", f"/submissions/{released.id}/vetoes"),
    ):
        page.goto(path)
        shoot(page, name)
        accessible(page)
        for size, contrast, language in (("22", "standard", "zh"), ("30", "more", "en")):
            wear(page, size=size, contrast=contrast, language=language)
            accessible(page)
        page.set_viewport_size(PHONE)
        fits_sideways(page)
        wear(page)
