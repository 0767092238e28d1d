"""The largest file there may be: 4 GB up through the program and down again, with flat memory.

The program runs as in production, and the file is sent as the page sends it: by tus, in pieces of 16 MB.
"""

import hashlib
import struct
from collections.abc import Iterator
from pathlib import Path
from shutil import disk_usage
from time import perf_counter

from benchmarks.carrying import Carrier
from benchmarks.server import serving
from faults import house

from .shown import Absent, Shown

MEBIBYTE = 1024 * 1024
SIZE = 4096 * MEBIBYTE
SPARE = 48 * MEBIBYTE  # of a worker's memory: three pieces, whatever the size of the file
STEP = 16 * MEBIBYTE


class Film:
    """A film of so many bytes, made where it is asked for: its boxes, then a picture of zeros."""

    def __init__(self, size: int) -> None:
        start = struct.pack(">I4s4sI4s", 20, b"ftyp", b"isom", 512, b"isom") + struct.pack(">I4s", 8, b"moov")
        self.head = start + struct.pack(">I4sQ", 1, b"mdat", size - len(start))
        self.size = size

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, part: slice) -> bytes:
        first, last, _ = part.indices(self.size)
        head = self.head[first:last]
        return head + bytes(last - first - len(head))

    def digest(self) -> str:
        sha = hashlib.sha256()
        for first in range(0, self.size, STEP):
            sha.update(self[first : first + STEP])
        return sha.hexdigest()


def run(folder: Path) -> Iterator[Shown]:
    """A small film first, so that everything is warm, then the large one. Raises Absent without room."""
    if disk_usage(folder).free < 2 * SIZE:
        raise Absent(f"{folder} has no room for {2 * SIZE // MEBIBYTE} MB")
    built = house.build(folder)
    with serving("wsgi:app", built.environ) as server:
        desk = Carrier(built, server, filename="录像.mp4", seconds=900)
        desk.give(Film(2 * STEP))
        before = server.peaks()
        film, begun = Film(SIZE), perf_counter()
        desk.give(film)
        seconds = perf_counter() - begun
        yield Shown(f"{SIZE // MEBIBYTE} MB arrive and are claimed", True, f"{seconds:.0f} s")
        yield _flat("no worker took more memory for it than for a small one", before, server.peaks())
        yield from _down(desk, film)
        yield _flat("nor when it goes out", before, server.peaks())
        desk.connection.close()
    kept = built.store()
    (largest,) = (each for each in kept if kept.size(each) == SIZE)
    kept.verify(largest)
    yield Shown("the store holds every byte of it", largest.hex == film.digest(), largest.hex[:16])


def _down(desk: Carrier, film: Film) -> Iterator[Shown]:
    desk.look_up()
    sha = hashlib.sha256()
    for piece in desk.pieces():
        sha.update(piece)
    yield Shown("it comes out as it went in", sha.hexdigest() == film.digest())
    end = desk.part(SIZE - 10)
    yield Shown("its last ten bytes are sent alone", end == film[SIZE - 10 : SIZE], f"{len(end)} bytes")


def _flat(what: str, before: list[int], after: list[int]) -> Shown:
    grown = max(after) - max(before)
    return Shown(what, grown < SPARE, f"{grown / MEBIBYTE:+.0f} MB on {max(before) / MEBIBYTE:.0f}")
