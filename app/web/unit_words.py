"""Names of kinds of units, posts, members, events and roles for forms and tables, from the vocabulary."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from flask import Flask, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _

from app.domain.actors import Role
from app.domain.unit import MemberCategory, PostKind, Shape, UnitEventKind, UnitKind
from app.domain.vocabulary import name_of


def _named(kind: type[StrEnum]) -> Mapping[StrEnum, LazyString]:
    return {value: _(name_of(value)) for value in kind}


KINDS, POSTS, CATEGORIES = _named(UnitKind), _named(PostKind), _named(MemberCategory)
EVENTS, ROLES = _named(UnitEventKind), _named(Role)
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
