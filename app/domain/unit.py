"""The kinds of units, posts and members, and what a complete profile of a unit holds (PROCESS §4.2)."""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple


class UnitKind(StrEnum):
    PROVINCE = "province"
    REGION = "region"
    UNIVERSITY = "university"
    COLLEGE = "college"
    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    COMMUNITY = "community"
    EXTERNAL = "external"  # where guests from outside belong


class UnitEventKind(StrEnum):
    FOUNDED = "founded"
    RENAMED = "renamed"
    MERGED = "merged"
    SPLIT = "split"
    MOVED = "moved"
    DISSOLVED = "dissolved"


class PostKind(StrEnum):
    DIRECTOR = "director"  # 主任
    EXECUTIVE_DEPUTY = "executive_deputy"  # 常务副主任
    SECRETARY_GENERAL = "secretary_general"  # 秘书长
    LIAISON = "liaison"  # 联络员
    DEPUTY_LIAISON = "deputy_liaison"


class MemberCategory(StrEnum):
    VETERAN = "veteran"  # 老同志
    SERVING = "serving"  # 在职
    YOUNG_TEACHER = "young_teacher"  # 青年教师
    STUDENT = "student"  # 学生委员


ROOT_KINDS = (UnitKind.UNIVERSITY, UnitKind.PROVINCE, UnitKind.REGION, UnitKind.DISTRICT)
K = UnitKind
# which kinds may stand directly below which: two chains, and guests from outside below any root
BELOW: Mapping[UnitKind, tuple[UnitKind, ...]] = {
    K.PROVINCE: (K.UNIVERSITY, K.REGION, K.DISTRICT, K.EXTERNAL),
    K.REGION: (K.UNIVERSITY, K.DISTRICT, K.EXTERNAL),
    K.UNIVERSITY: (K.COLLEGE, K.EXTERNAL),
    K.DISTRICT: (K.SUBDISTRICT, K.EXTERNAL),
    K.SUBDISTRICT: (K.COMMUNITY,),
    K.COLLEGE: (),
    K.COMMUNITY: (),
    K.EXTERNAL: (),
}
REQUIRED_POSTS = (
    PostKind.DIRECTOR,
    PostKind.EXECUTIVE_DEPUTY,
    PostKind.SECRETARY_GENERAL,
    PostKind.LIAISON,
)
TERM_YEARS = 5  # after so many years a post is asked about again


class Shape(StrEnum):
    """How a post stands: as it should, not appointed by any document, too long ago, or held by nobody."""

    FILLED = "filled"
    UNDOCUMENTED = "undocumented"
    OUTDATED = "outdated"
    MISSING = "missing"


class Holding(NamedTuple):
    """A post as held today."""

    kind: PostKind
    starts_on: date
    documented: bool


class Completeness(NamedTuple):
    """How much of a profile is there: `done` of `most` points, and what lacks (names of points)."""

    done: int
    most: int
    lacking: tuple[str, ...]


def in_force(starts_on: date, ends_on: date | None, day: date) -> bool:
    """Whether a post, membership or role is in force on a day; the last day counts."""
    return starts_on <= day and (ends_on is None or day <= ends_on)


def years_before(day: date, years: int) -> date:
    """The same day so many years earlier; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def shape_of(kind: PostKind, held: Collection[Holding], day: date, term: int = TERM_YEARS) -> Shape:
    """How the post of this kind stands on a day; of several holders the newest counts."""
    of_kind = [one for one in held if one.kind is kind]
    if not of_kind:
        return Shape.MISSING
    newest = max(of_kind, key=lambda one: one.starts_on)
    if newest.starts_on < years_before(day, term):
        return Shape.OUTDATED
    return Shape.FILLED if newest.documented else Shape.UNDOCUMENTED


def completeness(
    held: Collection[Holding], categories: Collection[MemberCategory], student_count: int | None, phone: str
) -> Completeness:
    """What a profile holds of: four posts, members, veterans among them, number of students, telephone."""
    kinds = {one.kind for one in held}
    points = {post.value: post in kinds for post in REQUIRED_POSTS}
    points["members"] = bool(categories)
    points["veterans"] = MemberCategory.VETERAN in categories
    points["students"] = student_count is not None
    points["phone"] = bool(phone)
    lacking = tuple(name for name, there in points.items() if not there)
    return Completeness(len(points) - len(lacking), len(points), lacking)
