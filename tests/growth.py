"""Three universities of different size in one database, and what a page asks of it at each.

A page that asks more of the database when there is more in it will one day be slow. The small campaign fills
no page of a list, the middle one a page and more, the large one twenty.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.routing import BuildError, Rule

from app.database import db, open_engine
from app.factory import create_app
from app.web.accounts import cookie_name
from benchmarks.counting import Asked, counting
from benchmarks.seed import Seeded, Wanted, seed
from config import settings

SMALL, MIDDLE, LARGE = SIZES = (10, 60, 1000)
ROLES = ("coordinator", "board", "observer", "administrator", "reviewer", "contributor", "signatory")


@dataclass(frozen=True)
class Cost:
    """What one request asked: its status, statements and rows."""

    status: int
    statements: int
    rows: int


@dataclass
class Grown:
    """The program on a database with a campaign of every size."""

    app: Flask
    engine: Engine
    seeded: dict[int, Seeded]

    def client(self, size: int, role: str) -> FlaskClient:
        """Somebody in this role at the university of this size."""
        client = self.app.test_client()
        client.set_cookie(cookie_name(self.app), self.seeded[size].tokens[role])
        return client

    def pages(self) -> list[Rule]:
        """Every rule that can be opened by its address."""
        rules = self.app.url_map.iter_rules()
        return [rule for rule in rules if rule.methods and "GET" in rule.methods]

    def address(self, rule: Rule, size: int) -> str | None:
        """The address of a page of this university, or None when it asks for what was not seeded."""
        ids = self.seeded[size].ids
        if not rule.arguments <= ids.keys() | (rule.defaults or {}).keys():
            return None
        with self.app.test_request_context():
            adapter = self.app.url_map.bind("localhost")
            try:
                return adapter.build(
                    rule.endpoint, {name: ids[name] for name in rule.arguments if name in ids}
                )
            except BuildError:
                return None

    def get(self, size: int, role: str, address: str) -> Cost:
        """What it costs to open a page again (the first time, a process reads the criteria)."""
        client = self.client(size, role)
        client.get(address)
        with counting(self.engine) as asked:
            answer = client.get(address)
        return cost(answer.status_code, asked)

    def post(self, size: int, role: str, address: str, form: dict[str, Any]) -> Cost:
        """What it costs to send a form."""
        with counting(self.engine) as asked:
            answer = self.client(size, role).post(address, data=form)
        return cost(answer.status_code, asked)


def cost(status: int, asked: Asked) -> Cost:
    return Cost(status, asked.count, asked.rows)


def grow(url: str, folder: Path) -> Iterator[Grown]:
    """Seed the three universities and start the program on them."""
    engine = open_engine(url)
    with Session(engine) as session:
        seeded = {
            size: seed(session, Wanted(size, reviewers=1, reviews_each=1), name=f"大学{size}")
            for size in SIZES
        }
    engine.dispose()
    configuration = settings(
        {"PINGYI_MODE": "testing", "PINGYI_INSTANCE": str(folder), "PINGYI_DATABASE_URL": url}
    )
    app = create_app(configuration | {"WTF_CSRF_ENABLED": False})
    with app.app_context():
        engine = db.engine
    yield Grown(app, engine, seeded)
    engine.dispose()
