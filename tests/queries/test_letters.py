"""The list of feedback letters: every unit in the order of the codes, page after page."""

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import NotFound
from app.domain.procedure import CampaignStage, SubmissionStage
from app.queries import letters
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=0)


def test_units_stand_in_the_order_of_their_codes_and_pages_follow_without_gap_or_repetition(
    session: Session, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign, office = scene.campaign(CampaignStage.FEEDBACK), scene.actor(scene.coordinator())
    for code, stage in (
        ("30", SubmissionStage.REVIEWED),
        ("10", SubmissionStage.REVIEWED),
        ("40", SubmissionStage.UNDER_REVIEW),
        ("15", SubmissionStage.WITHDRAWN),
        ("20", SubmissionStage.REVIEWED),
    ):
        scene.submission(campaign, scene.unit(f"第{code}学院", scene.university, code=code), stage)
    # one code was used twice: a unit of another house takes part as a guest
    scene.submission(
        campaign, scene.unit("客院", scene.university), SubmissionStage.REVIEWED
    ).unit_code = "20"
    session.flush()
    monkeypatch.setattr(letters, "PAGE", 2)
    pages, after = [], None
    while not pages or after:
        found = letters.listing(session, office, campaign.id, after=after)
        pages.append([row.unit_code for row in found.rows])
        after = found.following
        assert (found.undrafted, found.unsent, found.approved) == (4, 0, False)
    assert pages == [["10", "20"], ["20", "30"], ["40"]]
    contributor = scene.actor(scene.contributor(scene.university))
    with pytest.raises(NotFound):
        letters.listing(session, contributor, campaign.id)
