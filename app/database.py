"""The database session: one request, one transaction.

A response under 400 commits, a refusal rolls back. Two exceptions, each one function here: what must
outlive a refusal (`after_refusal`), and no open transaction while a body streams (`release`).
"""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from flask import Flask, Response, g, request
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session

db = SQLAlchemy()
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BUSY_TIMEOUT = 15  # seconds a writer waits for another
# Writers take SQLite's write lock when they begin: a deferred BEGIN that writes later gave thousands of lock errors.
_sqlite_begin: ContextVar[str] = ContextVar("sqlite_begin", default="BEGIN IMMEDIATE")


def init_app(app: Flask) -> None:
    """Join the session to the request, and give every engine its settings."""
    db.init_app(app)
    with app.app_context():
        for engine in db.engines.values():
            prepare(engine)

    @app.before_request
    def readers_do_not_lock() -> None:
        _sqlite_begin.set("BEGIN" if request.method in SAFE_METHODS else "BEGIN IMMEDIATE")

    @app.after_request
    def commit_unless_refused(response: Response) -> Response:
        if response.status_code < 400:
            db.session.commit()
        else:
            db.session.rollback()
            _write_what_outlives_a_refusal()
        return response

    @app.teardown_request
    def writers_again(_: BaseException | None) -> None:
        _sqlite_begin.set("BEGIN IMMEDIATE")


def prepare(engine: Engine) -> None:
    """Give an engine the settings that both databases need to keep what was acknowledged."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def settings(connection: Any, _: object) -> None:
        connection.isolation_level = None  # python's own implicit BEGIN loses updates
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",  # NORMAL lost acknowledged writes at a power cut
            "foreign_keys=ON",
            "trusted_schema=OFF",
            f"busy_timeout={BUSY_TIMEOUT * 1000}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(_sqlite_begin.get())


def after_refusal(deed: Callable[[Session], None]) -> None:
    """Remember `deed` (a failed sign-in, a throttle count): it is written in a transaction of its own
    after the request's has rolled back, and not at all when the request succeeds.
    """
    g.setdefault("outliving", []).append(deed)


def _write_what_outlives_a_refusal() -> None:
    _sqlite_begin.set("BEGIN IMMEDIATE")
    for deed in g.pop("outliving", []):
        with Session(db.engine) as session, session.begin():
            deed(session)


def release() -> None:
    """End the transaction before a body streams in; the next statement begins a new one."""
    db.session.rollback()
