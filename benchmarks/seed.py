"""A university of any size with campaigns, in a second or two: the same rows every time, inserted in bulk.

What is seeded obeys every invariant of `flask fsck`, so that it is measured as the real thing would be.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.domain.procedure import CampaignStage
from app.domain.unit import UnitKind
from app.models.account import RoleGrant, SignInSession, User
from app.models.framework import FrameworkVersion
from app.models.unit import Unit
from app.queries.accounts import digest

from .rounds import LONG_AGO, College, File, Round, University, framework_file
from .rows import Rows

__all__ = ["File", "Seeded", "Wanted", "framework_file", "seed"]


@dataclass(frozen=True)
class Wanted:
    """How many units and readers, and at which stages there is a campaign; peer review is seeded in full."""

    submissions: int
    reviewers: int = 60
    reviews_each: int = 5
    stages: tuple[CampaignStage, ...] = (CampaignStage.PEER_REVIEW,)
    file: File | None = None  # the bytes of every piece of evidence; None: addresses instead


@dataclass
class Seeded:
    """What a client needs: who can sign in with which token, and the ids that stand in addresses."""

    tokens: dict[str, str] = field(default_factory=dict)  # who → the token of an open session
    users: dict[str, UUID] = field(default_factory=dict)
    campaigns: dict[CampaignStage, dict[str, Any]] = field(default_factory=dict)  # stage → name → id

    @property
    def ids(self) -> dict[str, Any]:
        """The ids of the first campaign and its first submission."""
        return next(iter(self.campaigns.values()))


def seed(session: Session, wanted: Wanted, *, name: str = "明德大学") -> Seeded:
    """Insert a university called `name` with its campaigns, and commit."""
    rows, seeded = Rows(session, f"{name} {wanted.submissions}"), Seeded()
    people = _People(rows, seeded, f"{name} {wanted.submissions}")
    university = _university(rows, wanted, name, people)
    rows.insert()
    for stage in wanted.stages:
        campaign = Round(rows, university, stage, wanted.reviews_each, wanted.file)
        seeded.campaigns[stage] = campaign.fill() | {
            "root_id": university.id,
            "unit_id": university.colleges[0].id,
            "user_id": university.colleges[0].author,
            "framework_id": university.framework,
        }
        rows.insert()
    session.commit()
    return seeded


def _university(rows: Rows, wanted: Wanted, name: str, people: "_People") -> University:
    root, path = _unit(rows, name, UnitKind.UNIVERSITY)
    for role in (Role.BOARD, Role.OBSERVER, Role.ADMINISTRATOR):
        people.add(f"{role}", role, root, signs_in=True)
    file = framework_file()
    return University(
        id=root,
        path=path,
        office=people.add("秘书处", Role.COORDINATOR, root, signs_in=True),
        reviewers=[
            people.add(f"评审专家{number}", Role.REVIEWER, root, signs_in=number == 0)
            for number in range(wanted.reviewers)
        ],
        colleges=[_college(rows, people, number, name, path, root) for number in range(wanted.submissions)],
        framework=rows.add(
            FrameworkVersion, owner_id=root, code=file.framework.code, version=file.framework.version,
            digest=file.digest, status="published", names=dict(file.document["name"]),
            source=file.content.decode(), document=file.kept,
        ),
    )  # fmt: skip


def _college(rows: Rows, people: "_People", number: int, name: str, above: str, root: UUID) -> College:
    called = f"第{number:05}学院"
    code = f"{name}{called}"
    unit, _ = _unit(rows, called, UnitKind.COLLEGE, code=code, parent=root, above=above)
    first = number == 0
    if first:
        people.add(f"{called}审签人", Role.SIGNATORY, unit, signs_in=True, home=unit)
    author = people.add(f"{called}联络员", Role.CONTRIBUTOR, unit, signs_in=first, home=unit)
    return College(unit, f"{called}关工委", author, code)


def _unit(
    rows: Rows, name: str, kind: UnitKind, *, code: str = "", parent: UUID | None = None, above: str = "/"
) -> tuple[UUID, str]:
    unit_id = rows.new_id()
    path = f"{above}{unit_id}/"
    rows.add(
        Unit, id=unit_id, parent_id=parent, path=path, kind=kind, code=code or name, name=name,
        valid_from=LONG_AGO,
    )  # fmt: skip
    return unit_id, path


@dataclass
class _People:
    """Accounts; some have an open session, whose token is noted."""

    rows: Rows
    seeded: Seeded
    name: str

    def add(
        self, name: str, role: Role, unit_id: UUID, *, signs_in: bool = False, home: UUID | None = None
    ) -> UUID:
        user_id = self.rows.add(User, sign_in_name=f"{self.name} {name}", name=name, home_unit_id=home)
        self.rows.add(RoleGrant, user_id=user_id, role=role, unit_id=unit_id, starts_on=LONG_AGO)
        if signs_in:
            token, now = digest(f"{role.value} of {self.name}"), datetime.now(UTC)
            self.rows.add(
                SignInSession, user_id=user_id, token_digest=digest(token), created_at=now, remembered=True,
                seen_at=now + timedelta(days=1), expires_at=now + timedelta(days=30),
            )  # fmt: skip
            self.seeded.tokens[role.value], self.seeded.users[role.value] = token, user_id
        return user_id
