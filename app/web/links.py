"""Addresses of pages by name: a page that is not part of the house yet has no address, and no link to it."""

from collections.abc import Iterable, Mapping

from flask import Flask, current_app, url_for

from app.domain import policy
from app.domain.actors import Actor, Subject


def init_app(app: Flask) -> None:
    app.jinja_env.globals["link_or_none"] = link_or_none


def link_or_none(endpoint: str, **params: object) -> str | None:
    """The address of a page, or None when nothing is registered under that name."""
    if endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, **params)  # type: ignore[arg-type]  # any value that a rule converts


def doors(
    actor: Actor, subject: Subject, rooms: Iterable[tuple[str, str]], params: Mapping[str, object]
) -> list[tuple[str, str]]:
    """Of these rooms (route, name), those the actor may enter now, as (name, address).

    What a route asks is what it declares itself, so that no second list of rights can disagree.
    """
    found = []
    for endpoint, name in rooms:
        view = current_app.view_functions.get(endpoint)
        action = getattr(view, "action", None)
        if action is not None and policy.permits(actor, action, subject):
            found.append((name, url_for(endpoint, **params)))  # type: ignore[arg-type]
    return found
