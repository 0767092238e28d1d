"""What every test may ask for: a fresh database with the schema, and the program on it.

The suite runs on SQLite; with `--database=postgresql` again on a PostgreSQL of its own (or the server named
by TEST_DATABASE_URL), and then only the tests that touch a database, without browsers and crawls.
A skipped test is a failure: what was not run was not shown.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from coverage import Coverage
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.database import open_engine
from app.factory import create_app
from app.translations import compile_stale
from config import settings
from evidence_store import open_store
from tests.databases import Databases, PostgresDatabases, PostgresServer, SqliteDatabases


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="the database under the tests (postgresql: TEST_DATABASE_URL, or one started for the run)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Done once, before any worker starts: translations compiled, and the PostgreSQL of the run started."""
    if hasattr(config, "workerinput"):
        return
    compile_stale()
    if config.getoption("--database") == "postgresql":
        config.stash[SERVER] = PostgresServer.start()


def pytest_unconfigure(config: pytest.Config) -> None:
    server = config.stash.get(SERVER, None)
    if server is not None:
        server.stop()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each xdist worker where the PostgreSQL of the run is."""
    server = node.config.stash.get(SERVER, None)
    node.workerinput["postgres_url"] = server.url if server else ""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL run what touches a database, but no browser and no crawl over every page: all else was
    shown on SQLite.
    """
    if config.getoption("--database") != "postgresql":
        return
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        asks = getattr(item, "fixturenames", ())
        crawls = item.nodeid.removeprefix("tests/").startswith(CRAWLS)
        (kept if "databases" in asks and "browser" not in asks and not crawls else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[object]:
    """Coverage counts what the tests that mirror the code reach. What a whole campaign passes through by the
    way is not shown by that, and measuring it took a third of the suite's time.
    """
    measured = Coverage.current()
    if measured is None or not item.nodeid.removeprefix("tests/").startswith(UNMEASURED):
        return (yield)
    measured.stop()
    try:
        return (yield)
    finally:
        measured.start()


def pytest_sessionfinish(session: pytest.Session) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(session.config, "workerinput"):
        return
    not_run = [kind for kind in ("skipped", "xfailed") if reporter.stats.get(kind)]
    if not_run and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
        reporter.write_line(f"There are {' and '.join(not_run)} tests, which counts as failed.", red=True)


SERVER = pytest.StashKey[PostgresServer]()
CRAWLS = ("test_demonstration.py", "test_evidence_leaks.py", "test_growth.py", "test_leaks.py")
UNMEASURED = ("journeys/", "browser/", *CRAWLS)


class Visitor(FlaskClient):
    """A browser that lets go of what it sent: Flask's own leaves a large upload open for the collector."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer = super().open(*args, **kwargs)
        for each in (*answer.history, answer):
            each.request.environ["wsgi.input"].close()
        return answer


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """Where fresh databases come from: one was brought to the newest schema once for all."""
    config = request.config
    worker = getattr(config, "workerinput", {"workerid": "main"})
    if config.getoption("--database") == "postgresql":
        url = worker["postgres_url"] if "postgres_url" in worker else config.stash[SERVER].url
        source: Databases = PostgresDatabases(url, worker["workerid"])
    else:
        source = SqliteDatabases()
    yield source
    source.close()


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """The address of a fresh database with the schema and no rows."""
    url = databases.fresh()
    yield url
    databases.drop(url)


@pytest.fixture(scope="session")
def engines() -> dict[str, Engine]:
    """One engine for each address: what SQLAlchemy has learned of our statements serves every test."""
    return {}


@pytest.fixture
def engine(database_url: str, engines: dict[str, Engine]) -> Iterator[Engine]:
    if database_url not in engines:
        engines[database_url] = open_engine(database_url)
    yield engines[database_url]
    engines[database_url].dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session on a fresh database, for services and queries. Commit where a second session must see it."""
    # what a test made stays readable after a commit, without a transaction that would lock the program out
    with Session(engine, expire_on_commit=False) as session:
        yield session


@pytest.fixture
def configuration(database_url: str, tmp_path: Path) -> dict[str, Any]:
    """The settings of a program under test: its own folder, a fresh database, forms without csrf token.

    A test about csrf sets app.config["WTF_CSRF_ENABLED"] = True.
    """
    return settings(
        {
            "PINGYI_MODE": "testing",
            "PINGYI_INSTANCE": str(tmp_path / "instance"),
            "PINGYI_DATABASE_URL": database_url,
        }
    ) | {"WTF_CSRF_ENABLED": False}


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """Templates compiled once for all workers and runs: each program of its own would take half the suite."""
    folder = tmp_path_factory.getbasetemp().parent / "templates"
    folder.mkdir(exist_ok=True)
    return FileSystemBytecodeCache(str(folder))


def build(configuration: dict[str, Any], templates: FileSystemBytecodeCache) -> Flask:
    app = create_app(configuration)
    app.jinja_env.bytecode_cache = templates
    app.test_client_class = Visitor
    return app


def let_go(app: Flask) -> None:
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()


@pytest.fixture
def make_app(
    configuration: dict[str, Any], compiled_templates: FileSystemBytecodeCache
) -> Iterator[Callable[..., Flask]]:
    """Programs on this test's database with settings of their own: make_app(DEMONSTRATION=True)."""
    made: list[Flask] = []

    def make(**changes: Any) -> Flask:
        made.append(build(configuration | changes, compiled_templates))
        return made[-1]

    yield make
    for app in made:
        let_go(app)


def hooks_of(app: Flask) -> dict[Any, Any]:
    return {name: list(hooks) for name, hooks in app.before_request_funcs.items()}


@pytest.fixture(scope="session")
def kept_programs() -> dict[str, Flask]:
    """One program for each address of a database: putting one together costs as much as a test."""
    return {}


@pytest.fixture
def app(
    configuration: dict[str, Any],
    compiled_templates: FileSystemBytecodeCache,
    kept_programs: dict[str, Flask],
) -> Iterator[Flask]:
    """The whole program on a fresh database. Who adds a route to it asks for `make_app` instead."""
    address = configuration["DATABASE_URL"]
    if address not in kept_programs:
        kept_programs[address] = build(configuration, compiled_templates)
    app = kept_programs[address]
    config, extensions, before = dict(app.config), dict(app.extensions), hooks_of(app)
    app.config.update(configuration)
    app.extensions["evidence_store"] = open_store(configuration["EVIDENCE_URL"])
    yield app
    let_go(app)
    for kept, now in ((config, app.config), (extensions, app.extensions), (before, app.before_request_funcs)):
        now.clear()
        now.update(kept)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody with a browser who has not signed in."""
    return app.test_client()
