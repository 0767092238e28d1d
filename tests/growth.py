"""Three universities of different size in one database, and what a page asks of it at each.

A page that asks more of the database when there is more in it will one day be slow. The small campaign fills
no page of a list, the middle one a page and more, the large one twenty.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session
from werkzeug.routing import BuildError, Rule

from app.database import db, open_engine
from app.domain.procedure import AssignmentStage, CampaignStage
from app.factory import create_app
from app.models.assignment import Assignment
from app.queries import frameworks
from app.web.accounts import cookie_name
from benchmarks.counting import Asked, counting
from benchmarks.seed import Seeded, Wanted, framework_file, seed
from config import settings

SMALL, MIDDLE, LARGE = SIZES = (10, 60, 1000)
STAGES = (
    CampaignStage.PEER_REVIEW,
    CampaignStage.SELF_EVALUATION,
    CampaignStage.FORMAT_CHECK,
    CampaignStage.FEEDBACK,
    CampaignStage.RECTIFICATION,
)
ROLES = ("coordinator", "reviewer", "contributor")  # who opens most pages, each in another way
OTHERS = ("board", "observer", "administrator", "signatory")  # asked for what none of those may open
LEFT_OUT = ("components.", "assets.", "static")  # of no campaign


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
        return [
            rule
            for rule in self.app.url_map.iter_rules()
            if rule.methods and "GET" in rule.methods and not rule.endpoint.startswith(LEFT_OUT)
        ]

    def measure(self) -> dict[tuple[str, str], dict[int, Cost]]:
        """(endpoint, role) → size → cost of every page that one of the roles may open.

        A page about a unit is opened for a college and, as “endpoint of the whole”, for the university.
        """
        found = {}
        for rule in self.pages():
            for whole in (False, True) if "unit_id" in rule.arguments else (False,):
                named = f"{rule.endpoint} of the whole" if whole else rule.endpoint
                by_role = {role: self._costs(rule, role, whole=whole) for role in ROLES}
                if not any(by_role.values()):
                    by_role = {role: self._costs(rule, role, whole=whole) for role in OTHERS}
                found |= {(named, role): costs for role, costs in by_role.items() if costs}
        return found

    def _costs(self, rule: Rule, role: str, *, whole: bool) -> dict[int, Cost]:
        """What a page costs at each size, in the first campaign where it opens; nothing without one."""
        for stage in STAGES:
            costs = {}
            for size in (MIDDLE, SMALL, LARGE):
                address = self.address(rule, size, stage, whole=whole)
                if address is None:
                    break
                costs[size] = self.get(size, role, address)
                if costs[size].status != HTTPStatus.OK:
                    break
            else:
                return costs
        return {}

    def address(self, rule: Rule, size: int, stage: CampaignStage, *, whole: bool = False) -> str | None:
        """The address of a page of a campaign, or None when it asks for what was not seeded."""
        ids = dict(self.seeded[size].campaigns[stage])
        if whole:
            ids["unit_id"] = ids["root_id"]
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
        """What it costs to open a page."""
        client = self.client(size, role)
        with counting(self.engine) as asked:
            answer = client.get(address)
        return cost(answer.status_code, asked)

    def untouch(self, assignment_id: UUID | None) -> None:
        """Put a review back to where no word of it is written, so that the next is the first."""
        with self.engine.begin() as connection:
            untouched = update(Assignment).where(Assignment.id == assignment_id)
            connection.execute(untouched.values(stage=AssignmentStage.ACCEPTED))

    def post(self, size: int, role: str, address: str, form: dict[str, Any]) -> Cost:
        """What it costs to send a form, as it is sent by itself."""
        with counting(self.engine) as asked:
            answer = self.client(size, role).post(address, data=form, headers={"HX-Request": "true"})
        return cost(answer.status_code, asked)


def cost(status: int, asked: Asked) -> Cost:
    return Cost(status, asked.count, asked.rows)


def grow(url: str, folder: Path, sizes: tuple[int, ...] = SIZES) -> Iterator[Grown]:
    """Seed a university of each size and start the program on them."""
    engine = open_engine(url)
    with Session(engine) as session:
        seeded = {
            size: seed(session, Wanted(size, reviewers=1, reviews_each=1, stages=STAGES), name=f"大学{size}")
            for size in sizes
        }
    engine.dispose()
    configuration = settings(
        {"PINGYI_MODE": "testing", "PINGYI_INSTANCE": str(folder), "PINGYI_DATABASE_URL": url}
    )
    app = create_app(configuration | {"WTF_CSRF_ENABLED": False})
    with app.app_context():
        engine = db.engine
        frameworks.by_digest(db.session, framework_file().digest)  # read once in the life of a process
    yield Grown(app, engine, seeded)
    engine.dispose()
