"""Evidence by the deeds themselves: what is asked of each piece, and the room at a place and in a unit."""

import pytest
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.errors import Conflict, Invalid, NotFound, WindowClosed
from app.domain.evidence_details import OTHER, Details, OnSite
from app.domain.procedure import CampaignStage
from app.models.campaign import Campaign
from app.models.evidence import Evidence
from app.models.submission import Submission
from app.queries import evidence as readings
from app.services import evidence, evidence_changes
from tests.scene import Scene, university

KEPT = OnSite(place="办公室三号柜", keeper="联络员")


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    return scene.campaign(files_per_criterion=2, files_per_unit=3)


@pytest.fixture
def submission(scene: Scene, campaign: Campaign) -> Submission:
    return scene.submission(campaign, scene.colleges[0])


@pytest.fixture
def writer(scene: Scene) -> Actor:
    return scene.actor(scene.contributor(scene.colleges[0]))


def give(scene: Scene, writer: Actor, submission: Submission, place: str, title: str = "名册") -> Evidence:
    target = evidence.Target(submission.id, place, OTHER)
    details = Details(title=title, kind="document")
    return evidence.attach_on_site(scene.session, writer, target, details, KEPT)


def test_a_piece_needs_its_details_and_room_at_its_place(
    scene: Scene, writer: Actor, submission: Submission
) -> None:
    with pytest.raises(Invalid) as refused:
        give(scene, writer, submission, "1.1", title=" ")
    assert list(refused.value.fields) == ["title"]
    for _ in range(2):
        give(scene, writer, submission, "1.1")
    with pytest.raises(Invalid) as refused:
        give(scene, writer, submission, "1.1")
    assert list(refused.value.fields) == ["file"]
    assert (readings.count(scene.session, submission.id), submission.evidence_count) == (2, 2)


def test_a_piece_serves_another_place_once_and_only_where_there_is_room(
    scene: Scene, writer: Actor, submission: Submission
) -> None:
    first = give(scene, writer, submission, "1.1")
    for _ in range(2):
        other = give(scene, writer, submission, "1.2")
    with pytest.raises(Invalid) as refused:
        evidence_changes.use(scene.session, writer, first.id, "1.2", OTHER)
    assert list(refused.value.fields) == ["file"]
    evidence_changes.use(scene.session, writer, other.id, "1.1", OTHER)  # where another piece stands
    with pytest.raises(Conflict):
        evidence_changes.use(scene.session, writer, other.id, "1.1", OTHER)


def test_a_piece_comes_back_only_when_it_was_withdrawn_and_the_unit_has_room(
    scene: Scene, writer: Actor, submission: Submission
) -> None:
    first = give(scene, writer, submission, "1.1")
    with pytest.raises(Conflict):
        evidence_changes.restore(scene.session, writer, first.id)
    evidence_changes.withdraw(scene.session, writer, first.id)
    for place in ("1.2", "1.2", "1.3"):
        give(scene, writer, submission, place)
    with pytest.raises(Invalid) as refused:
        evidence_changes.restore(scene.session, writer, first.id)
    assert (list(refused.value.fields), submission.evidence_count) == (["file"], 3)


def test_an_upload_begins_in_time_and_in_the_own_unit(
    scene: Scene, writer: Actor, submission: Submission, campaign: Campaign
) -> None:
    evidence.begin_upload(scene.session, writer, submission.id, "1.1")
    stranger = scene.actor(scene.contributor(scene.colleges[1]))
    with pytest.raises(NotFound):
        evidence.begin_upload(scene.session, stranger, submission.id, "1.1")
    scene.close_window(campaign, CampaignStage.SELF_EVALUATION, minutes_ago=60)
    with pytest.raises(WindowClosed):
        evidence.begin_upload(scene.session, writer, submission.id, "1.1")


def test_of_a_file_its_kind_is_known_and_of_a_link_none(scene: Scene, submission: Submission) -> None:
    author = scene.contributor(scene.colleges[0])
    file = scene.evidence(submission, "1.1-01", author, digest="0" * 64)
    link = scene.evidence(submission, "1.1-02", author)
    kinds = [row and row.file_kind for row in (readings.one(scene.session, each.id) for each in (file, link))]
    assert kinds[0] is not None
    assert (kinds[0].media_type, kinds[1]) == ("application/pdf", None)
