"""A file the person may open already need not travel; to know a digest gives and tells nobody anything."""

import hashlib
import io
from base64 import b64encode
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.domain.evidence import Visibility
from app.domain.procedure import CampaignStage
from app.models.evidence import Evidence
from app.models.submission import Submission
from evidence_store import Digest
from tests import files
from tests.people import sign_in
from tests.scene import Scene, university
from tests.web.test_tus import TUS, claim, head, patch

NAME, DATA = files.pdf(name="纪要.pdf")
DIGEST = hashlib.sha256(DATA).hexdigest()
UNKNOWN = "0" * 64


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def submission(scene: Scene) -> Submission:
    return scene.submission(scene.campaign(), scene.colleges[0])


def begin(client: FlaskClient, submission: Submission, digest: str, size: int = len(DATA)) -> Any:
    said = {"filename": NAME, "requirement": "0", "digest": digest}
    told = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in said.items())
    headers = TUS | {"Upload-Length": str(size), "Upload-Metadata": told}
    return client.post(f"/submissions/{submission.id}/uploads?place=1.1", headers=headers)


def give(app: Flask, scene: Scene, submission: Submission, **more: Any) -> Evidence:
    """A piece with DATA, of somebody in the unit."""
    kept = app.extensions["evidence_store"].put(io.BytesIO(DATA))
    author = scene.person(f"{submission.unit_name}某年填报人{submission.id}")
    piece = scene.evidence(submission, "1.2-01", author, digest=kept.hex, filename=NAME, size=len(DATA))
    for name, value in more.items():
        setattr(piece, name, value)
    scene.session.commit()
    return piece


def recognised(client: FlaskClient, submission: Submission, digest: str, size: int = len(DATA)) -> bool:
    """Also whether the answer is otherwise that of a digest nobody has."""
    answers = [begin(client, submission, each, size) for each in (digest, UNKNOWN)]
    assert [each.status_code for each in answers] == [201, 201]
    first, unknown = ({name for name, _ in each.headers} for each in answers)
    assert first - unknown <= {"Upload-Offset"}
    return "Upload-Offset" in first


def test_last_years_file_becomes_evidence_and_no_byte_travels(
    client: FlaskClient, app: Flask, scene: Scene, submission: Submission
) -> None:
    give(
        app, scene, scene.submission(scene.campaign(CampaignStage.ARCHIVED, title="去年"), scene.colleges[0])
    )
    sign_in(client, scene.contributor(scene.colleges[0]))
    scene.session.commit()
    made = begin(client, submission, DIGEST)
    assert (made.status_code, made.headers["Upload-Offset"]) == (201, str(len(DATA)))
    where = made.headers["Location"]
    assert head(client, where).headers["Upload-Offset"] == str(len(DATA))
    assert patch(client, where, 0, DATA).status_code == 409  # there is nothing left to send
    assert [claim(client, where).status_code for _ in range(2)] == [201, 200]
    piece = scene.session.query(Evidence).filter_by(submission_id=submission.id).one().id
    scene.session.commit()
    assert client.get(f"/evidence/{piece}/file", buffered=True).data == DATA
    assert list(app.extensions["evidence_store"]) == [Digest(DIGEST)]


def test_the_digest_of_another_unit_gives_nothing_and_is_like_one_that_nobody_has(
    client: FlaskClient, app: Flask, scene: Scene, submission: Submission
) -> None:
    """Also not to somebody who may open the other unit's file in another role."""
    other = scene.submission(scene.campaign(title="另一次"), scene.colleges[1])
    give(app, scene, other)
    own, foreign = scene.colleges[:2]
    writer = scene.person("两院联络员", (Role.CONTRIBUTOR, own), (Role.SIGNATORY, foreign))
    sign_in(client, writer)
    scene.session.commit()
    assert not recognised(client, submission, DIGEST)


def test_what_this_person_may_not_open_or_is_not_this_file_is_not_recognised(
    client: FlaskClient, app: Flask, scene: Scene, submission: Submission
) -> None:
    member = scene.person("委员", (Role.MEMBER, scene.colleges[0]), home=scene.colleges[0])
    piece = give(app, scene, submission, visibility=Visibility.OFFICE)
    sign_in(client, member)
    assert not recognised(client, submission, DIGEST)
    piece.visibility = Visibility.REVIEWERS
    scene.session.commit()
    assert recognised(client, submission, DIGEST)
    assert not recognised(client, submission, DIGEST, size=len(DATA) + 1)
    for garbled in (DIGEST[:-1], f"{DIGEST}0", DIGEST.upper(), "'; --"):
        assert not recognised(client, submission, garbled)
    app.extensions["evidence_store"].delete(Digest(DIGEST), reason="purged")
    assert not recognised(client, submission, DIGEST)


def test_a_file_that_is_still_checked_for_viruses_is_sent_like_any_other(
    make_app: Any, scene: Scene, submission: Submission
) -> None:
    app = make_app(CLAMD_URL="tcp://127.0.0.1:9")
    give(app, scene, submission)
    client = app.test_client()
    sign_in(client, scene.contributor(scene.colleges[0]))
    scene.session.commit()
    assert not recognised(client, submission, DIGEST)
