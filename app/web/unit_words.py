"""The words for kinds of units, posts, members, events and roles."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Flask, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.domain.actors import Role
from app.domain.unit import MemberCategory, PostKind, Shape, UnitEventKind, UnitKind

KINDS: Mapping[UnitKind, LazyString] = {
    UnitKind.PROVINCE: _("Province"),
    UnitKind.REGION: _("City or region"),
    UnitKind.UNIVERSITY: _("University"),
    UnitKind.COLLEGE: _("College"),
    UnitKind.DISTRICT: _("District"),
    UnitKind.SUBDISTRICT: _("Sub-district"),
    UnitKind.COMMUNITY: _("Community"),
    UnitKind.EXTERNAL: _("Guests from outside"),
}
POSTS: Mapping[PostKind, LazyString] = {
    PostKind.DIRECTOR: _("Director"),
    PostKind.EXECUTIVE_DEPUTY: _("Executive deputy director"),
    PostKind.SECRETARY_GENERAL: _("Secretary-general"),
    PostKind.LIAISON: _("Liaison of the unit"),
    PostKind.DEPUTY_LIAISON: _("Deputy liaison officer"),
}
CATEGORIES: Mapping[MemberCategory, LazyString] = {
    MemberCategory.VETERAN: _("Veteran"),
    MemberCategory.SERVING: _("Serving staff"),
    MemberCategory.YOUNG_TEACHER: _("Young teacher"),
    MemberCategory.STUDENT: _("Student member"),
}
EVENTS: Mapping[UnitEventKind, LazyString] = {
    UnitEventKind.FOUNDED: _("Founded"),
    UnitEventKind.RENAMED: _("Renamed"),
    UnitEventKind.MERGED: _("Merged"),
    UnitEventKind.SPLIT: _("Split"),
    UnitEventKind.MOVED: _("Moved to another superior unit"),
    UnitEventKind.DISSOLVED: _("Dissolved"),
}
ROLES: Mapping[Role, LazyString] = {
    Role.CONTRIBUTOR: _("Contributor (liaison officer)"),
    Role.MEMBER: _("Committee member"),
    Role.SIGNATORY: _("Signatory"),
    Role.REVIEWER: _("Reviewer"),
    Role.COORDINATOR: _("Coordinator (secretariat)"),
    Role.BOARD: _("Leading group"),
    Role.OBSERVER: _("Observer"),
    Role.ADMINISTRATOR: _("Administrator"),
}
SHAPES: Mapping[Shape, tuple[str, LazyString]] = {
    Shape.FILLED: ("done", _("in office")),
    Shape.UNDOCUMENTED: ("care", _("no appointing document")),
    Shape.OUTDATED: ("care", _("term long past")),
    Shape.MISSING: ("late", _("vacant")),
}
POINTS: Mapping[str, LazyString] = {
    **{post.value: words for post, words in POSTS.items()},
    "members": _("Committee members"),
    "veterans": _("Veterans among the members"),
    "students": _("Number of students"),
    "phone": _("Telephone of the office"),
}


def init_app(app: Flask) -> None:
    app.jinja_env.globals["unit_steps"] = steps
    app.jinja_env.globals["unit_words"] = {
        "kind": KINDS, "post": POSTS, "category": CATEGORIES, "event": EVENTS, "role": ROLES,
        "shape": SHAPES, "point": POINTS,
    }  # fmt: skip


def steps(above: Iterable[Any]) -> list[tuple[str, str | None]]:
    """Crumbs down to a unit: (name, address), the last one without address."""
    found = [(each.name, url_for("units.show", unit_id=each.id)) for each in above]
    return [*found[:-1], (found[-1][0], None)] if found else []


def kinds(wanted: Iterable[UnitKind]) -> list[tuple[str, LazyString]]:
    """Choices of a form."""
    return [(kind.value, KINDS[kind]) for kind in wanted]


def roles(wanted: Iterable[Role] = tuple(Role)) -> list[tuple[str, LazyString]]:
    """Choices of a form."""
    return [(role.value, ROLES[role]) for role in wanted]
