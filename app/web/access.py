"""Who is asking, and what each route lets them ask: every route declares its action.

    @bp.get("/campaigns/<uuid:campaign_id>/board")
    @access(Action.VIEW_PROGRESS)
    def board(campaign_id): ...

The decorator only declares (a route without it fails the build) and turns strangers away to sign in;
the question itself is asked by the service or the query, which knows the subject.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.domain.actions import Action
from app.domain.actors import PUBLIC, Actor
from app.domain.policy import POLICY

View = TypeVar("View", bound=Callable[..., Any])


def access(action: Action) -> Callable[[View], View]:
    """Declare the action of a view."""

    def declare(view: View) -> View:
        view.action = action  # type: ignore[attr-defined]
        return view

    return declare


def current_actor() -> Actor:
    """The actor of this request: the signed-in user with the roles in force now, or the public."""
    actor: Actor = g.get("actor", PUBLIC)
    return actor


def is_public(action: Action) -> bool:
    """Whether somebody who is not signed in may ask for it at all."""
    return any(relation.__name__ == "anyone" for relation in POLICY[action].who)


def init_app(app: Flask) -> None:
    """Turn away who is not signed in from every page that is not public."""

    @app.before_request
    def sign_in_first() -> ResponseReturnValue | None:
        view = app.view_functions.get(request.endpoint or "")
        action: Action | None = getattr(view, "action", None)
        if action is None or is_public(action) or current_actor().user_id is not None:
            return None
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
