"""What stands around every page: whose house it is, where the telephone is, who is signed in."""

from dataclasses import dataclass

from flask import Flask

from app.domain.menu import places

from .access import current_actor


@dataclass(frozen=True, slots=True)
class Help:
    """Whom to call: the same on every page."""

    person: str
    phone: str
    hours: str


PERSON = {"zh": "秘书处值班老师", "en": "the colleague on duty in the secretariat"}
HOURS = {
    "zh": "工作日 8:30—17:00，截止日前三天到 21:00",
    "en": "Working days 8:30–17:00, until 21:00 in the last three days",
}


def init_app(app: Flask) -> None:
    app.config.setdefault("INSTITUTION", "")
    app.config.setdefault("HELP_PHONE", "8012")
    app.config.setdefault("HELP_PERSON", PERSON)
    app.config.setdefault("HELP_HOURS", HOURS)

    @app.context_processor
    def surround() -> dict[str, object]:
        return {
            "help": Help(app.config["HELP_PERSON"], app.config["HELP_PHONE"], app.config["HELP_HOURS"]),
            "institution": app.config["INSTITUTION"],
            "whoami": current_actor().name if current_actor().user_id else "",
            "menu": places(current_actor()),
        }
