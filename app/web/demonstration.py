"""The roles of the demonstration as buttons. Outside the demonstration this address does not exist."""

from pathlib import Path
from uuid import UUID

from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from app.database import db
from app.domain.actions import Action
from app.queries import accounts as readings
from app.services import accounts

from .access import access, current_actor
from .entering import enter

bp = Blueprint("demonstration", __name__)


def init_app(app: Flask) -> None:
    if not app.config.get("DEMONSTRATION"):
        app.jinja_env.globals.update(demonstration_roles=list, demonstration_unfinished=lambda: False)
        return
    app.register_blueprint(bp)
    complete = Path(app.config.get("INSTANCE_PATH", app.instance_path)) / "complete"
    app.jinja_env.globals.update(
        demonstration_roles=lambda: readings.demonstration_accounts(db.session),
        demonstration_unfinished=lambda: not complete.exists(),
    )


@bp.post("/sign-in/roles/<uuid:user_id>")
@access(Action.SIGN_IN)
def sign_in(user_id: UUID) -> ResponseReturnValue:
    return enter(accounts.sign_in_as_role(db.session, current_actor(), user_id), "/")
