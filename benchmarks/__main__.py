"""./dev bench: what the work of a campaign costs at every size, beside the least it could cost.

    ./dev bench [--sizes 200,2000] [--database postgresql] [--times 200] [--certificates 100]
    ./dev bench --sizes none --certificates 0       a large file up and down, and nothing else

Nothing here asserts a time: the table is read by people, and tests/test_growth.py guards what may not grow.
"""

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.database import db, open_engine
from app.domain.procedure import CampaignStage
from app.factory import create_app
from app.translations import compile_stale
from config import settings
from evidence_store import open_store
from migrations.upgrade import upgrade

from . import carrying, storing
from .client import Measured, Request, at_once, measure
from .counting import counting
from .files import pdf
from .seed import File, Seeded, Wanted, seed
from .server import WORKERS, Server, serving
from .table import EXPLANATION, HEADS, Row, line
from .work import MEGABYTES, Desk, Work, answered

STAGES = (CampaignStage.PEER_REVIEW, CampaignStage.SELF_EVALUATION, CampaignStage.FEEDBACK)
FLOOR_TIMES = 1000
RIVALS = 10
ROOT = Path(__file__).parents[1]


def main() -> int:
    """Print the table; 0 when everything could be measured."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that no server is left behind
    asked = _asked()
    begun = time.monotonic()
    compile_stale()
    print(EXPLANATION.format(workers=WORKERS, times=asked.times))
    print(line(*HEADS))
    folder = Path(tempfile.mkdtemp(prefix="pingyi-bench-"))
    try:
        with databases(asked.database, folder) as address:
            for size in asked.sizes:
                _bench(folder / str(size), address(size), size, asked.times)
        print(storing.told(folder / "storing", MEGABYTES), flush=True)
        for each in carrying.told(folder / "carrying", MEGABYTES):
            print(each, flush=True)
        if asked.certificates:
            _certificates(asked.certificates)
    finally:
        shutil.rmtree(folder)
    sizes = ", ".join(map(str, asked.sizes))
    print(f"bench: measured at {sizes} units on {asked.database} in {time.monotonic() - begun:.0f} s")
    return 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev bench", description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="200,2000", type=_sizes, help="units of the campaign, as 200,2000")
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--times", type=int, default=200, help="requests for each page")
    parser.add_argument("--certificates", type=int, default=100)
    return parser.parse_args()


def _sizes(written: str) -> list[int]:
    return [] if written == "none" else [int(each) for each in written.split(",")]


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[Callable[[int], str]]:
    """Addresses of new databases: files in the folder, or databases of a PostgreSQL started for this run."""
    if kind == "sqlite":
        yield lambda size: f"sqlite:///{folder / f'{size}.sqlite'}"
        return
    from tests.databases import PostgresServer  # noqa: PLC0415 -- only where PostgreSQL is asked for

    server = PostgresServer.start()

    def address(size: int) -> str:
        engine = open_engine(server.url)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "bench_{size}"'))
            connection.execute(text(f'CREATE DATABASE "bench_{size}"'))
            made = engine.url.set(database=f"bench_{size}").render_as_string(hide_password=False)
        engine.dispose()
        return made

    try:
        yield address
    finally:
        server.stop()


def _bench(folder: Path, url: str, size: int, times: int) -> None:
    """Seed one size, serve it, and print a line for each piece of work."""
    folder.mkdir()
    environ = {
        "PINGYI_MODE": "production",
        "PINGYI_INSTANCE": str(folder / "instance"),
        "PINGYI_DATABASE_URL": url,
        "PINGYI_PUBLIC_URL": "https://bench.example",
    }
    configuration = settings(environ)
    seeded = _seeded(configuration["EVIDENCE_URL"], url, size)
    floor_folder = folder / "floor"
    floor_folder.mkdir()
    (floor_folder / "file.pdf").write_bytes(pdf(MEGABYTES * 1024 * 1024))
    program = create_app(configuration)
    floor_environ = {"BENCH_FLOOR": str(floor_folder), "PYTHONPATH": str(ROOT)}
    with serving("wsgi:app", environ) as server, serving("benchmarks.floor:app", floor_environ) as floor:
        desk = Desk(seeded, server)
        for pieces, done in (
            (desk.pages() + desk.saves(), "pages and saves"),
            (desk.transfers(), "files too"),
        ):
            for work in pieces:
                work = replace(work, times=max(2, work.times * times // 200))
                print(_row(work, size, server, floor, floor_folder, program).text(), flush=True)
            print(_memory(f"the workers at {size} units after {done}", server), flush=True)
        told = at_once(server, desk.contest(), RIVALS)
        print(f"{RIVALS} saves of one version at once: {told[200]} kept, {told[409]} told of it", flush=True)
        print(_memory("the workers of the floor", floor), flush=True)
    with program.app_context():
        db.engine.dispose()


def _memory(whose: str, server: Server) -> str:
    resident = ", ".join(f"{each / 1e6:.0f} MB" for each in server.memory())
    return f"memory of {whose}: {resident} resident"


def _seeded(evidence_url: str, url: str, size: int) -> Seeded:
    begun = time.monotonic()
    content = pdf(MEGABYTES * 1024 * 1024)
    digest = open_store(evidence_url).put(BytesIO(content))
    engine = open_engine(url)
    with engine.begin() as connection:
        upgrade(connection)
    with Session(engine) as session:
        found = seed(session, Wanted(size, stages=STAGES, file=File(digest.hex, len(content))))
        if engine.dialect.name == "postgresql":
            session.execute(text("ANALYZE"))
            session.commit()
    engine.dispose()
    print(f"seeded {size} units, 60 readers, 5 reviews each in {time.monotonic() - begun:.0f} s", flush=True)
    return found


def _row(work: Work, size: int, server: Server, floor: Server, folder: Path, program: Flask) -> Row:
    """Measure a piece of work and its floor; then once more in this process, to count what it asks."""
    statements, rows = _counted(work, program) if work.floor != "upload" else (None, None)
    sent = 0 if statements is None else 1
    for number in range(sent, sent + work.warm):
        body = answered(server, work.made(number))
    first = sent + work.warm
    ours = measure(server, lambda number: work.made(number + first), work.times, work.connections)
    return Row(work.name, size, ours, _floor(work, body, floor, folder), statements, rows, body)


def _floor(work: Work, body: bytes, floor: Server, folder: Path) -> Measured:
    request = work.made(0)
    if work.floor == "upload":
        same = Request("POST", "/upload", {}, request.body, expects=204)
    elif work.floor == "download":
        same = Request("GET", "/download/file.pdf")
    else:
        name = work.name.replace(" ", "-").replace("'", "")
        (folder / name).write_bytes(body)
        same = Request(request.method, f"/{name}", {}, request.body)
    for _ in range(work.warm):
        answered(floor, same)
    times = FLOOR_TIMES if work.floor == "page" else work.times  # a hundredth of a second is the clock's step
    return measure(floor, lambda _: same, times, work.connections)


def _counted(work: Work, program: Flask) -> tuple[int, int]:
    """Statements and rows of one such request; the one before it reads the criteria."""
    request = work.made(0)
    client = program.test_client(use_cookies=False)
    headers: Mapping[str, str] = request.headers
    with program.app_context():
        engine = db.engine
    if request.method == "GET":
        client.get(request.path, headers=headers).close()
    with counting(engine) as asked:
        client.open(request.path, method=request.method, headers=headers, data=request.body).close()
    return asked.count, asked.rows


def _certificates(count: int) -> None:
    """In a process of its own, as the worker's is: WeasyPrint stays out of the web."""
    told = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-W", "ignore", "-m", "benchmarks.papers", str(count)],
        capture_output=True, check=True, env={**os.environ}, cwd=ROOT,
    )  # fmt: skip
    found = json.loads(told.stdout)
    print(
        f"{count} certificates (PDF/A-3b, two weights of a CJK face): {found['each']:.0f} ms CPU each, "
        f"{found['each'] / found['floor']:.2f} × WeasyPrint alone ({found['floor']:.0f} ms), "
        f"{found['size'] / 1000:.0f} KB each, {found['memory'] / 1e6:.0f} MB resident at most"
    )


if __name__ == "__main__":
    sys.exit(main())
