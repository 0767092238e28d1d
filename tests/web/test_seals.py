"""What is handed in is sealed: shown, printed, proved later, and sealed again after a correction."""

import hashlib
import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.domain.procedure import SubmissionStage
from app.jobs.papers import MAKERS
from app.models.account import User
from app.models.audit import AuditEntry
from app.models.campaign import Campaign
from app.models.document import Document
from app.models.evidence import Evidence
from app.models.seal import Seal
from app.models.submission import Correction, Submission
from evidence_store import Digest
from tests.people import sign_in
from tests.scene import Scene, university

S = SubmissionStage


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    return scene.campaign()


@pytest.fixture
def digest(app: Flask) -> Digest:
    kept: Digest = app.extensions["evidence_store"].put(io.BytesIO(b"x"))
    return kept


@pytest.fixture
def writer(scene: Scene) -> User:
    return scene.contributor(scene.colleges[0])


@pytest.fixture
def submission(
    client: FlaskClient, scene: Scene, campaign: Campaign, writer: User, digest: Digest
) -> Submission:
    """Signed and handed in through the page, with one file among its evidence."""
    made = scene.submission(campaign, scene.colleges[0], S.AWAITING_SIGN_OFF, answered=True)
    scene.evidence(made, "1.1-77", writer, digest=digest.hex, filename="纪要.pdf")
    made.evidence_count += 1
    scene.session.commit()
    sign_in(client, scene.signatory(scene.colleges[0]))
    assert client.post(at(made, "/sign-off"), data={"committed": "y"}).status_code == 303
    return made


def at(submission: Submission, rest: str) -> str:
    return f"/submissions/{submission.id}{rest}"


def sealed(scene: Scene) -> list[Any]:
    found = scene.session.execute(select(Seal.ordinal, Seal.root, Seal.manifest).order_by(Seal.ordinal)).all()
    scene.session.commit()
    return list(found)


def test_handing_in_seals_all_evidence_and_the_root_is_shown_and_can_be_recomputed(
    client: FlaskClient, scene: Scene, submission: Submission, writer: User, digest: Digest
) -> None:
    ((ordinal, root, _),) = sealed(scene)
    assert root in client.get(at(submission, "/sign-off")).text
    sign_in(client, writer)
    page = client.get(at(submission, "/seal")).text
    assert (root in page, "纪要.pdf" in page, digest.short in page, "记录与封存清单一致" in page) == (
        True,
    ) * 4
    kept = client.get(at(submission, f"/seal/{ordinal}"))
    assert hashlib.sha256(kept.data).hexdigest() == root
    assert client.get(at(submission, "/seal/2")).status_code == 404
    traced = scene.session.scalars(select(AuditEntry.action).where(AuditEntry.action == "seal.make")).all()
    assert traced == ["seal.make"]


def test_the_list_is_for_the_writer_the_signatory_and_the_secretariat_alone(
    client: FlaskClient, scene: Scene, submission: Submission
) -> None:
    for person, status in (
        (scene.coordinator(), 200),
        (scene.board(), 403),
        (scene.contributor(scene.colleges[1]), 404),
    ):
        scene.session.commit()
        sign_in(client, person)
        assert client.get(at(submission, "/seal")).status_code == status
        assert client.get(at(submission, "/seal/1")).status_code == status
        assert client.post(at(submission, "/seal/proof")).status_code == (303 if status == 200 else status)


def test_what_changed_since_is_named_and_a_lost_file_breaks_the_proof(
    app: Flask, client: FlaskClient, scene: Scene, submission: Submission, digest: Digest
) -> None:
    runner, store = app.test_cli_runner(), app.extensions["evidence_store"]
    run = runner.invoke(args=["verify-seal", str(submission.id)])
    assert (run.exit_code, run.output.startswith("holds "), "1 files read again" in run.output) == (
        0,
        True,
        True,
    )
    scene.session.execute(update(Evidence).where(Evidence.number == "1.1-77").values(title="换了题名"))
    scene.session.commit()
    sign_in(client, scene.session.scalars(select(User).where(User.name.endswith("联络员"))).one())
    assert "1.1-77：标题不同。" in client.get(at(submission, "/seal")).text
    store.delete(digest, reason="to show that it is missed")
    run = runner.invoke(args=["verify-seal", str(submission.id)])
    assert run.exit_code == 1
    assert "fault: 1.1-77 纪要.pdf: the file is missing." in run.output
    assert "since: 1.1-77: the title is another." in run.output


def test_a_correction_makes_a_new_seal_and_keeps_the_old(
    client: FlaskClient, scene: Scene, submission: Submission, writer: User
) -> None:
    sign_in(client, scene.coordinator())
    named = {"places": "1.1", "remark-1.1": "请撤下重复的一份"}
    assert client.post(at(submission, "/format-check/return"), data=named).status_code == 303
    sign_in(client, writer)
    piece = scene.session.scalars(select(Evidence.id).where(Evidence.number == "1.1-77")).one()
    scene.session.commit()
    assert client.post(f"/evidence/{piece}/withdraw").status_code == 303
    (correction,) = scene.session.scalars(select(Correction.id)).all()
    scene.session.commit()
    assert client.post(at(submission, f"/corrections/{correction}")).status_code == 303
    assert client.post(at(submission, "/hand-in")).status_code == 303
    old, new = sealed(scene)
    assert ("1.1-77" in old.manifest, "1.1-77" in new.manifest) == (True, False)
    page = client.get(at(submission, "/seal")).text
    assert (old.root in page, new.root in page) == (True, True)
    with pytest.raises(IntegrityError):
        scene.session.execute(update(Seal).where(Seal.ordinal == 1).values(root=new.root))
    scene.session.rollback()


@pytest.mark.parametrize("kind", ["sign_off", "seal_proof"])
def test_the_papers_are_made(app: Flask, scene: Scene, submission: Submission, kind: str) -> None:
    asked = Document(kind=kind, subject_id=submission.id, locale="zh", filename="x.pdf")
    made = MAKERS[kind].assemble(scene.session, app.extensions["evidence_store"], asked)
    assert made.startswith(b"%PDF")


def test_a_submission_without_a_seal_says_so(
    app: Flask, client: FlaskClient, scene: Scene, campaign: Campaign
) -> None:
    empty = scene.submission(campaign, scene.colleges[1])
    scene.session.commit()
    sign_in(client, scene.contributor(scene.colleges[1]))
    assert "尚未封存" in client.get(at(empty, "/seal")).text
    run = app.test_cli_runner().invoke(args=["verify-seal", str(empty.id)])
    assert (run.exit_code, "no seal" in run.output) == (2, True)
