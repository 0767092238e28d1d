"""The server killed again and again with signal 9 while files come in from several browsers."""

import os
import signal
import threading
import time
from dataclasses import dataclass, field
from random import Random

from benchmarks.server import Server, serving

from .house import House, examine
from .uploading import BROKEN, KEPT, KEPT_BEFORE, File, Sender
from .verdict import Verdict, progress

BROWSERS = 4
SMALLEST, LARGEST = 4_000, 400_000  # bytes
SHORTEST, LONGEST = 0.05, 0.8  # seconds of uploads before a kill


@dataclass
class Record:
    """What was sent and what was answered, by number of the file."""

    sent: int = 0
    acknowledged: list[File] = field(default_factory=list)
    unanswered: list[File] = field(default_factory=list)
    surprises: list[int] = field(default_factory=list)
    chance: Random = field(default_factory=lambda: Random("kills"))  # noqa: S311 -- the same sizes every time
    lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> File:
        """What nobody answered for is sent again first, as a person would."""
        with self.lock:
            if self.unanswered:
                return self.unanswered.pop(0)
            self.sent += 1
            return File(self.sent, self.chance.randint(SMALLEST, LARGEST))

    def note(self, file: File, status: int | None) -> None:
        with self.lock:
            if status in (KEPT, KEPT_BEFORE):
                self.acknowledged.append(file)
            else:
                self.unanswered.append(file)
                if status is not None:
                    self.surprises.append(status)


def run(house: House, times: int) -> Verdict:
    """Kill `times`, then send once more what was never answered, and look at what is there."""
    record, moments = Record(), Random("moments")  # noqa: S311 -- no secret
    for done in range(1, times + 1):
        with serving("wsgi:app", house.environ) as server:
            _upload_until_killed(house, server, record, moments.uniform(SHORTEST, LONGEST))
        progress("kill -9", done, times)
    cut = len(record.unanswered)
    with serving("wsgi:app", house.environ) as server:
        sender = Sender(house, server)
        while record.unanswered:
            file = record.unanswered.pop()
            record.note(file, sender.send(file))
            if record.surprises:
                break
    verdict = Verdict("kill -9 during parallel uploads", times, record.sent, len(record.acknowledged))
    verdict.note = f"{cut} unanswered at the end were sent again, each has one row"
    if record.surprises:
        verdict.wrong = f"unexpected answers: {sorted(set(record.surprises))}"
    return examine(house, verdict, {file.digest for file in record.acknowledged})


def _upload_until_killed(house: House, server: Server, record: Record, seconds: float) -> None:
    sender = Sender(house, server)
    browsers = [threading.Thread(target=_browse, args=(sender, record)) for _ in range(BROWSERS)]
    for browser in browsers:
        browser.start()
    time.sleep(seconds)
    os.killpg(server.pid, signal.SIGKILL)
    for browser in browsers:
        browser.join()


def _browse(sender: Sender, record: Record) -> None:
    """Send until nobody answers any more."""
    while True:
        file = record.next()
        try:
            record.note(file, sender.send(file))
        except BROKEN:
            record.note(file, None)
            return
