"""From complete to accepted over HTTP: sent, recalled, returned, signed, checked, corrected; its papers."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.procedure import SubmissionStage
from app.jobs.papers import MAKERS
from app.models.account import User
from app.models.campaign import Campaign
from app.models.document import Document
from app.models.submission import BonusClaim, BonusState, Correction, SignOff, Submission
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
def writer(scene: Scene) -> User:
    return scene.contributor(scene.colleges[0])


@pytest.fixture
def submission(scene: Scene, campaign: Campaign, writer: User) -> Submission:
    made = scene.submission(campaign, scene.colleges[0], answered=True)
    scene.session.commit()
    return made


def at(submission: Submission, rest: str) -> str:
    return f"/submissions/{submission.id}{rest}"


def stage(scene: Scene, submission: Submission) -> SubmissionStage:
    scene.session.refresh(submission)
    scene.session.commit()
    return submission.stage


def put(scene: Scene, submission: Submission, to: SubmissionStage) -> None:
    submission.stage = to
    scene.session.commit()


def test_sent_recalled_returned_and_signed(
    client: FlaskClient, scene: Scene, submission: Submission, writer: User
) -> None:
    signatory = scene.signatory(scene.colleges[0])
    sign_in(client, writer)
    assert client.post(at(submission, "/left")).status_code == 303
    assert client.post(at(submission, "/recall")).status_code == 303
    assert stage(scene, submission) is S.DRAFTING
    assert client.post(at(submission, "/left")).status_code == 303
    assert client.post(at(submission, "/sign-off"), data={"committed": "y"}).status_code == 403
    sign_in(client, signatory)
    unsaid = client.post(at(submission, "/sign-off"), data={"verdict": "return", "opinion": " "})
    assert (unsaid.status_code, "请写明需要修改什么" in unsaid.text) == (422, True)
    sent = {"verdict": "return", "opinion": "下半年的纪要请补上。"}
    assert client.post(at(submission, "/sign-off"), data=sent).status_code == 303
    assert stage(scene, submission) is S.RETURNED_BY_SIGNATORY
    sign_in(client, writer)
    for page in ("/criteria/1.1", "/left", ""):  # "/left" is where the one thing to do leads
        assert "下半年的纪要请补上" in client.get(at(submission, page)).text
    sign_in(client, signatory)
    put(scene, submission, S.AWAITING_SIGN_OFF)
    unticked = client.post(at(submission, "/sign-off"), data={"verdict": "approve", "opinion": "同意"})
    assert (unticked.status_code, "打勾" in unticked.text, "同意</textarea>" in unticked.text) == (
        422,
        True,
        True,
    )
    meeting = {"committed": "y", "meeting": "党委会", "meeting_on": "２０２５年３月１日"}
    assert client.post(at(submission, "/sign-off"), data=meeting).status_code == 303
    assert stage(scene, submission) is S.SUBMITTED
    assert submission.submitted_at is not None
    assert client.post(at(submission, "/sign-off"), data=meeting).status_code == 409
    lines = scene.session.execute(select(SignOff.approved, SignOff.meeting).order_by(SignOff.at)).all()
    assert [tuple(line) for line in lines] == [(False, ""), (True, "党委会")]


def test_what_is_missing_blocks_every_way_and_is_named(
    client: FlaskClient, scene: Scene, campaign: Campaign
) -> None:
    empty = scene.submission(campaign, scene.colleges[1])
    scene.session.commit()
    sign_in(client, scene.contributor(scene.colleges[1]))
    refused = client.post(at(empty, "/left"))
    assert refused.status_code == 409
    assert "27" in refused.text
    assert "/criteria/1.1#level" in client.get(at(empty, "/left")).text


def test_named_places_only_are_corrected_and_handed_in_again(
    client: FlaskClient, scene: Scene, campaign: Campaign, submission: Submission, writer: User
) -> None:
    put(scene, submission, S.SUBMITTED)
    office = scene.coordinator()
    sign_in(client, office)
    assert submission.unit_name in client.get(f"/campaigns/{campaign.id}/format-checks").text
    nothing = client.post(at(submission, "/format-check/return"), data={})
    assert (nothing.status_code, "请点开需要补正的地方，写明问题" in nothing.text) == (422, True)
    unsaid = client.post(at(submission, "/format-check/return"), data={"places": "1.2", "remark-1.2": ""})
    assert unsaid.status_code == 422
    due = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    named = {"remark-1.1": " ", "remark-1.2": "缺第二份纪要", "due_on": due}  # a remark is enough
    assert client.post(at(submission, "/format-check/return"), data=named).status_code == 303
    assert stage(scene, submission) is S.RETURNED_FOR_CORRECTION
    sign_in(client, writer)
    elsewhere = client.post(at(submission, "/criteria/1.1"), data={"version": "1", "achievement": "改别处"})
    assert (elsewhere.status_code, "1.2" in elsewhere.text) == (409, True)
    here = client.post(at(submission, "/criteria/1.2"), data={"version": "1", "achievement": "已补"})
    assert here.status_code == 303
    assert client.post(at(submission, "/hand-in")).status_code == 409
    (correction,) = scene.session.scalars(select(Correction.id)).all()
    scene.session.commit()
    assert client.post(at(submission, f"/corrections/{correction}")).status_code == 303
    assert client.post(at(submission, "/hand-in")).status_code == 303
    sign_in(client, office)
    assert client.post(at(submission, "/format-check/accept")).status_code == 303
    assert (stage(scene, submission), submission.accepted_at is not None) == (S.ACCEPTED, True)


@pytest.mark.parametrize("rest", ["/format-check", "/format-check/accept", "/format-check/return"])
def test_the_unit_does_not_check_itself_and_a_stranger_finds_nothing(
    client: FlaskClient, scene: Scene, submission: Submission, writer: User, rest: str
) -> None:
    put(scene, submission, S.SUBMITTED)
    ask = client.get if rest == "/format-check" else client.post
    sign_in(client, writer)
    assert ask(at(submission, rest)).status_code == 403
    sign_in(client, scene.contributor(scene.colleges[1]))
    assert ask(at(submission, rest)).status_code == 404


def test_bonus_claims_are_made_and_decided_one_by_one(
    client: FlaskClient, scene: Scene, campaign: Campaign, submission: Submission, writer: User
) -> None:
    sign_in(client, writer)
    unsaid = client.post(at(submission, "/bonus/B1"), data={"B1-tier": "provincial", "B1-fact": ""})
    assert unsaid.status_code == 422
    sent = {"B1-tier": "provincial", "B1-fact": "5月获省级表彰"}
    assert client.post(at(submission, "/bonus/B1"), data=sent).status_code == 303
    assert client.post(at(submission, "/bonus/B1"), data=sent).status_code == 409
    (claim,) = scene.session.scalars(select(BonusClaim)).all()
    scene.session.commit()
    put(scene, submission, S.SUBMITTED)
    campaign.stage = campaign.stage.__class__("format_check")
    scene.session.commit()
    address, mine = f"/bonus-claims/{claim.id}/decision", f"c{claim.id.hex[:8]}-"
    assert client.post(address, data={"version": "1", f"{mine}state": "accepted"}).status_code == 403
    sign_in(client, scene.coordinator())
    for score, reason, status in (("999", "无证书", 422), ("0.5", "", 422), ("０.５", "只有通知", 303)):
        sent = {"version": "1", f"{mine}state": "lowered", f"{mine}score": score, f"{mine}reason": reason}
        assert client.post(address, data=sent).status_code == status
    assert client.post(address, data={"version": "1", f"{mine}state": "accepted"}).status_code == 409
    scene.session.refresh(claim)
    assert (claim.state, str(claim.granted_score)) == (BonusState.LOWERED, "0.50")


@pytest.mark.parametrize("kind", ["self_evaluation", "sign_off"])
@pytest.mark.parametrize("locale", ["zh", "en"])
def test_the_papers_are_made(
    app: Flask, scene: Scene, submission: Submission, kind: str, locale: str
) -> None:
    asked = Document(kind=kind, subject_id=submission.id, locale=locale, filename="x.pdf")
    made = MAKERS[kind].assemble(scene.session, app.extensions["evidence_store"], asked)
    assert made.startswith(b"%PDF")


def test_the_report_is_compiled_then_edited_then_compiled_again(
    client: FlaskClient, submission: Submission, writer: User
) -> None:
    sign_in(client, writer)
    assert "四、存在问题与原因" in client.get(at(submission, "/report")).text
    long = client.post(at(submission, "/report"), data={"version": "0", "text": "长" * 3001})
    assert (long.status_code, "3000" in long.text) == (422, True)
    assert (
        client.post(at(submission, "/report"), data={"version": "0", "text": "我们改过。"}).status_code == 303
    )
    stale = client.post(at(submission, "/report"), data={"version": "0", "text": "另一位改的。"})
    assert (stale.status_code, "我们改过。" in stale.text) == (409, True)
    assert client.post(at(submission, "/report"), data={"version": "1", "compile": "1"}).status_code == 303
    assert client.post(at(submission, "/report/paper")).status_code == 303


@pytest.mark.parametrize("name", ["submit", "return_by_signatory", "accept", "return_for_correction"])
def test_no_step_goes_past_its_own_page(
    client: FlaskClient, scene: Scene, submission: Submission, name: str
) -> None:
    put(scene, submission, S.AWAITING_SIGN_OFF if name.startswith(("submit", "return_by")) else S.SUBMITTED)
    for person, status in (
        (scene.signatory(scene.colleges[0]), 409),
        (scene.contributor(scene.colleges[1]), 404),
    ):
        sign_in(client, person)
        assert client.post(at(submission, f"/transitions/{name}")).status_code == status
    assert scene.session.scalars(select(SignOff.id)).all() == []
    scene.session.commit()
