"""A server under measurement: granian with two workers, and what its processes use of the machine."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

WORKERS = 2
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running server; `pid` is granian's own process, its children are the workers."""

    pid: int
    port: int

    def cpu(self) -> float:
        """Seconds of CPU that all its processes have used so far, the workers' drawing rooms among them."""
        workers = self.workers()
        rooms = [child for pid in workers for child in _children(pid)]
        return sum(_cpu(pid) for pid in (self.pid, *workers, *rooms))

    def workers(self) -> list[int]:
        return _children(self.pid)

    def memory(self) -> list[int]:
        """Resident bytes of each worker."""
        return [_resident(pid) for pid in self.workers()]

    def peaks(self) -> list[int]:
        """The most bytes that each worker, and each child of its drawing room, ever had in memory."""
        workers = self.workers()
        rooms = [child for pid in workers for child in _children(pid)]
        return [_status(pid, "VmHWM") for pid in (*workers, *rooms)]


@contextmanager
def serving(application: str, environ: Mapping[str, str]) -> Iterator[Server]:
    """Start `application` (module:name) on a free port and end it with the block."""
    port = _free_port()
    process = subprocess.Popen(  # noqa: S603 -- our own command
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(port), "--workers", str(WORKERS), "--blocking-threads", "4", "--no-ws",
            "--log-level", "warning", "--workers-kill-timeout", "5s", application,
        ],
        env={**os.environ, **environ}, start_new_session=True,
    )  # fmt: skip
    try:
        _wait(process, port)
        yield Server(process.pid, port)
    finally:
        process.terminate()
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:  # a TERM that meets a worker still starting is lost on it
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _wait(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Until it answers; raises RuntimeError when it ends by itself or takes a minute."""
    for _ in range(600):
        if process.poll() is not None:
            break
        connection = HTTPConnection("127.0.0.1", port, timeout=30)
        try:
            connection.request("GET", "/sign-in")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.1)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError("the server did not start")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def _children(pid: int) -> list[int]:
    """Those that any of its threads has started."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for listed in threads for child in listed.read_text().split()]


def _cpu(pid: int) -> float:
    """Its own and that of the children it has outlived; nothing for one that is gone meanwhile."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    return sum(map(int, fields[11:15])) / TICK


def _resident(pid: int) -> int:
    return _status(pid, "VmRSS")


def most_resident() -> int:
    """The most bytes that this process ever had in memory."""
    return _status(os.getpid(), "VmHWM")


def _status(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    return 0
