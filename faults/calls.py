"""The short form, without strace: calls of one ingest into the system and the database, failed in turn."""

import errno
import mmap
import os
import signal
import sys
from pathlib import Path
from types import FrameType

from .house import House, examine
from .ingest import DIGEST, copied, in_a_child, keep
from .verdict import Verdict

MODULES = ("evidence_store.", "sqlalchemy.engine.default", "sqlalchemy.dialects.sqlite")


class Fault:
    """In the child: the nth call out of Python by the store or the database's driver fails, or kills."""

    def __init__(self, nth: int, *, kills: bool) -> None:
        self.nth, self.kills = nth, kills
        self._counted = mmap.mmap(-1, 8)  # shared with the parent

    @property
    def counted(self) -> int:
        return int.from_bytes(self._counted[:8], "big")

    def begin(self) -> None:
        sys.setprofile(self._hear)

    def _hear(self, frame: FrameType, event: str, _called: object) -> None:
        if event != "c_call" or not frame.f_globals.get("__name__", "").startswith(MODULES):
            return
        reached = self.counted + 1
        self._counted[:8] = reached.to_bytes(8, "big")
        if reached != self.nth:
            return
        if self.kills:
            os.kill(os.getpid(), signal.SIGKILL)
        raise OSError(errno.EIO, "injected")


def run(house: House, folder: Path, *, step: int = 1) -> list[Verdict]:
    """One line for calls that fail and one for kills; `step` 4 takes every fourth call."""
    folder.mkdir()
    return [
        _each(house, folder, step, kills=False),
        _each(house, folder, step, kills=True),
    ]


def _each(house: House, folder: Path, step: int, *, kills: bool) -> Verdict:
    verdict = Verdict("killed at every call" if kills else "every call fails", 0, 0, 0)
    reached = True
    while reached:
        fault = Fault(1 + verdict.times * step, kills=kills)
        with copied(house, folder / "copy") as own:
            kept = in_a_child(own, lambda _: None, inside=fault.begin)
            found = examine(own, Verdict("", 1, 1, int(kept)), {DIGEST} if kept else set(), briefly=True)
            keep(own)
            again = examine(own, Verdict("", 1, 1, 1), {DIGEST}, briefly=True)
        reached = fault.counted >= fault.nth
        verdict.add(found, again)
    return verdict
