"""A large file up and down through the whole program, beside `cp`, `sync` and `sha256sum` in the same run."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Protocol

from faults import house

from .files import pdf
from .server import Server, serving
from .storing import Cost, copy_and_hash, cost
from .work import Desk

TIMES = 8
COMMANDS = "cp, sync and sha256sum"
PIECE = 16 * 1024 * 1024  # as the browser's client cuts
ANYTHING_ELSE = "-1"  # of the requirements at the place
NOTHING: Mapping[str, str] = {}
TUS = {"Tus-Resumable": "1.0.0"}
LINE = "{:<44}{:>9}{:>9}{:>9}{:>9}"


def told(folder: Path, megabytes: int) -> Iterator[str]:
    """A line for each way, done in turn TIMES times, the middle counts: CPU of the server with all its
    children (of the commands, theirs), how often that of the commands, and the wait.
    """
    folder.mkdir()
    built = house.build(folder / "house")
    source, target = folder / "file.pdf", folder / "copy.pdf"
    with serving("wsgi:app", built.environ) as server:
        desk = Carrier(built, server)
        costs: dict[str, list[Cost]] = {}
        kept = pdf(megabytes * 1024 * 1024, TIMES)
        tag = hashlib.sha256(kept).hexdigest()
        for _ in range(3):  # all of it is warm before anything counts
            desk.give(kept)
        for number in range(TIMES):
            content = pdf(megabytes * 1024 * 1024, number)
            source.write_bytes(content)
            target.unlink(missing_ok=True)
            _leave_room(folder / "room", content)
            costs.setdefault(COMMANDS, []).append(cost(partial(copy_and_hash, source, target)))
            new = ("up: a new file", partial(desk.give, content))
            again = ("up: stored already, sent all the same", partial(desk.give, kept))
            ways: dict[str, Callable[[], object]] = dict(
                [
                    *((new, again) if number % 2 else (again, new)),  # each finds the memory the other left
                    ("up: stored already, named by its digest", partial(desk.name, kept)),
                    ("down", desk.take),
                    ("down: asked again, unchanged (304)", partial(desk.take, tag=tag)),
                ]
            )
            for name, way in ways.items():
                if name == "down":
                    desk.look_up()
                _leave_room(folder / "room", content)
                costs.setdefault(name, []).append(desk.cost(way))
    theirs = _middle(costs[COMMANDS])
    yield LINE.format(f"{megabytes} MB, {TIMES} times each", "CPU ms", "×", "wait ms", "×")
    for name, each in costs.items():
        ours = _middle(each)
        ratios = f"{ours.cpu / theirs.cpu:.2f}", f"{ours.wall / theirs.wall:.2f}"
        yield LINE.format(name, f"{ours.cpu:.0f}", ratios[0], f"{ours.wall:.0f}", ratios[1])


class Content(Protocol):
    """What is sent: bytes, or what makes them where they are asked for."""

    def __len__(self) -> int: ...

    def __getitem__(self, part: slice, /) -> bytes: ...


class Carrier:
    """The contributor at the server, by tus as the page does it."""

    def __init__(
        self, built: house.House, server: Server, *, filename: str = "总结.pdf", seconds: float = 120
    ) -> None:
        self.server, self.filename = server, filename
        place, submission = built.ids["code"], built.ids["submission_id"]
        desk = Desk(built.seeded, server)
        self.headers, token = desk.form("contributor", f"/submissions/{submission}/criteria/{place}")
        self.headers |= {"X-CSRFToken": token, "Referer": "https://fault.example/", **TUS}
        self.create = f"/submissions/{submission}/uploads?place={place}"
        self.list = f"/submissions/{submission}/evidence"
        self.connection = HTTPConnection("127.0.0.1", server.port, timeout=seconds)
        self.newest = self.address = ""

    def cost(self, way: Callable[[], object]) -> Cost:
        before, begun = self.server.cpu(), perf_counter()
        way()
        wall = perf_counter() - begun
        sleep(0.05)  # what the server does behind its answer is its work too
        return Cost(1000 * wall, 1000 * (self.server.cpu() - before))

    def give(self, content: Content) -> None:
        """Begin, two pieces, claim: every byte travels."""
        where, offset = self._begin(content, "")
        while offset < len(content):
            kind = {"Content-Type": "application/offset+octet-stream", "Upload-Offset": str(offset)}
            sent, _ = self._ask("PATCH", where, 204, kind, content[offset : offset + PIECE])
            offset = int(sent.headers["Upload-Offset"])
        self._claim(where)

    def name(self, content: bytes) -> None:
        """The digest, which the browser computes, and claim: no byte travels."""
        where, offset = self._begin(content, f",digest {_encoded(hashlib.sha256(content).hexdigest())}")
        if offset != len(content):
            raise RuntimeError("the digest was not recognised")
        self._claim(where)

    def take(self, tag: str = "") -> None:
        """The newest piece, or only whether it is still the same."""
        asked = {"If-None-Match": f'"{tag}"'} if tag else {}
        self._ask("GET", self.address, 304 if tag else 200, asked)

    def pieces(self) -> Iterator[bytes]:
        """The newest piece as it comes in, however large."""
        self.connection.request("GET", self.address, headers=self.headers)
        answer = self.connection.getresponse()
        while piece := answer.read(PIECE):
            yield piece

    def part(self, first: int) -> bytes:
        """The newest piece from a byte on."""
        return self._ask("GET", self.address, 206, {"Range": f"bytes={first}-"})[1]

    def look_up(self) -> None:
        """Where the newest piece lies, from the list of all."""
        page = self._ask("GET", self.list, 200)[1].decode()
        before = page[: page.index(f"{self.newest} ")]
        self.address = f"/evidence/{before.rpartition('/evidence/')[2][:36]}/file"

    def _begin(self, content: Content, more: str) -> tuple[str, int]:
        words = f"filename {_encoded(self.filename)},requirement {_encoded(ANYTHING_ELSE)}{more}"
        headers = {"Upload-Length": str(len(content)), "Upload-Metadata": words}
        made, _ = self._ask("POST", self.create, 201, headers)
        return made.headers["Location"], int(made.headers.get("Upload-Offset", 0))

    def _claim(self, where: str) -> None:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        _, said = self._ask("POST", f"{where}/claim", 201, kind, b"medium=file&again=1")
        self.newest = json.loads(said)["number"]

    def _ask(
        self,
        method: str,
        path: str,
        expected: int,
        more: dict[str, str] | None = None,
        body: bytes | None = None,
    ) -> tuple[HTTPResponse, bytes]:
        self.connection.request(method, path, body, self.headers | (more or {}))
        answer = self.connection.getresponse()
        said = answer.read()
        if answer.status != expected:
            raise RuntimeError(f"{method} {path}: {answer.status} instead of {expected}: {said[:300]!r}")
        return answer, said


def _leave_room(path: Path, content: bytes) -> None:
    """Warm pages that are free: else each way pays for the memory that the one before it took."""
    path.write_bytes(content)
    path.unlink()


def _encoded(words: str) -> str:
    return b64encode(words.encode()).decode()


def _middle(costs: list[Cost]) -> Cost:
    return Cost(median(each.wall for each in costs), median(each.cpu for each in costs))
