"""One ingest in a process of its own: bytes into the store, then the row, then the word that it is kept."""

import os
import select
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from app.database import open_engine, writing
from app.domain.actors import Actor, Grant, Role
from app.domain.evidence_details import OTHER, Details
from app.services.evidence import SameFile, StoredFile, Target, attach_file
from benchmarks.files import pdf
from evidence_store import Digest, open_store

from .house import House

CONTENT = pdf(5_000, 1)
DIGEST = Digest.of(BytesIO(CONTENT)).hex
SECONDS = 30  # after which a child has hung


@contextmanager
def copied(house: House, folder: Path) -> Iterator[House]:
    """The same house with a database and a store of its own, for one ingest; nothing has it open."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    database = folder / "house.sqlite"
    shutil.copy(house.database.removeprefix("sqlite:///"), database)
    open_store((folder / "evidence").as_uri())
    yield replace(house, database=f"sqlite:///{database}", evidence=(folder / "evidence").as_uri())


def keep(house: House) -> None:
    """What the web does with a file: put, then the deed in one transaction. Twice is once."""
    unit_id = house.ids["unit_id"]
    grant = Grant(Role.CONTRIBUTOR, unit_id, f"/{house.ids['root_id']}/{unit_id}/")
    actor = Actor(house.seeded.users["contributor"], (grant,), name="联络员")
    digest = open_store(house.evidence).put(BytesIO(CONTENT))
    file = StoredFile("纪要.pdf", "application/pdf", digest.hex, len(CONTENT), 1)
    engine = open_engine(house.database)
    target = Target(house.ids["submission_id"], house.ids["code"], OTHER)
    try:
        with writing(engine) as session:
            attach_file(session, actor, target, Details("纪要", "other"), file)
    except SameFile:
        pass
    finally:
        engine.dispose()


def in_a_child(
    house: House, meddle: Callable[[int], None], *, inside: Callable[[], None] | None = None
) -> bool:
    """Whether a child said that it kept the file. `meddle` hears the child's number before it begins;
    `inside` runs in the child.
    """
    go_read, go = os.pipe()
    told, tell = os.pipe()
    child = os.fork()
    if not child:
        _ingest(house, go_read, tell, inside)
    os.close(go_read)
    os.close(tell)
    try:
        meddle(child)
        os.write(go, b"!")
        ended, _, _ = select.select([told], [], [], SECONDS)
        if not ended:
            os.kill(child, signal.SIGKILL)
        said = os.read(told, 4)
        os.waitpid(child, 0)
    finally:
        os.close(go)
        os.close(told)
    return said == b"kept"


def _ingest(house: House, go: int, tell: int, inside: Callable[[], None] | None) -> None:
    """In the child: never returns. Its own error output is nobody's."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    try:
        os.read(go, 1)
        if inside is not None:
            inside()
        keep(house)
        os.write(tell, b"kept")
    finally:
        os._exit(0)
