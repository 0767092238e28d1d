"""The page of preconditions: what is sent is kept, what is refused stays in its fields."""

import pytest
from flask.testing import FlaskClient
from lxml import html
from sqlalchemy.orm import Session

from app.models.submission import Submission
from app.queries import statements
from app.queries.statements import Statement
from tests.people import sign_in
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=1)


@pytest.fixture
def submission(scene: Scene, client: FlaskClient) -> Submission:
    """A draft whose contributor has signed in."""
    writer = scene.contributor(scene.colleges[0])
    made = scene.submission(scene.campaign(), scene.colleges[0])
    scene.session.commit()
    sign_in(client, writer)
    return made


def at(submission: Submission) -> str:
    return f"/submissions/{submission.id}/preconditions"


def kept(session: Session, submission: Submission) -> dict[str, Statement]:
    found = statements.of_preconditions(session, submission.id)
    session.commit()  # an open transaction would hold SQLite's only lock
    return found


def test_what_is_sent_is_kept_and_the_button_returns_to_the_page(
    client: FlaskClient, session: Session, submission: Submission
) -> None:
    sent = {"version-P1": "0", "met-P1": "yes", "remark-P1": "  见章程\r\n第三条 ", "version-P2": "0"}
    answer = client.post(at(submission), data=sent)
    assert (answer.status_code, answer.location) == (303, f"{at(submission)}#main")
    assert kept(session, submission) == {"P1": Statement(True, "见章程\n第三条", 1)}
    assert "已保存" in client.get(at(submission)).text


def test_a_no_without_a_word_gets_its_sentence_and_everything_typed_stays(
    client: FlaskClient, session: Session, submission: Submission
) -> None:
    sent = {"version-P1": "0", "met-P1": "yes", "remark-P1": "见章程", "version-P2": "0", "met-P2": "no"}
    answer = client.post(at(submission), data=sent)
    assert (answer.status_code, kept(session, submission)) == (422, {})
    assert 'id="remark-P2-error"' in answer.text
    assert 'id="remark-P1-error"' not in answer.text
    assert "请用一句话写明" in answer.text
    assert ">见章程</textarea>" in answer.text


def test_a_stale_page_shows_both_sides_in_words_and_saving_again_is_knowing(
    client: FlaskClient, session: Session, submission: Submission
) -> None:
    client.post(at(submission), data={"version-P2": "0", "met-P2": "no", "remark-P2": "下月补齐"})
    mine = {"version-P1": "0", "met-P1": "yes", "version-P2": "0", "met-P2": "yes", "remark-P2": "已补齐"}
    stale = client.post(at(submission), data=mine)
    assert (stale.status_code, kept(session, submission)) == (409, {"P2": Statement(False, "下月补齐", 1)})
    page = html.document_fromstring(stale.text)
    both = [each.text_content().strip() for each in page.xpath("//*[@class='both-texts']//*[@class='own']")]
    assert both == ["否，还没有", "是，已达到", "下月补齐", "已补齐"]
    versions = {each.name: each.value for each in page.xpath("//input[starts-with(@name, 'version-')]")}
    assert (versions["version-P1"], versions["version-P2"]) == ("0", "1")
    assert client.post(at(submission), data=mine | {"version-P2": "1"}).status_code == 303
    assert kept(session, submission) == {"P1": Statement(True, "", 1), "P2": Statement(True, "已补齐", 2)}
