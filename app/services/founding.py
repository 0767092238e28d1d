"""Opening the house: its first unit and its first coordinator, while there is no account at all."""

from datetime import date
from uuid import uuid4

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Actor, Role, Subject
from app.domain.errors import NotFound
from app.domain.sign_in import plain_name
from app.domain.unit import UnitEventKind, UnitKind
from app.models.account import RoleGrant, User
from app.models.unit import Unit, UnitEvent
from app.queries.accounts import any_account

from . import audit, credentials
from .credentials import Opened

HOUSE_LOCK = 7_017_002  # PostgreSQL's advisory lock of this deed; on SQLite the writer holds the only lock
FIRST_ROLES = (Role.COORDINATOR, Role.ADMINISTRATOR)


def found_house(
    session: Session,
    actor: Actor,
    *,
    institution: str,
    institution_en: str = "",
    kind: UnitKind,
    name: str,
    sign_in_name: str,
    password: str,
    on: date,
) -> Opened:
    """Make the root unit and the first coordinator, and sign in. Of two who try at once, one is heard.

    Raises NotFound when an account exists already, or Invalid naming "password".
    """
    policy.require(actor, Action.FOUND_HOUSE, Subject())
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": HOUSE_LOCK})
    if any_account(session):
        raise NotFound
    root_id = uuid4()
    root = Unit(
        id=root_id, path=f"/{root_id}/", kind=kind, code="0", name=institution, name_en=institution_en,
        valid_from=on,
    )  # fmt: skip
    user = User(id=uuid4(), sign_in_name=plain_name(sign_in_name), name=name, home_unit_id=root_id)
    credentials.set_password(session, user, password, field="password")
    session.add(root)
    session.flush()
    session.add_all(
        [user, UnitEvent(unit_id=root_id, kind=UnitEventKind.FOUNDED, on=on, new_name=institution)]
    )
    session.flush()
    for role in FIRST_ROLES:
        session.add(RoleGrant(user_id=user.id, role=role, unit_id=root_id, starts_on=on))
    audit.record(session, Actor(user.id, name=name), Action.FOUND_HOUSE, root_id, institution=institution)
    return credentials.open_session(session, user)
