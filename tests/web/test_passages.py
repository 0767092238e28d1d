"""Whoever may open evidence finds its words, and nobody finds others, whatever they are told beside."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.domain.evidence import Visibility
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.domain.scan import ScanState
from app.models.account import User
from app.models.base import utc_now
from app.models.evidence import Evidence, EvidenceRevision
from app.models.passage import FileReading
from app.models.scan import Scan
from app.models.submission import Submission
from app.queries import passages
from tests.people import sign_in
from tests.scene import university


class House:
    """A campaign under review: the first college's six pieces, one of the second; each tells of 经费."""

    def __init__(self, session: Session) -> None:
        self.scene = university(session)
        self.campaign = self.scene.campaign(CampaignStage.PEER_REVIEW)
        self.first, self.second = (
            self.scene.submission(self.campaign, unit, SubmissionStage.UNDER_REVIEW)
            for unit in self.scene.colleges[:2]
        )
        self.author = self.scene.contributor(self.scene.colleges[0])
        self.give(self.first, "1.1-01", "本年度没有", "经费 Budget 2024年")
        self.give(self.first, "1.1-02", "经费").visibility = Visibility.OFFICE
        self.give(self.first, "1.1-03", "经费").is_sensitive = True
        self.give(self.first, "1.1-04", "经费").withdrawn_at = utc_now()
        old = self.give(self.first, "1.1-05", "经费")
        self.replace(old, "新版")
        session.add(Scan(digest=self.digest(self.first, "1.1-06"), state=ScanState.INFECTED, found="Eicar"))
        self.give(self.first, "1.1-06", "经费")
        self.give(self.second, "2.1-01", "经费")
        session.commit()

    def give(self, submission: Submission, number: str, *pages: str) -> Evidence:
        digest = self.digest(submission, number)
        self.scene.words(digest, *pages)
        return self.scene.evidence(submission, number, self.author, digest=digest, pages=len(pages))

    @staticmethod
    def digest(submission: Submission, number: str) -> str:
        return f"{submission.unit_code}{number}".encode().hex()

    def replace(self, piece: Evidence, *pages: str) -> None:
        self.scene.words("new", *pages)
        piece.revision_count = 2
        self.scene.session.add(
            EvidenceRevision(
                evidence_id=piece.id, ordinal=2, digest="new", filename="新.pdf", size=1,
                media_type="application/pdf", uploaded_by_id=self.author.id,
            )
        )  # fmt: skip

    def reader(self, name: str, stage: AssignmentStage | None) -> User:
        made = self.scene.reviewer(name)
        if stage is not None:
            panel = self.scene.panel(self.campaign, name, made)
            self.scene.assignment(self.first, made, panel, stage)
        self.scene.session.commit()
        return made

    @property
    def here(self) -> str:
        return f"/submissions/{self.first.id}/passages"

    @property
    def everywhere(self) -> str:
        return f"/campaigns/{self.campaign.id}/passages"


@pytest.fixture
def house(session: Session) -> House:
    return House(session)


@pytest.fixture
def found(client: FlaskClient, house: House) -> Callable[[User, str, str], list[str] | int]:
    """The numbers of the pieces that somebody finds, or the status of a refusal."""

    def find(user: User, address: str, words: str) -> list[str] | int:
        house.scene.session.commit()
        sign_in(client, user)
        answer = client.get(address, query_string={"words": words})
        if answer.status_code != 200:
            return answer.status_code
        return re.findall(r"<b>(\S+) 材料", answer.text)

    return find


Finder = Callable[[User, str, str], list[str] | int]


def test_each_finds_what_he_or_she_may_open(house: House, found: Finder) -> None:
    scene, college = house.scene, house.scene.colleges[0]
    assert {
        who: found(person, house.here, "经费")
        for who, person in {
            "contributor": house.author,
            "signatory": scene.signatory(college),
            "member": scene.person("委员", (Role.MEMBER, college), home=college),
            "reviewer": house.reader("专家甲", AssignmentStage.IN_PROGRESS),
            "coordinator": scene.coordinator(),
            "observer": scene.observer(),
            "invited": house.reader("专家乙", AssignmentStage.INVITED),
            "recused": house.reader("专家丙", AssignmentStage.RECUSED),
            "unassigned": house.reader("专家丁", None),
            "another college": scene.contributor(scene.colleges[1]),
            "administrator": scene.person("管理员", (Role.ADMINISTRATOR, scene.university)),
        }.items()
    } == {
        "contributor": ["1.1-01", "1.1-02", "1.1-03"],
        "signatory": ["1.1-01", "1.1-02", "1.1-03"],
        "member": ["1.1-01"],
        "reviewer": ["1.1-01", "1.1-03"],
        "coordinator": ["1.1-01", "1.1-02", "1.1-03"],
        "observer": ["1.1-01"],
        "invited": 404,
        "recused": 404,
        "unassigned": 404,
        "another college": 404,
        "administrator": 404,
    }


def test_over_a_campaign_the_secretariat_finds_all_observers_what_is_open_and_nobody_else_anything(
    house: House, found: Finder
) -> None:
    scene = house.scene
    assert {
        who: found(person, house.everywhere, "经费")
        for who, person in {
            "coordinator": scene.coordinator(),
            "observer": scene.observer(),
            "board": scene.board(),
            "contributor": house.author,
            "reviewer": house.reader("专家甲", AssignmentStage.IN_PROGRESS),
        }.items()
    } == {
        "coordinator": ["1.1-01", "1.1-02", "1.1-03", "2.1-01"],
        "observer": ["1.1-01", "2.1-01"],
        "board": ["1.1-01", "2.1-01"],
        "contributor": 404,
        "reviewer": 404,
    }


def test_a_page_is_shown_with_its_words_marked_and_opened_there(client: FlaskClient, house: House) -> None:
    reader = house.reader("专家甲", AssignmentStage.IN_PROGRESS)
    for user, address in ((house.author, "/evidence/"), (reader, "/reviews/")):
        sign_in(client, user)
        page = client.get(house.here, query_string={"words": "ｂｕｄｇｅｔ　2024"}).text
        assert "第 2 页" in page
        assert "经费 <mark>Budget</mark> <mark>2024</mark>年" in page
        (link,) = re.findall(rf'href="({address}[^"]*page=2[^"]*)"', page)
        opened = client.get(link.replace("&amp;", "&"))
        assert opened.status_code == 200
        assert 'name="page" value="2"' in opened.text


def test_it_is_said_what_cannot_be_found(client: FlaskClient, house: House) -> None:
    scene, piece = house.scene, house.give(house.first, "1.1-09", "甲")
    scene.evidence(house.first, "1.1-07", house.author, digest="a", media_type="image/jpeg")
    scene.evidence(house.first, "1.1-08", house.author, digest="b")
    scene.session.query(FileReading).filter_by(digest="new").one().is_whole = False
    scene.session.commit()
    sign_in(client, house.author)
    page = client.get(house.here, query_string={"words": "没有的词"}).text
    assert all(
        words in page
        for words in (
            "共 8 个文件",
            "其中 1 个是照片",
            "还有 1 个新文件正在读取",
            "1 个很长的文件",
            "没有找到",
        )
    )
    assert piece.number not in page


@pytest.mark.parametrize("words", ["经" * 61, "一 二 三 四 五 六 七", "？！"])
def test_words_that_cannot_be_looked_for_are_kept_beside_a_sentence(
    client: FlaskClient, house: House, words: str
) -> None:
    sign_in(client, house.author)
    answer = client.get(house.here, query_string={"words": words})
    assert answer.status_code == 422
    assert (f'value="{words}"' in answer.text, answer.text.count('id="words-error"')) == (True, 1)


def test_a_list_goes_on_where_it_ended_by_unit_and_number(
    client: FlaskClient, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passages, "PAGE", 3)
    scene = house.scene
    for number in range(2, 9):
        house.give(house.second, f"2.1-{number:02}", "一", "经费" * number)
    sign_in(client, scene.coordinator())
    scene.session.commit()
    numbers, address = [], f"{house.everywhere}?words=经费"
    while address:
        page = client.get(address).text
        numbers += re.findall(r"<b>(\S+) 材料", page)
        following = re.search(r'href="([^"]*)" rel="next"', page)
        address = following[1].replace("&amp;", "&") if following else ""
    assert numbers == ["1.1-01", "1.1-02", "1.1-03", *(f"2.1-{number:02}" for number in range(1, 9))]
