"""The disk of the evidence store full: files are refused, what was kept stays, and room heals it."""

import resource
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.server import Server, serving
from evidence_store import Digest

from .house import House, build, examine
from .uploading import KEPT, NO_ROOM, File, Sender
from .verdict import Verdict

MEGABYTE = 1024 * 1024
DISK = 24 * MEGABYTE
FILES = 60
LARGE = 20 * MEGABYTE  # where no small disk can be made, no file of the server may grow to this size


def run(folder: Path, *, files: int = FILES) -> Verdict:
    """Fill the disk and go on sending, then give it room and send once more."""
    with _small_disk(folder) as make_room:
        house = build(folder, evidence=folder / "disk" / "evidence")
        with serving("wsgi:app", house.environ) as server:
            how = "on a tmpfs of 24 MiB" if make_room else "by a limit on the size of files"
            sent = _sent(files, limited=make_room is None)
            if make_room is None:
                _limit(server, LARGE)
            verdict, kept = _fill(house, server, sent, make_room)
        verdict.experiment = f"disk full, {how}"
        return examine(house, verdict, kept)


def _fill(
    house: House, server: Server, sent: list[File], make_room: Callable[[], None] | None
) -> tuple[Verdict, set[str]]:
    sender = Sender(house, server)
    answers = {file: sender.send(file) for file in sent}
    statuses = Counter(answers.values())
    left = list((Path(house.evidence.removeprefix("file://")) / "incoming").iterdir())
    kept = {file.digest for file, status in answers.items() if status == KEPT}
    verdict = Verdict("", len(sent), len(sent), len(kept))
    for digest in kept:
        house.store().verify(Digest(digest))  # reading goes on
    make_room() if make_room else _limit(server, resource.RLIM_INFINITY)
    once_more = next(file for file, status in answers.items() if status != KEPT)
    if sender.send(once_more) == KEPT:
        kept.add(once_more.digest)
        verdict.sent, verdict.acknowledged = verdict.sent, len(kept)
    else:
        verdict.wrong = "refused although there is room again"
    if set(statuses) != {KEPT, NO_ROOM}:
        verdict.wrong = f"answers {dict(statuses)}"
    if left:
        verdict.wrong = f"{len(left)} pieces left in incoming"
    verdict.note = f"{statuses[KEPT]} × {KEPT}, {statuses[NO_ROOM]} × {NO_ROOM}, with room again {KEPT}"
    return verdict, kept


def _sent(files: int, *, limited: bool) -> list[File]:
    if limited:
        return [File(number, LARGE if number % 2 else 10_000) for number in range(1, 9)]
    return [File(number, MEGABYTE) for number in range(1, files + 1)]


@contextmanager
def _small_disk(folder: Path) -> Iterator[Callable[[], None] | None]:
    """A file system of its own at folder/disk and how to give it room; None where this machine forbids it."""
    place = folder / "disk"
    place.mkdir()
    if not _mount("-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(place)):
        yield None
        return
    try:
        yield lambda: _mount("-o", f"remount,size={8 * DISK}", str(place)) and None
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)  # noqa: S603, S607 -- what was mounted above


def _mount(*arguments: str) -> bool:
    try:
        asked = subprocess.run(["mount", *arguments], capture_output=True, check=False)  # noqa: S603, S607
    except FileNotFoundError:
        return False
    return asked.returncode == 0


def _limit(server: Server, size: int) -> None:
    for pid in (server.pid, *server.workers()):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
