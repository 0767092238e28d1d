"""A bounded client on the loopback: so many requests over so many connections, each one timed."""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from statistics import quantiles
from threading import Barrier

from .server import Server


@dataclass(frozen=True)
class Request:
    """What is sent; `expects` is the status without which nothing is measured."""

    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    expects: int = 200


@dataclass(frozen=True)
class Measured:
    """Milliseconds: CPU of the server for each request, and the client's wait (middle, 95 of 100)."""

    cpu: float
    p50: float
    p95: float
    size: int  # bytes of the last body


def send(connection: HTTPConnection, request: Request) -> bytes:
    """Send one request and read its answer whole. Raises RuntimeError for another status than expected."""
    connection.request(request.method, request.path, request.body, dict(request.headers))
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != request.expects:
        raise RuntimeError(
            f"{request.method} {request.path}: {answer.status} instead of {request.expects}\n"
            + body.decode("utf-8", "replace")[-2000:]
        )
    return body


def at_once(server: Server, made: Callable[[int], Request], times: int) -> Counter[int]:
    """Send `made(0)` … `made(times - 1)` at the same moment; how often each status came back."""
    ready = Barrier(times)

    def one(number: int) -> int:
        request = made(number)
        connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
        connection.connect()
        ready.wait()
        connection.request(request.method, request.path, request.body, dict(request.headers))
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status

    with ThreadPoolExecutor(times) as pool:
        return Counter(pool.map(one, range(times)))


def measure(server: Server, made: Callable[[int], Request], times: int, connections: int = 2) -> Measured:
    """Send `made(0)` … `made(times - 1)` and measure what the server spends."""
    waits: list[float] = []
    sizes: list[int] = []

    def work(numbers: range) -> None:
        connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
        for number in numbers:
            request = made(number)
            begun = time.perf_counter()
            sizes.append(len(send(connection, request)))
            waits.append(time.perf_counter() - begun)
        connection.close()

    before = server.cpu()
    with ThreadPoolExecutor(connections) as pool:
        shares = [range(first, times, connections) for first in range(connections)]
        for done in [pool.submit(work, share) for share in shares]:
            done.result()
    spent = server.cpu() - before
    cuts = quantiles(waits, n=20) if len(waits) > 1 else [waits[0]] * 19
    return Measured(1000 * spent / times, 1000 * cuts[9], 1000 * cuts[18], sizes[-1])
