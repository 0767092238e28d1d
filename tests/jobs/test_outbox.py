"""The outbox, delivered to a real mail server: once each, in the person's language, nothing lost."""

import re
import socket
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.domain.procedure import CampaignStage
from app.jobs.outbox import MOST_ATTEMPTS, deliver
from app.jobs.surroundings import Surroundings
from app.models.account import SignInSlip
from app.models.base import utc_now
from app.models.notification import Notification, NotificationState
from app.queries import accounts
from app.services import notifications, slips
from evidence_store import open_store
from tests import scene

TEXT = "A notice has come: %(title)s. Please sign for it."


class Postbox:
    """A mail server that keeps what it is given, and can refuse."""

    def __init__(self) -> None:
        self.letters: list[Message] = []
        self.refuses = False

    async def handle_DATA(self, server: object, session: object, envelope: Any) -> str:  # noqa: N802
        if self.refuses:
            return "451 please try again later"
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return "250 kept"


@pytest.fixture
def postbox() -> Iterator[tuple[Postbox, str]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Postbox()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, f"smtp://127.0.0.1:{port}"
    server.stop()


def around(engine: Engine, folder: Path, url: str = "") -> Surroundings:
    settings = {
        "SMTP_URL": url,
        "MAIL_FROM": "pingyi@example.edu.cn",
        "PUBLIC_URL": "https://pingyi.example.edu.cn",
    }
    return Surroundings(engine, open_store((folder / "evidence").as_uri()), settings)


def tell(session: Session, *, email: str, locale: str = "") -> Notification:
    world = scene.university(session, colleges=0)
    person = world.person("联络员", email=email, locale=locale)
    notifications.tell(session, [person.id], TEXT, link="/notices/1", title="关于开展评议的通知")
    row = session.query(Notification).one()
    session.commit()
    return row


def now(session: Session, row: Notification) -> Notification:
    """The row as it stands; the look ends at once, because a writer waits for it."""
    session.refresh(row)
    session.commit()
    return row


def test_what_waits_is_sent_once_in_the_persons_language(
    engine: Engine, session: Session, tmp_path: Path, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    row = tell(session, email="a@example.edu.cn")
    work = around(engine, tmp_path, url)
    assert deliver(work) == 1
    assert deliver(work) == 0
    (letter,) = box.letters
    assert letter["To"] == "a@example.edu.cn"
    assert "关于开展评议的通知" in str(letter["Subject"])
    assert "https://pingyi.example.edu.cn/notices/1" in letter.get_content()  # type: ignore[attr-defined]
    now(session, row)
    assert (row.state, row.attempts) == (NotificationState.SENT, 1)


def test_a_letter_names_its_campaign(
    engine: Engine, session: Session, tmp_path: Path, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    world = scene.university(session, colleges=0)
    campaign, person = (
        world.campaign(CampaignStage.PEER_REVIEW),
        world.person("秘书处", email="a@example.edu.cn"),
    )
    notifications.tell(
        session, [person.id], "%(unit)s: all reviews are in.", campaign_id=campaign.id,
        link=f"/campaigns/{campaign.id}", unit="第一学院",
    )  # fmt: skip
    session.commit()
    deliver(around(engine, tmp_path, url))
    assert str(box.letters[0]["Subject"]) == f"{campaign.title}：第一学院：评审意见已全部提交。"


def test_an_english_reader_is_written_to_in_english(
    engine: Engine, session: Session, tmp_path: Path, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    tell(session, email="a@example.edu.cn", locale="en")
    deliver(around(engine, tmp_path, url))
    assert str(box.letters[0]["Subject"]).startswith("A notice has come:")


def test_a_refused_letter_waits_and_is_given_up_after_the_last_attempt(
    engine: Engine, session: Session, tmp_path: Path, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    box.refuses = True
    row = tell(session, email="a@example.edu.cn")
    work = around(engine, tmp_path, url)
    assert deliver(work) == 0
    now(session, row)
    assert (row.state, row.attempts) == (NotificationState.WAITING, 1)
    assert "try again later" in row.failure
    for _ in range(MOST_ATTEMPTS - 1):
        deliver(work)
    now(session, row)
    assert row.state is NotificationState.FAILED


def test_without_a_mail_server_messages_wait(engine: Engine, session: Session, tmp_path: Path) -> None:
    row = tell(session, email="a@example.edu.cn")
    assert deliver(around(engine, tmp_path)) == 0
    now(session, row)
    assert row.state is NotificationState.WAITING


def test_who_has_no_address_reads_it_on_the_page(engine: Engine, session: Session, tmp_path: Path) -> None:
    assert tell(session, email="").state is NotificationState.INTERNAL


def test_a_link_that_lets_somebody_in_is_in_the_letter_and_nowhere_else(
    engine: Engine, session: Session, tmp_path: Path, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    world = scene.university(session, colleges=0)
    person = world.person("联络员", email="liaison@example.edu.cn", home=world.university)
    slips.invite(session, world.actor(world.coordinator()), person.id)
    session.commit()
    assert deliver(around(engine, tmp_path, url)) == 1
    (token,) = re.findall(r"https://pingyi.example.edu.cn/invitations/(\S+)", box.letters[0].get_content())
    assert accounts.invited(session, token).id == person.id
    told = session.execute(select(Notification.link, Notification.params, Notification.failure)).one()
    assert token not in f"{told} {session.scalars(select(SignInSlip.code_digest)).one()}"


def test_an_invitation_too_old_is_not_mailed(
    engine: Engine, session: Session, tmp_path: Path, postbox: tuple[Postbox, str]
) -> None:
    box, url = postbox
    world = scene.university(session, colleges=0)
    person = world.person("联络员", email="liaison@example.edu.cn", home=world.university)
    slips.invite(session, world.actor(world.coordinator()), person.id)
    session.query(SignInSlip).one().expires_at = utc_now() - timedelta(minutes=1)
    session.commit()
    assert (deliver(around(engine, tmp_path, url)), box.letters) == (0, [])
