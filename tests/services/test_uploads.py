"""Uploads by the steps themselves: who may go on with one, when, and what becomes of it."""

import pytest
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.errors import Conflict, Gone, Invalid, NotFound, NotPermitted, Occupied
from app.domain.evidence_details import Details
from app.domain.procedure import SubmissionStage
from app.models.base import utc_now
from app.models.campaign import Campaign
from app.models.submission import Submission
from app.models.upload import Upload
from app.services import uploads
from app.services.evidence import StoredFile, Target
from tests.scene import Scene, university

FILE = StoredFile("总结.pdf", "application/pdf", "ab" * 32, 10)
DETAILS = Details(title="总结", kind="document")


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    return scene.campaign()


@pytest.fixture
def submission(scene: Scene, campaign: Campaign) -> Submission:
    return scene.submission(campaign, scene.colleges[0])


@pytest.fixture
def writer(scene: Scene) -> Actor:
    return scene.actor(scene.contributor(scene.colleges[0]))


@pytest.fixture
def upload(scene: Scene, writer: Actor, submission: Submission) -> Upload:
    return begin(scene, writer, submission)


def begin(scene: Scene, actor: Actor, submission: Submission) -> Upload:
    return uploads.begin(scene.session, actor, Target(submission.id, "1.1"), filename="总结.pdf", length=10)


def test_only_who_began_it_goes_on_with_it_and_only_while_the_role_lasts(
    scene: Scene, writer: Actor, upload: Upload
) -> None:
    colleague = scene.actor(scene.signatory(scene.colleges[0]))
    with pytest.raises(NotFound):
        uploads.own(scene.session, colleague, upload.id)
    with pytest.raises(NotFound):
        uploads.own(scene.session, Actor(writer.user_id, (), name=writer.name), upload.id)
    assert uploads.own(scene.session, writer, upload.id).filename == "总结.pdf"


def test_who_may_only_look_begins_nothing(scene: Scene, submission: Submission) -> None:
    with pytest.raises(NotPermitted):
        begin(scene, scene.actor(scene.signatory(scene.colleges[0])), submission)
    with pytest.raises(NotFound):
        begin(scene, scene.actor(scene.contributor(scene.colleges[1])), submission)


def test_a_person_has_so_many_unfinished_and_no_more(
    scene: Scene, writer: Actor, submission: Submission, upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_UNDER_WAY", 2)
    begin(scene, writer, submission)
    with pytest.raises(Invalid):
        begin(scene, writer, submission)
    uploads.claim(scene.session, writer, upload.id, DETAILS, FILE)
    begin(scene, writer, submission)


def test_one_writer_holds_it_until_it_lets_go(scene: Scene, writer: Actor, upload: Upload) -> None:
    uploads.hold(scene.session, writer, upload.id)
    for step in (uploads.hold, uploads.abandon):
        with pytest.raises(Occupied):
            step(scene.session, writer, upload.id)
    uploads.let_go(scene.session, writer, upload.id, digest=FILE.digest)
    assert uploads.hold(scene.session, writer, upload.id).digest == FILE.digest


def test_a_claim_repeated_is_the_same_piece_and_one_number(
    scene: Scene, writer: Actor, submission: Submission, upload: Upload
) -> None:
    pieces = [uploads.claim(scene.session, writer, upload.id, DETAILS, FILE) for _ in range(2)]
    assert [piece.number for piece in pieces] == ["1.1-01", "1.1-01"]
    assert (upload.evidence_id, submission.evidence_count) == (pieces[0].id, 1)
    with pytest.raises(Conflict):
        uploads.abandon(scene.session, writer, upload.id)


def test_after_its_day_it_is_gone_and_after_handing_in_it_is_too_late(
    scene: Scene, writer: Actor, submission: Submission, upload: Upload
) -> None:
    late = begin(scene, writer, submission)
    late.expires_at = utc_now()
    scene.session.flush()
    with pytest.raises(Gone):
        uploads.claim(scene.session, writer, late.id, DETAILS, FILE)
    submission.stage = SubmissionStage.SUBMITTED
    scene.session.flush()
    with pytest.raises(NotPermitted):
        uploads.claim(scene.session, writer, upload.id, DETAILS, FILE)
