"""Every system call of one ingest in turn, by strace: refused by the kernel, or the process killed at it."""

import re
import subprocess
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from .house import House, examine
from .ingest import DIGEST, copied, in_a_child, keep
from .verdict import Verdict, progress

FAULTS = {
    "error=EIO": "every syscall fails (EIO)",
    "error=ENOSPC": "every syscall fails (ENOSPC)",
    "signal=KILL": "killed at every syscall",
}
REACHED = ("INJECTED", "killed by SIGKILL")
MOST = 0.95  # of the calls; names of files are drawn, so that few come in another order


class Call(NamedTuple):
    """The nth call of this name."""

    name: str
    nth: int


def run(house: House, folder: Path) -> list[Verdict]:
    """One line for each kind of fault."""
    folder.mkdir()
    try:
        calls = _calls(house, folder)
    except FileNotFoundError:
        return [Verdict("every syscall of one ingest", 0, 0, 0, wrong="strace is lacking")]
    if not calls:
        return [Verdict("every syscall of one ingest", 0, 0, 0, wrong="this machine does not let strace in")]
    return [_each(house, folder, calls, fault) for fault in FAULTS]


def _calls(house: House, folder: Path) -> list[Call]:
    """What one undisturbed ingest asks of the kernel, in order."""
    log = folder / "calls"
    with copied(house, folder / "copy") as own:
        keep(own)  # what Python loads at its first use is not part of an ingest
    with copied(house, folder / "copy") as own:
        _traced(own, "-o", str(log))
    names = re.findall(r"^(\w+)\(", log.read_text(), re.MULTILINE) if log.exists() else []
    seen: Counter[str] = Counter()
    calls = []
    for name in names:
        seen[name] += 1
        if name != "exit_group":
            calls.append(Call(name, seen[name]))
    return calls


def _each(house: House, folder: Path, calls: Sequence[Call], fault: str) -> Verdict:
    """Fail each call, look at what is there, send the file again as its owner would."""
    verdict, reached, log = Verdict(FAULTS[fault], 0, 0, 0), 0, folder / "log"
    for call in calls:
        with copied(house, folder / "copy") as own:
            inject = f"inject={call.name}:{fault}:when={call.nth}"
            kept = _traced(own, "-e", f"trace={call.name}", "-e", inject, "-o", str(log))
            found = examine(own, Verdict("", 1, 1, int(kept)), {DIGEST} if kept else set(), briefly=True)
            keep(own)
            again = examine(own, Verdict("", 1, 1, 1), {DIGEST}, briefly=True)
        progress(verdict.experiment, verdict.times + 1, len(calls))
        verdict.add(found, again, at=f"{call.name} number {call.nth}:")
        reached += any(sign in log.read_text() for sign in REACHED)
    verdict.note = f"{reached} of {verdict.times} calls reached; sent again, each has one row"
    if reached < MOST * verdict.times:
        verdict.wrong = f"only {reached} calls were reached; {verdict.wrong}"
    return verdict


def _traced(house: House, *options: str) -> bool:
    """Whether the ingest said that it was kept, under strace with these options."""
    tracer: list[subprocess.Popen[str]] = []

    def attach(child: int) -> None:
        tracer.append(
            subprocess.Popen(  # noqa: S603
                ["strace", *options, "-p", str(child)],  # noqa: S607 -- wherever Debian puts it
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        assert tracer[0].stderr is not None
        tracer[0].stderr.readline()

    kept = in_a_child(house, attach)
    tracer[0].communicate()
    return kept
