"""Remarks over HTTP: pinned without scripts, taken away and back; nothing is told before the release."""

from decimal import Decimal

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.database import db
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.models.account import User
from app.models.assignment import Assignment, Panel
from app.models.audit import AuditEntry
from app.models.campaign import Campaign
from app.models.evidence import Evidence, EvidenceOpening, EvidenceRevision
from app.models.remark import Remark
from app.models.submission import Submission
from app.queries import evidence_openings, subjects
from benchmarks.counting import counting
from tests.people import sign_in
from tests.scene import Scene

pytest_plugins = "tests.under_review"


@pytest.fixture
def readings(scene: Scene, submission: Submission, panel: Panel, readers: list[User]) -> list[Assignment]:
    """Two of the three read it."""
    found = [scene.assignment(submission, reader, panel) for reader in readers[:2]]
    scene.session.commit()
    return found


def desk(reading: Assignment, rest: str = "") -> str:
    return f"/reviews/{reading.id}/criteria/1.2{rest}?piece=1.2-00"


def test_a_quarter_is_chosen_by_hand_and_a_remark_taken_away_and_back(
    client: FlaskClient, session: Session, readings: list[Assignment], readers: list[User], minutes: Evidence
) -> None:
    first, second = desk(readings[0]), desk(readings[1])
    pins = desk(readings[0], "/remarks")
    sign_in(client, readers[0])
    words = {"spot": "bottom_left", "sheet": "２", "remark": "缺落款", "evidence": str(minutes.id)}
    stranger = readers[1]
    pinned = client.post(pins, data=words)
    assert (pinned.status_code, pinned.location) == (303, f"{first}&page=2")
    kept = session.query(Remark).one()
    assert (kept.page, kept.x, kept.y, kept.width) == (2, 0, kept.height, kept.height)
    deeds = [pins.replace("/remarks", f"/remarks/{kept.id}/{deed}") for deed in ("remove", "restore")]
    session.commit()
    assert '<rect id="mark-1"' in client.get(pinned.location).text
    better = {"remark": "缺落款和日期", "deduction": "0.5", "version": 1}
    at = pins.replace("/remarks", f"/remarks/{kept.id}")
    for wrong, said in (({"remark": " "}, "请填写"), ({"deduction": "99"}, "请填写大于 0")):
        refused = client.post(at, data=better | wrong)
        assert refused.status_code == 422
        assert said in refused.text
    assert client.post(at, data=better).status_code == 303
    session.expire_all()
    assert (kept.text, kept.deduction, kept.version) == ("缺落款和日期", Decimal("0.5"), 2)
    session.commit()
    assert client.post(at, data=better | {"remark": "另一页里写的"}).status_code == 409
    entry = session.query(AuditEntry).order_by(AuditEntry.sequence.desc()).first()
    assert entry is not None
    assert entry.changes == {"text": ["缺落款", "缺落款和日期"], "deduction": [None, "0.5"]}
    session.commit()
    for deed, told in zip(deeds, (False, True), strict=True):
        assert client.post(deed).status_code == 303
        assert ("缺落款" in client.get(first).text) is told
    sign_in(client, stranger)
    assert "缺落款" not in client.get(second).text
    assert client.post(deeds[0]).status_code == 404
    assert client.post(at, data=better | {"version": 4}).status_code == 404
    readings[0].stage = AssignmentStage.SUBMITTED
    session.commit()
    sign_in(client, readers[0])
    assert client.post(at, data=better | {"version": 4, "remark": "再改"}).status_code == 409


def test_the_place_is_shown_to_the_unit_after_the_release_in_the_version_that_was_read(
    client: FlaskClient,
    scene: Scene,
    campaign: Campaign,
    submission: Submission,
    readings: list[Assignment],
    readers: list[User],
    minutes: Evidence,
) -> None:
    session = scene.session
    sign_in(client, readers[0])
    words = {"spot": "whole", "sheet": "2", "remark": "缺落款", "evidence": str(minutes.id)}
    client.post(desk(readings[0], "/remarks"), data=words)
    kept = session.query(Remark).one()
    first = session.query(EvidenceRevision).filter_by(evidence_id=minutes.id).one()
    session.add(
        EvidenceRevision(
            evidence_id=minutes.id, ordinal=2, digest="1" * 64, filename="补正.pdf", size=1, pages=1,
            media_type=first.media_type, uploaded_by_id=first.uploaded_by_id,
        )
    )  # fmt: skip
    minutes.revision_count = 2
    readings[0].stage = AssignmentStage.SUBMITTED
    unit, board = scene.signatory(scene.colleges[0]), scene.board()
    session.commit()
    address = f"/evidence/{minutes.id}?remark={kept.id}"
    for user in (unit, board, readers[1]):
        sign_in(client, user)
        assert "缺落款" not in client.get(address).text
    campaign.stage, submission.stage = CampaignStage.FEEDBACK, SubmissionStage.FEEDBACK_SENT
    session.commit()
    sign_in(client, unit)
    page = client.get(address).text
    assert "缺落款" in page
    assert "data-open-here" in page
    assert f"/evidence/{minutes.id}/pages/2?version=1" in page
    assert "评审专家" not in page
    sign_in(client, readers[1])
    assert "缺落款" not in client.get(address).text


def test_a_remark_on_a_page_is_saved_within_ten_statements(
    app: Flask, client: FlaskClient, readings: list[Assignment], readers: list[User], minutes: Evidence
) -> None:
    pins, words = desk(readings[0], "/remarks"), {"spot": "whole", "remark": "缺落款"}
    sign_in(client, readers[0])
    client.post(pins, data=words | {"spot": "not_found"})  # the first word, which opens the review
    with app.app_context():
        engine = db.engine
    with counting(engine) as asked:
        assert client.post(pins, data=words | {"evidence": str(minutes.id)}).status_code == 303
    assert asked.count <= 10 + (engine.dialect.name == "postgresql")  # there the log has a lock of its own


def test_what_no_reviewer_opened_is_told_to_unit_and_office_after_the_release(
    scene: Scene,
    campaign: Campaign,
    submission: Submission,
    readings: list[Assignment],
    readers: list[User],
    minutes: Evidence,
) -> None:
    session = scene.session
    people = [scene.signatory(scene.colleges[0]), scene.coordinator(), scene.board(), readers[0]]
    people.append(scene.contributor(scene.colleges[1]))

    def told() -> list[list[str] | None]:
        subject = subjects.of_submission(session, submission, campaign)
        found = [
            evidence_openings.of_submission(session, scene.actor(each), subject, submission.id)
            for each in people
        ]
        return [each and [piece.number for piece in each.unopened] for each in found]

    assert told() == [None] * 5
    campaign.stage = CampaignStage.FEEDBACK
    assert told() == [None] * 5
    submission.stage = SubmissionStage.FEEDBACK_SENT
    assert told() == [["1.2-00"], ["1.2-00"], None, None, None]
    session.add(EvidenceOpening(evidence_id=minutes.id, user_id=people[1].id))  # the office does not judge
    session.flush()
    assert told() == [["1.2-00"], ["1.2-00"], None, None, None]
    session.add(EvidenceOpening(evidence_id=minutes.id, user_id=readers[1].id))
    session.flush()
    assert told() == [[], [], None, None, None]
