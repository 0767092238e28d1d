"""A genuine clamd beside a genuine web server: clean opens, a virus never, and silence keeps closed.

Its signatures are one line of ours that knows EICAR, the harmless file all scanners agree to call a virus.
"""

import io
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep

import docx
from sqlalchemy import func, select

from app.clamd import Clamd
from app.domain.evidence_details import OTHER
from app.domain.scan import ScanFailure, ScanState
from app.jobs.scans import scan_new_files
from app.jobs.surroundings import Surroundings
from app.models.evidence import Evidence
from app.models.notification import Notification
from app.models.scan import Scan
from app.translations import compile_stale
from app.worker import surroundings
from benchmarks.files import pdf
from benchmarks.server import Server, serving
from benchmarks.work import Desk, form_with_file
from config import settings
from faults import house

from .shown import Absent, Shown, free_port, require

# in two parts, so that no scanner takes this file for one
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LIMIT = 4 * 1024 * 1024
PATIENCE = 60
CONFIGURATION = """\
Foreground yes
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
TCPAddr 127.0.0.1
TCPSocket {port}
StreamMaxLength {limit}
MaxFileSize {limit}
MaxScanSize {limit}
AlertExceedsMax yes
"""
REFUSED = {ScanState.PENDING: 423, ScanState.CLEAN: 200, ScanState.INFECTED: 409}


def run(folder: Path) -> Iterator[Shown]:
    """Clean, infected, killed, back, too large. Raises Absent."""
    require("clamd")
    compile_stale()
    daemon = Daemon(folder / "clamd")
    with daemon.running():
        yield Shown("clamd answers", True, daemon.version())
    built = house.build(folder / "house")
    environ = built.environ | {"PINGYI_CLAMD_URL": daemon.url}
    work = surroundings(settings(environ))
    with serving("wsgi:app", environ) as server:
        unit = Unit(built, server, work)
        with daemon.running():
            yield from _clean_and_infected(unit)
        yield from _killed_and_back(unit, daemon)
    work.engine.dispose()


def _clean_and_infected(unit: "Unit") -> Iterator[Shown]:
    yield from unit.shown(
        "minutes.pdf before clamd has seen it", pdf(100_000, 1), ScanState.PENDING, scan=False
    )
    yield from unit.shown("minutes.pdf", None, ScanState.CLEAN)
    told = unit.told()
    for name, content in infected().items():
        yield from unit.shown(name, content, ScanState.INFECTED)
    yield Shown("the unit and the office were told of each", unit.told() >= told + 2 * len(infected()))
    yield Shown("the same bytes are not taken again", unit.send("again.csv", infected()["eicar.csv"]) == 422)
    large = unit.send("large.pdf", pdf(LIMIT + 100_000, 2))
    unit.scan()
    yield Shown(
        "a file over clamd's limits stays closed and says so",
        large == 204 and unit.failure() is ScanFailure.TOO_LARGE,
    )


def _killed_and_back(unit: "Unit", daemon: "Daemon") -> Iterator[Shown]:
    yield from unit.shown("report.pdf while clamd is dead", pdf(100_000, 3), ScanState.PENDING)
    yield Shown("it is on record that clamd does not answer", unit.failure() is ScanFailure.NO_ANSWER)
    with daemon.running():
        yield from unit.shown("report.pdf when clamd is back", None, ScanState.CLEAN)


class Daemon:
    """clamd with a database, a port and a folder of its own."""

    def __init__(self, folder: Path) -> None:
        (folder / "signatures").mkdir(parents=True)
        line = f"Eicar-Test-Signature:0:*:{EICAR.hex()}\n"
        (folder / "signatures" / "proof.ndb").write_text(line)
        port = free_port()
        self.url = f"tcp://127.0.0.1:{port}"
        self.configuration = folder / "clamd.conf"
        self.configuration.write_text(CONFIGURATION.format(folder=folder, port=port, limit=LIMIT))

    @contextmanager
    def running(self) -> Iterator[None]:
        """Killed at the end, without a word."""
        said = self.configuration.with_suffix(".out")
        with said.open("wb") as output:
            command = ["clamd", f"--config-file={self.configuration}"]
            process = subprocess.Popen(command, stdout=output, stderr=output)  # noqa: S603 -- a known command
        try:
            last = monotonic() + PATIENCE
            while not Clamd(self.url).answers():
                if process.poll() is not None or monotonic() > last:
                    raise Absent(f"clamd did not come up: {said.read_text()[-300:].strip()}")
                sleep(0.2)
            yield
        finally:
            process.kill()
            process.wait()

    @staticmethod
    def version() -> str:
        command = ["clamd", "--version"]
        said = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603 -- a known one
        return said.stdout.strip()


class Unit:
    """The contributor who sends files, the office that reads them, and the worker's job."""

    def __init__(self, built: house.House, server: Server, work: Surroundings) -> None:
        self.server, self.work = server, work
        place, submission = built.ids["code"], built.ids["submission_id"]
        self.desk = Desk(built.seeded, server)
        self.headers, self.token = self.desk.form(
            "contributor", f"/submissions/{submission}/criteria/{place}"
        )
        self.address = f"/submissions/{submission}/evidence?place={place}"

    def shown(
        self, name: str, content: bytes | None, state: ScanState, *, scan: bool = True
    ) -> Iterator[Shown]:
        """What becomes of a file that is sent, or of the last one; asked for by every way and person."""
        sent = 204 if content is None else self.send(name.partition(" ")[0], content)
        if scan:
            self.scan()
        expected = REFUSED[state]
        ways = {
            f"{role} {way}": self.asked(role, way)
            for role in ("contributor", "coordinator")
            for way in ("file", "file/1")
        }
        if ".pdf" in name:
            ways |= {f"{role} page": self.asked(role, "pages/1") for role in ("contributor", "coordinator")}
        seen = f"sent {sent}; asked in {len(ways)} ways: {', '.join(map(str, sorted(set(ways.values()))))}"
        yield Shown(f"{name}: {state}", sent == 204 and set(ways.values()) == {expected}, seen)

    def send(self, name: str, content: bytes) -> int:
        headers = self.headers | {"HX-Request": "true"}
        request = form_with_file(self.address, headers, self.token, name, content, requirement=OTHER)
        return self._status(request.method, request.path, request.body, dict(request.headers))

    def asked(self, role: str, way: str) -> int:
        with self.work.reading() as session:
            newest = session.scalars(select(Evidence.id).order_by(Evidence.created_at.desc()).limit(1)).one()
        return self._status("GET", f"/evidence/{newest}/{way}", None, self.desk.headers(role))

    def scan(self) -> None:
        scan_new_files(self.work)

    def failure(self) -> ScanFailure | None:
        with self.work.reading() as session:
            return session.scalars(select(Scan.failure).order_by(Scan.tried_at.desc()).limit(1)).one()

    def told(self) -> int:
        with self.work.reading() as session:
            return session.scalar(select(func.count()).select_from(Notification)) or 0

    def _status(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> int:
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()


def infected() -> dict[str, bytes]:
    """EICAR as it is, in an archive, and among the words of a Word file."""
    packed, written, paper = io.BytesIO(), io.BytesIO(), docx.Document()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("eicar.csv", EICAR)
    paper.add_paragraph(EICAR.decode())
    paper.save(written)
    return {"eicar.csv": EICAR, "eicar.zip": packed.getvalue(), "eicar.docx": written.getvalue()}
