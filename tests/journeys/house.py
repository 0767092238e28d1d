"""A house of committees as its people live in it: who they are, their pages, the worker, the passing days.

A journey speaks of people by their office ("第一学院联络员") and lets them act through their pages alone.
Only `time_passes` reaches into the database, and it moves clocks and nothing else.
"""

from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.database import open_engine
from app.jobs import making
from app.models.campaign import Extension, StageWindow
from app.models.feedback import FeedbackLetter, PublicNotice
from app.queries import documents
from app.worker import surroundings
from tests.journeys import cast
from tests.visitor import Visitor

CLOCKS = {
    StageWindow: ("opens_at", "soft_ends_at", "ends_at", "opened_at", "closed_at"),
    Extension: ("ends_at",),
    FeedbackLetter: ("issued_at", "fact_check_ends_at", "appeal_ends_at"),
    PublicNotice: ("starts_on", "ends_on", "ends_at", "published_at"),
}
"""What a campaign waits for."""


class House:
    """One running program, the people who have signed in to it, and the pages they come back to."""

    def __init__(self, app: Flask) -> None:
        app.config["WTF_CSRF_ENABLED"] = True
        self.app = app
        self.people: dict[str, Visitor] = {}
        self.places: dict[str, str] = {}

    def __getitem__(self, name: str) -> Visitor:
        return self.people[name]

    def stranger(self) -> Visitor:
        """Somebody with a browser who has not signed in."""
        return Visitor(self.app)

    def move(self, words: str) -> None:
        """The secretariat moves the campaign on."""
        self.people[cast.OFFICE].open(self.places["campaign"]).press(words)

    def work_is_done(self) -> int:
        """The worker makes every paper that waits; says how many there were."""
        around, made = surroundings(self.app.config), 0
        try:
            while waiting := self._waiting(around):
                for document_id in waiting:
                    making.make(around, document_id)
                made += len(waiting)
        finally:
            around.engine.dispose()
        return made

    def _waiting(self, around: Any) -> list[Any]:
        with around.reading() as session:
            return list(documents.waiting(session))

    def keeps_its_rules(self) -> None:
        """Every invariant of the records holds, as `flask fsck` finds. Asked before any time has passed."""
        found = self.app.test_cli_runner().invoke(args=["fsck"])
        assert found.exit_code == 0, found.output

    def time_passes(self, days: int) -> None:
        """So many days later: the clocks a campaign waits for move back, and nothing else does."""
        engine = open_engine(self.app.config["DATABASE_URL"])
        with Session(engine) as session, session.begin():
            for model, names in CLOCKS.items():
                for row in session.scalars(select(model)):
                    for name in names:
                        if getattr(row, name) is not None:
                            setattr(row, name, getattr(row, name) - timedelta(days=days))
        engine.dispose()
