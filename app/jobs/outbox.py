"""Delivering the outbox by mail, in batches; a message that fails waits and is tried again."""

import smtplib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from sqlalchemy import select

from app.domain.actors import SYSTEM
from app.domain.date_text import with_written_dates
from app.domain.errors import NotFound
from app.models.account import User
from app.models.campaign import Campaign
from app.models.notification import Notification, NotificationState
from app.queries import clock
from app.reporting.documents.wording import translator
from app.services import slips

from .surroundings import Surroundings

BATCH = 50
MOST_ATTEMPTS = 8


@dataclass(frozen=True, slots=True)
class Letter:
    """A message on its way: the row it comes from, and the mail; `slip_id` where it is to let somebody in."""

    notification_id: UUID
    mail: EmailMessage
    slip_id: UUID | None = None


def deliver(surroundings: Surroundings) -> int:
    """Send what waits; how many were sent. Without a mail server nothing happens and messages wait.

    Nothing is sent inside a transaction: what waits is read, sent, and then marked.
    """
    url = surroundings.settings.get("SMTP_URL", "")
    if not url:
        return 0
    letters = _waiting(surroundings)
    if not letters:
        return 0
    failures: dict[UUID, str] = {}
    with _server(url) as server:
        for letter in letters:
            try:
                _add_link(surroundings, letter)
                server.send_message(letter.mail)
            except (smtplib.SMTPException, NotFound) as failure:
                failures[letter.notification_id] = (str(failure) or type(failure).__name__)[:500]
    _mark(surroundings, letters, failures)
    return len(letters) - len(failures)


def _waiting(surroundings: Surroundings) -> list[Letter]:
    with surroundings.reading() as session:
        rows = session.execute(
            select(Notification, User.email, User.name, User.locale, Campaign.title, Campaign.title_en)
            .join(User, User.id == Notification.user_id)
            .outerjoin(Campaign, Campaign.id == Notification.campaign_id)
            .where(Notification.state == NotificationState.WAITING)
            .order_by(Notification.created_at)
            .limit(BATCH)
        ).all()
        return [_letter(surroundings.settings, *row) for row in rows]


def _add_link(surroundings: Surroundings, letter: Letter) -> None:
    """Write into the letter the link that lets its reader in: made now, and kept nowhere but in the letter.

    Raises NotFound for an invitation that is used or too old.
    """
    if letter.slip_id is None:
        return
    with surroundings.transaction() as session:
        path = slips.new_link(session, SYSTEM, letter.slip_id)
    said = letter.mail.get_content().rstrip()
    letter.mail.set_content(f"{said}\n\n{surroundings.settings['PUBLIC_URL']}{path}\n")


def _mark(surroundings: Surroundings, letters: Sequence[Letter], failures: Mapping[UUID, str]) -> None:
    with surroundings.transaction() as session:
        for letter in letters:
            row = session.get_one(Notification, letter.notification_id)
            row.attempts += 1
            row.failure = failures.get(row.id, "")
            if not row.failure:
                row.state, row.sent_at = NotificationState.SENT, clock.now(session)
            elif row.attempts >= MOST_ATTEMPTS:
                row.state = NotificationState.FAILED


def _server(url: str) -> smtplib.SMTP:
    parts = urlsplit(url)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    server = kind(parts.hostname or "localhost", parts.port or 0, timeout=20)
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def _letter(
    settings: Mapping[str, Any],
    notification: Notification,
    email: str,
    name: str,
    locale: str,
    title: str | None,
    title_en: str | None,
) -> Letter:
    """The mail as its reader finds it: which campaign, what, and where to go."""
    said = translator(locale or "zh")(notification.text)
    text = said % with_written_dates(notification.params, locale or "zh") if notification.params else said
    if title and "campaign" not in notification.params:
        text = f"{title_en or title}: {text}" if locale == "en" else f"{title}：{text}"
    link = f"\n\n{settings['PUBLIC_URL']}{notification.link}" if notification.link else ""
    mail = EmailMessage()
    mail["Subject"] = text.splitlines()[0][:120]
    mail["From"] = settings["MAIL_FROM"]
    mail["To"] = email
    mail.set_content(f"{name}\n\n{text}{link}\n")
    slip = notification.params.get("slip")
    return Letter(notification.id, mail, UUID(slip) if slip else None)
