"""Running a command that reads hostile files: what the kernel can keep from it, and limits on what is left.

With `unshare` (util-linux) it gets namespaces of its own: no network, no other process to be seen, and empty
folders where ours are; all that it started ends with it. Where the kernel refuses these (some containers do),
it runs without, which is said in the log once; the limits, the empty home and the clean environment remain.
"""

import logging
import os
import signal
import subprocess
from collections.abc import Collection, Sequence
from contextlib import suppress
from functools import cache
from math import ceil
from pathlib import Path
from shutil import which

log = logging.getLogger(__name__)

MEMORY = 800 * 1024 * 1024  # LibreOffice itself takes 200 MB
FILE_SIZE = 200 * 1024 * 1024
FILES = 512  # open at once
SPARE = 2  # seconds until the command is ended by us, if the system's own clock did not do it

NOT_RUN = (125, 126, 127)  # as timeout, sh and prlimit tell that a command could not be started
KILLED = (-signal.SIGKILL, 128 + signal.SIGKILL)  # by us, or by the system for its time

NAMESPACES = (
    "unshare", "--user", "--map-root-user", "--net", "--ipc", "--pid", "--fork", "--kill-child=KILL",
    "--mount", "--mount-proc",
)  # fmt: skip
HIDE = """
while [ "$1" != -- ]; do
    [ ! -d "$1" ] || mount -t tmpfs -o size=4k none "$1" || exit 125
    shift
done
shift
exec "$@"
"""  # a folder within one that is hidden already is not there any more

_running: "set[subprocess.Popen[bytes]]" = set()  # of all threads


class Ended(Exception):
    """The command was killed because our own process ends; that says nothing of the file."""


class NotRun(Exception):
    """The command could not be started, or not confined as it should be."""


class Late(Exception):
    """The command did not end in time and was killed with all that it started."""


def run(command: Sequence[str], folder: Path, *, seconds: float, hidden: Collection[Path] = ()) -> None:
    """Run a command in `folder`, which is its home too, until it ends. What it prints is not kept, how it
    ends is not asked: what it wrote tells. `hidden` are folders that it finds empty. Raises Late, NotRun,
    Ended.
    """
    last = max(1, ceil(seconds))
    limits = (
        f"--data={MEMORY}", f"--fsize={FILE_SIZE}", f"--cpu={last}", f"--nofile={FILES}", "--core=0",
    )  # fmt: skip
    whole = ["timeout", "--signal=KILL", str(last), *_confined(hidden), "prlimit", *limits, "--", *command]
    process = subprocess.Popen(  # noqa: S603 -- the operator's command and ours
        whole, cwd=folder, env=_environment(folder), start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    _running.add(process)
    try:
        status = process.wait(last + SPARE)
    except subprocess.TimeoutExpired:
        status = -signal.SIGKILL
    finally:
        _end(process)
    if process not in _running:
        raise Ended
    _running.discard(process)
    if status in NOT_RUN:
        raise NotRun(f"{command[0]}: status {status}")
    if status in KILLED:
        raise Late


def end_all() -> None:
    """Kill what runs, in whichever thread: our process is about to end."""
    while _running:
        _end(_running.pop())


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kill the whole group: also what a command left behind that itself has ended."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _environment(folder: Path) -> dict[str, str]:
    return {
        "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8",
        "PATH": os.environ.get("PATH", os.defpath),
    }  # fmt: skip


def _confined(hidden: Collection[Path]) -> list[str]:
    if not has_namespaces():
        return []
    folders = [str(each) for each in hidden if each.is_dir()]
    return [*NAMESPACES, "sh", "-c", HIDE, "sh", *folders, "--"]


@cache
def has_namespaces() -> bool:
    """Whether this machine lets us have them. Asked once."""
    if which("unshare") is not None:
        asked = [*NAMESPACES, "sh", "-c", HIDE, "sh", "/tmp", "--", "true"]  # noqa: S108 -- there
        tried = subprocess.run(asked, capture_output=True, check=False)  # noqa: S603 -- our own command
        if tried.returncode == 0:
            return True
        why = tried.stderr.decode(errors="replace").strip()
        log.warning("LibreOffice is not kept from the network and from our files: %s", why)
    return False
