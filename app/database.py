"""The database session: one request, one transaction.

A response under 400 commits, a refusal rolls back. Two exceptions, each one function here: what is
written in a transaction of its own once the request's has ended (`afterwards`), and no open transaction
while a body streams (`release`, or `settle` where the upload itself must be on record first).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from inspect import iscoroutinefunction
from typing import Any

from flask import Flask, Response, g, request
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.queries.scans import SCANNING

db = SQLAlchemy()
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
BUSY_TIMEOUT = 15  # seconds a writer waits for another
PATIENCE = 20  # how often a job waits so long: no person waits for it
# A writer takes SQLite's write lock when it begins: a deferred BEGIN that writes later fails under load.
_sqlite_begin: ContextVar[str] = ContextVar("sqlite_begin", default="BEGIN IMMEDIATE")


def init_app(app: Flask) -> None:
    """Join the session to the request, and give every engine its settings."""
    url = app.config["DATABASE_URL"]
    scanning = bool(app.config.get("CLAMD_URL"))
    app.config["SQLALCHEMY_ENGINES"] = {"default": {"url": url, **engine_options(url, scanning=scanning)}}
    db.init_app(app)
    # We open no asynchronous session: closing none would cost an event loop at the end of every request.
    app.teardown_appcontext_funcs = [
        end for end in app.teardown_appcontext_funcs if not iscoroutinefunction(end)
    ]
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
        _write_afterwards()
        return response

    @app.teardown_request
    def writers_again(_: BaseException | None) -> None:
        _sqlite_begin.set("BEGIN IMMEDIATE")


def open_engine(url: str, *, scanning: bool = False) -> Engine:
    """An engine for work outside requests, with the same settings: the worker, migrations, tests."""
    engine = create_engine(url, **engine_options(url, scanning=scanning))
    prepare(engine)
    return engine


def engine_options(url: str, *, scanning: bool = False) -> dict[str, Any]:
    """What SQLAlchemy is told for this kind of database. On PostgreSQL nothing waits for ever.

    `scanning`: whether files are to be checked for viruses; every session on the engine knows it by this.
    """
    options: dict[str, Any] = {"execution_options": {SCANNING: scanning}}
    if make_url(url).get_backend_name() == "sqlite":
        return options
    waits = f"-c lock_timeout={BUSY_TIMEOUT}s -c statement_timeout=60s -c timezone=UTC"
    return options | {"pool_pre_ping": True, "connect_args": {"options": waits}}


def prepare(engine: Engine) -> None:
    """Give an engine the settings that both databases need to keep what was acknowledged."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def settings(connection: Any, _: object) -> None:
        connection.isolation_level = None  # python's own implicit BEGIN loses updates
        for pragma in (
            f"busy_timeout={BUSY_TIMEOUT * 1000}",  # first: the others may have to wait too
            "journal_mode=WAL",
            "synchronous=FULL",  # NORMAL lost acknowledged writes at a power cut
            "foreign_keys=ON",
            "trusted_schema=OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(_sqlite_begin.get())


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that only reads, outside requests: it takes no write lock, however long it lasts."""
    token = _sqlite_begin.set("BEGIN")
    try:
        with Session(engine) as session:
            yield session
    finally:
        _sqlite_begin.reset(token)


@contextmanager
def writing(engine: Engine, attempts: int = PATIENCE) -> Iterator[Session]:
    """A transaction outside requests, committed at the end. Raises OperationalError when SQLite's write lock
    was not to be had in so many `attempts`, each of BUSY_TIMEOUT; who has it meets no other lock.
    """
    with Session(engine) as session:
        for left in reversed(range(attempts)):
            try:
                session.connection()
                break
            except OperationalError as failure:
                if not left or "locked" not in str(failure.orig):
                    raise
                session.rollback()
        yield session
        session.commit()


def afterwards(deed: Callable[[Session], None]) -> None:
    """Remember `deed` for a transaction of its own after the request's has committed or rolled back:
    a failed sign-in that must outlive the refusal, or the trace of a reading.
    """
    g.setdefault("afterwards", []).append(deed)


def _write_afterwards() -> None:
    if not (deeds := g.pop("afterwards", [])):
        return
    _sqlite_begin.set("BEGIN IMMEDIATE")
    with Session(db.engine) as session, session.begin():
        for deed in deeds:
            deed(session)


def settle() -> None:
    """Commit what must be kept before a body streams in; the next statement begins a new transaction."""
    db.session.commit()


def release() -> None:
    """End the transaction before a body streams in; the next statement begins a new one."""
    db.session.rollback()
