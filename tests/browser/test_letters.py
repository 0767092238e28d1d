"""Letters, the hearing and an appeal as people meet them: every size, contrast and language."""

from uuid import UUID

import pytest
from playwright.sync_api import Page
from sqlalchemy.orm import Session

from app.domain.due_process import Stance
from app.domain.procedure import CampaignStage
from app.models.account import User
from app.models.assignment import Panel
from app.models.submission import Submission
from app.services import appeals, fact_checks, letters
from tests import scene
from tests.scene import Scene
from tests.services.test_letters import approved
from tests.services.test_results import reviewed

from .conftest import DESKTOP, PHONE, accessible, enter, fits_sideways, shoot, wear


@pytest.fixture
def world(session: Session) -> Scene:
    return scene.university(session, colleges=3)


def person(world: Scene, name: str) -> User:
    found = world.session.query(User).filter_by(sign_in_name=name).one()
    world.session.commit()
    return found


@pytest.fixture
def heard(world: Scene) -> Submission:
    """One unit whose letter is out, a fact checked and an appeal under re-examination; one with a draft."""
    campaign = world.campaign(CampaignStage.FEEDBACK, minimum_reviews=3)
    first = reviewed(world, campaign, 0, ("0.9", "0.8", "0.8"))
    second = reviewed(world, campaign, 1, ("0.7", "0.7", "0.7"))
    office = world.actor(world.coordinator())
    approved(world, office, campaign)
    for unit in (first, second):
        letters.draft(world.session, office, unit.id)
    letter = letters.issue(world.session, office, first.id)
    own = world.actor(world.contributor(world.colleges[0]))
    finding = letter.texts["shortcomings"][0]["findings"][0]
    fact_checks.state(
        world.session, own, first.id, stance=Stance.WRONG, text="纪要在附件3第2页。", finding_id=UUID(finding)
    )
    appeal = appeals.lodge(world.session, own, first.id, criterion="1.1", reason="会议纪要齐全，见1.1-02。")
    two = [world.reviewer("复核人甲"), world.reviewer("复核人乙")]
    appeals.admit(world.session, office, appeal.id, first=two[0].id, second=two[1].id)
    world.session.commit()
    return first


def look(page: Page, name: str, path: str) -> None:
    page.goto(path)
    shoot(page, name)
    accessible(page)
    for size, contrast, language in (("22", "standard", "zh"), ("30", "more", "en")):
        wear(page, size=size, contrast=contrast, language=language)
        accessible(page)
    page.set_viewport_size(PHONE)
    fits_sideways(page)
    page.set_viewport_size(DESKTOP)
    wear(page)


def test_axe_finds_nothing_on_the_office_s_pages(page: Page, world: Scene, heard: Submission) -> None:
    second = world.session.query(Submission).filter(Submission.id != heard.id).one()
    draft = letters._newest(world.session, second.id)
    appeal = world.session.query(appeals.Appeal).one()
    world.session.commit()
    enter(page, person(world, "秘书处"))
    look(page, "letters-index", f"/campaigns/{heard.campaign_id}/letters")
    look(page, "letters-draft", f"/submissions/{second.id}/letter")
    look(page, "letters-edit", f"/letters/{draft.id}/edit")
    look(page, "hearings-index", f"/campaigns/{heard.campaign_id}/hearing")
    look(page, "appeal-office", f"/appeals/{appeal.id}")


def test_axe_finds_nothing_on_the_unit_s_and_the_examiner_s_pages(
    page: Page, world: Scene, heard: Submission
) -> None:
    appeal = world.session.query(appeals.Appeal).one()
    world.session.commit()
    enter(page, person(world, "第一学院关工委联络员"))
    look(page, "letters-show", f"/submissions/{heard.id}/letter")
    look(page, "hearings-show", f"/submissions/{heard.id}/hearing")
    enter(page, person(world, "复核人甲"))
    look(page, "appeal-examiner", f"/appeals/{appeal.id}")


def test_axe_finds_nothing_on_the_chair_s_letters(page: Page, world: Scene, heard: Submission) -> None:
    chair = world.reviewer("一位组长")
    world.session.query(Panel).update({"chair_id": chair.id})
    world.session.commit()
    enter(page, chair)
    look(page, "letters-panel", f"/campaigns/{heard.campaign_id}/letters/panel")
