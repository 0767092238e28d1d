"""The university, its twelve colleges and the accounts, called by role and unit."""

from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from sqlalchemy.orm import Session

from app.domain.actors import Actor, Grant, Role
from app.domain.unit import MemberCategory, PostKind, UnitEventKind, UnitKind
from app.models.account import RoleGrant, User
from app.models.unit import Member, Post, Unit, UnitEvent

SINCE = date(2021, 9, 1)
COLLEGES = (
    *("文学院", "历史文化学院", "马克思主义学院", "外国语学院", "教育科学学院", "数学科学学院"),
    *("物理与电子学院", "化学与材料学院", "生命科学学院", "体育学院", "音乐学院", "美术学院"),
)
EXPERTS = 10
DEPUTIES = {  # who stands for whom on the sign-in page, in its order
    "demo-01": "秘书处",
    "demo-02": "秘书处（第二人）",
    "demo-03": "领导小组",
    "demo-04": "督导",
    "demo-05": "系统管理员",
}


@dataclass
class Cast:
    """Everybody who acts in the demonstration."""

    session: Session
    university: Unit
    public_url: str
    colleges: list[Unit] = field(default_factory=list)
    grants: dict[object, list[Grant]] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)

    def unit(self, name: str, kind: UnitKind, code: str, below: Unit | None) -> Unit:
        number = uuid4()
        made = Unit(
            id=number,
            parent_id=below.id if below else None,
            path=f"{below.path if below else '/'}{number}/",
            kind=kind,
            code=code,
            name=name,
            valid_from=SINCE,
            phone="校内 8012" if below is None else f"校内 60{int(code):02}",
            help_hours="工作日 8:30—17:00" if below is None else "",
            student_count=None if below is None else 800 + 90 * int(code),
        )
        self.session.add(made)
        self.session.flush()
        self.session.add(UnitEvent(unit_id=made.id, kind=UnitEventKind.FOUNDED, on=SINCE, new_name=name))
        return made

    def account(self, sign_in_name: str, name: str, home: Unit, *roles: tuple[Role, Unit]) -> User:
        made = User(id=uuid4(), sign_in_name=sign_in_name, name=name, home_unit_id=home.id)
        self.session.add(made)
        self.session.flush()
        for role, unit in roles:
            self.session.add(RoleGrant(user_id=made.id, role=role, unit_id=unit.id, starts_on=SINCE))
        self.grants[made.id] = [Grant(role, unit.id, unit.path) for role, unit in roles]
        self.users[name] = made
        return made

    def actor(self, name: str) -> Actor:
        """Somebody by name, with the roles in force."""
        user = self.users[name]
        return Actor(user.id, tuple(self.grants[user.id]), name=user.name)

    def contributor(self, college: Unit) -> Actor:
        return self.actor(f"{college.name}联络员")

    def signatory(self, college: Unit) -> Actor:
        return self.actor(f"{college.name}审签人")

    def experts(self) -> list[User]:
        return [self.users[f"评审专家{number}"] for number in range(1, EXPERTS + 1)]

    def peer(self, college: Unit) -> User:
        return self.users[f"{college.name}常务副主任（互评人）"]


def assemble(session: Session, public_url: str) -> Cast:
    """Make the university and everybody in it; certificates will say `public_url`."""
    cast = Cast(session, university=None, public_url=public_url)  # type: ignore[arg-type]
    cast.university = cast.unit("明德师范大学", UnitKind.UNIVERSITY, "0", None)
    top = cast.university
    roles = (Role.COORDINATOR, Role.COORDINATOR, Role.BOARD, Role.OBSERVER, Role.ADMINISTRATOR)
    for (sign_in_name, name), role in zip(DEPUTIES.items(), roles, strict=True):
        cast.account(sign_in_name, name, top, (role, top))
    for number, title in enumerate(COLLEGES, start=1):
        cast.colleges.append(cast.unit(f"{title}关工委", UnitKind.COLLEGE, f"{number:02}", top))
    for number in range(1, EXPERTS + 1):
        offered = f"demo-1{number}" if number <= 2 else f"expert-{number}"
        cast.account(offered, f"评审专家{number}", top, (Role.REVIEWER, top))
    for number, college in enumerate(cast.colleges, start=1):
        _people_of(cast, number, college)
    session.flush()
    return cast


def _people_of(cast: Cast, number: int, college: Unit) -> None:
    top = cast.university
    kinds = (
        ("06", "联络员", (Role.CONTRIBUTOR, college)),
        ("07", "审签人", (Role.SIGNATORY, college)),
        ("08", "老同志委员", (Role.MEMBER, college)),
        ("13", "常务副主任（互评人）", (Role.REVIEWER, top)),
    )
    for demo, title, role in kinds:
        # the signatory on offer is of the second college, whose papers wait to be signed
        shown = number == (2 if demo == "07" else 1)
        offered = f"demo-{demo}" if shown else f"college-{number}-{demo}"
        cast.account(offered, f"{college.name}{title}", college, role)
    for kind, person in zip(PostKind, ("主任", "常务副主任", "秘书长", "联络员"), strict=False):
        cast.session.add(
            Post(
                unit_id=college.id,
                kind=kind,
                person=f"{college.name}{person}",
                phone=f"校内 60{number:02}",
                starts_on=SINCE,
                appointment="校关工委〔2021〕5号",
            )
        )
    for category, count in zip(MemberCategory, (4, 3, 2, 2), strict=True):
        for place in range(count):
            cast.session.add(
                Member(
                    unit_id=college.id,
                    category=category,
                    person=f"{college.name}委员{category.name[0]}{place + 1}",
                    starts_on=SINCE,
                )
            )
