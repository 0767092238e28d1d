"""Who acts, on what: roles, the actor, the subject, and the relations between the two.

A relation is a pure question about an actor and a subject. policy.py builds its table from these.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from .procedure import AssignmentStage, CampaignStage, SubmissionStage


class Role(StrEnum):
    CONTRIBUTOR = "contributor"  # 填报人/联络员: answers for a unit
    MEMBER = "member"  # 委员/老同志: reads along in a unit and helps with photographs
    SIGNATORY = "signatory"  # 审签人: signs for a unit
    REVIEWER = "reviewer"  # 评审专家/互评人: may be drawn to read
    COORDINATOR = "coordinator"  # 秘书处: runs campaigns
    BOARD = "board"  # 领导小组: approves
    OBSERVER = "observer"  # 督导: reads all, changes nothing
    ADMINISTRATOR = "administrator"  # accounts and units; never evidence or scores


@dataclass(frozen=True, slots=True)
class Grant:
    """A role at a unit, in force now; `unit_path` is the materialised path of the unit."""

    role: Role
    unit_id: UUID
    unit_path: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A user acting now. `user_id` is None for the public and for the system."""

    user_id: UUID | None
    grants: tuple[Grant, ...] = ()
    is_system: bool = False
    name: str = ""

    def holds(self, role: Role, unit_id: UUID) -> bool:
        """Whether the actor has the role at exactly this unit."""
        return any(grant.role is role and grant.unit_id == unit_id for grant in self.grants)

    def holds_over(self, role: Role, path: str) -> bool:
        """Whether the actor has the role at the unit of this path or above it."""
        return any(grant.role is role and path.startswith(grant.unit_path) for grant in self.grants)

    def paths(self, role: Role) -> tuple[str, ...]:
        """The paths of the units where the actor has the role."""
        return tuple(grant.unit_path for grant in self.grants if grant.role is role)

    def units(self, *roles: Role) -> tuple[UUID, ...]:
        """The units where the actor has one of the roles."""
        return tuple(grant.unit_id for grant in self.grants if grant.role in roles)


PUBLIC = Actor(None, name="public")
SYSTEM = Actor(None, is_system=True, name="system")


@dataclass(frozen=True, slots=True)
class Subject:
    """What the policy may see of a thing: whose it is, where it stands, who has to do with it.

    `owner_path` is the path of the unit that runs the campaign (or that a unit belongs to); `unit_id`
    is the evaluated unit; `author_id` the one whose own piece of work this is (a review, an item).
    """

    owner_path: str = "/"
    unit_id: UUID | None = None
    campaign_stage: CampaignStage | None = None
    stage: SubmissionStage | None = None
    assignment_stage: AssignmentStage | None = None
    reviewer_ids: frozenset[UUID] = field(default_factory=frozenset)
    chair_ids: frozenset[UUID] = field(default_factory=frozenset)
    author_id: UUID | None = None
    handler_ids: frozenset[UUID] = field(default_factory=frozenset)  # two who re-examine an appeal
    supplementing: bool = False  # under review, and the office has opened a window for named criteria
    party_ids: frozenset[UUID] = field(default_factory=frozenset)  # two between whom a role is handed over


Relation = Callable[[Actor, Subject], bool]


def own_contributor(actor: Actor, subject: Subject) -> bool:
    return subject.unit_id is not None and actor.holds(Role.CONTRIBUTOR, subject.unit_id)


def own_member(actor: Actor, subject: Subject) -> bool:
    return subject.unit_id is not None and actor.holds(Role.MEMBER, subject.unit_id)


def own_signatory(actor: Actor, subject: Subject) -> bool:
    return subject.unit_id is not None and actor.holds(Role.SIGNATORY, subject.unit_id)


def of_the_unit(actor: Actor, subject: Subject) -> bool:
    """Anyone of the evaluated unit: such a person never reads as a reviewer of it."""
    return any(grant.unit_id == subject.unit_id for grant in actor.grants if grant.role in UNIT_ROLES)


def assigned_reviewer(actor: Actor, subject: Subject) -> bool:
    return actor.user_id in subject.reviewer_ids and not of_the_unit(actor, subject)


def panel_chair(actor: Actor, subject: Subject) -> bool:
    return actor.user_id in subject.chair_ids and not of_the_unit(actor, subject)


def author(actor: Actor, subject: Subject) -> bool:
    return actor.user_id is not None and actor.user_id == subject.author_id


def handler(actor: Actor, subject: Subject) -> bool:
    return actor.user_id in subject.handler_ids and not of_the_unit(actor, subject)


def party(actor: Actor, subject: Subject) -> bool:
    return actor.user_id in subject.party_ids


def coordinator(actor: Actor, subject: Subject) -> bool:
    return actor.holds_over(Role.COORDINATOR, subject.owner_path)


def board(actor: Actor, subject: Subject) -> bool:
    return actor.holds_over(Role.BOARD, subject.owner_path)


def observer(actor: Actor, subject: Subject) -> bool:
    return actor.holds_over(Role.OBSERVER, subject.owner_path)


def administrator(actor: Actor, subject: Subject) -> bool:
    return actor.holds_over(Role.ADMINISTRATOR, subject.owner_path)


def signed_in(actor: Actor, _: Subject) -> bool:
    return actor.user_id is not None


def system(actor: Actor, _: Subject) -> bool:
    return actor.is_system


def anyone(_: Actor, __: Subject) -> bool:
    return True


UNIT_ROLES = frozenset({Role.CONTRIBUTOR, Role.MEMBER, Role.SIGNATORY})
