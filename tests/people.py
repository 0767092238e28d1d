"""People for tests: a unit tree, accounts with roles, and signing in without the form.

root = unit(session, "明德大学", UnitKind.UNIVERSITY)
office = person(session, "秘书处", (Role.COORDINATOR, root))
sign_in(client, office)
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from secrets import token_urlsafe
from uuid import uuid4
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient
from sqlalchemy.orm import Session, object_session

from app.domain.actors import Actor, Grant, Role
from app.domain.unit import UnitKind
from app.models.account import RoleGrant, SignInSession, User
from app.models.unit import Unit
from app.queries.accounts import digest
from app.services.credentials import HASHER
from app.web.entering import cookie_name

LONG_AGO = date(2020, 1, 1)
PASSWORD = "春江潮水连海平-2025"


def today() -> date:
    """The present day in Beijing, as the program counts it."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


@cache
def password_hash() -> str:
    """The kept hash of PASSWORD, computed once for all tests."""
    return HASHER.hash(PASSWORD)


def unit(
    session: Session, name: str, kind: UnitKind = UnitKind.COLLEGE, below: Unit | None = None, code: str = ""
) -> Unit:
    """A unit valid since long ago."""
    made = Unit(id=uuid4(), kind=kind, code=code or name, name=name, valid_from=LONG_AGO)
    made.parent_id = below.id if below else None
    made.path = f"{below.path if below else '/'}{made.id}/"
    session.add(made)
    session.commit()
    return made


def person(session: Session, name: str, *roles: tuple[Role, Unit], **more: object) -> User:
    """An account with PASSWORD and these roles since long ago; its sign-in name is its name."""
    made = User(id=uuid4(), name=name, **{"password": password_hash(), "sign_in_name": name} | more)
    session.add(made)
    session.flush()
    for role, at in roles:
        session.add(RoleGrant(user_id=made.id, role=role, unit_id=at.id, starts_on=LONG_AGO))
    session.commit()
    return made


def actor(user: User, *roles: tuple[Role, Unit]) -> Actor:
    """The person as services know them."""
    return Actor(user.id, tuple(Grant(role, at.id, at.path) for role, at in roles), name=user.name)


def open_session(user: User) -> str:
    """A session for `user`, opened without the form; returns its token."""
    token, session = token_urlsafe(32), object_session(user)
    assert session, "the person must have been made with the session of the test"
    ends = datetime.now(UTC) + timedelta(hours=12)
    session.add(SignInSession(user_id=user.id, token_digest=digest(token), expires_at=ends))
    session.commit()
    return token


def sign_in(client: FlaskClient, user: User) -> str:
    """Open a session for `user` directly and put its cookie into the client; returns the token."""
    token = open_session(user)
    client.set_cookie(cookie_name(client.application), token)
    return token
