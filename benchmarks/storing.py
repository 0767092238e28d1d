"""A large file put into a store, beside `cp` and `sha256sum` of the same bytes in the same run."""

import io
import subprocess
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import median
from typing import NamedTuple

from evidence_store import EvidenceStore, open_store

from .files import pdf

TIMES = 9


class Cost(NamedTuple):
    """Milliseconds."""

    wall: float
    cpu: float


def told(folder: Path, megabytes: int) -> str:
    """One sentence: a new file, one kept already, and the two commands; done in turn, the middle counts."""
    folder.mkdir()
    source, target = folder / "file.pdf", folder / "copy.pdf"
    store = open_store((folder / "store").as_uri())
    commands, new, again = [], [], []
    kept = pdf(megabytes * 1024 * 1024, TIMES)
    _put(store, kept)
    for number in range(TIMES):
        content = pdf(megabytes * 1024 * 1024, number)
        source.write_bytes(content)
        target.unlink(missing_ok=True)
        for costs, work in (
            (commands, partial(copy_and_hash, source, target)),
            (new, partial(_put, store, content)),
            (again, partial(_put, store, content)),
        ):
            _put(store, kept)  # leaves warm pages free: else each pays for what the one before it took
            costs.append(cost(work))
    ours, same, theirs = _middle(new), _middle(again), _middle(commands)
    return (
        f"{megabytes} MB into the store: {ours.wall:.0f} ms, {ours.wall / theirs.wall:.2f} × cp, sync and "
        f"sha256sum ({theirs.wall:.0f} ms); CPU {ours.cpu:.0f} ms, {ours.cpu / theirs.cpu:.2f} ×; "
        f"kept already: {same.wall:.0f} ms, CPU {same.cpu:.0f} ms"
    )


def _put(store: EvidenceStore, content: bytes) -> None:
    store.put(io.BytesIO(content))


def copy_and_hash(source: Path, target: Path) -> None:
    """What an operator would type; like `put` it ends when the bytes are on the disk."""
    for command in (["cp", source, target], ["sync", target], ["sha256sum", target]):
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 -- three known commands


def cost(work: Callable[[], object]) -> Cost:
    spent, begun = _cpu(), time.perf_counter()
    work()
    wall = time.perf_counter() - begun
    return Cost(1000 * wall, 1000 * (_cpu() - spent))


def _cpu() -> float:
    """Seconds of this process and of the commands it called."""
    used = (getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def _middle(costs: list[Cost]) -> Cost:
    return Cost(median(cost.wall for cost in costs), median(cost.cpu for cost in costs))
