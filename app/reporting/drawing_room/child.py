"""What runs in a child of the drawing room: `python -m app.reporting.drawing_room.child`, a socket as input.

Questions come one by one, each is answered; it ends when nobody is there to ask. The memory is limited for
good after the libraries are loaded, the time of clock and processor for each question, by the system: also
where a library hangs.
"""

import json
import logging
import os
import resource
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from math import ceil
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, BinaryIO

from app.domain.errors import NotFound
from app.domain.filetypes import KINDS, RefusedFile
from app.domain.personal_data import counted
from app.domain.quadrangle import Point, Sheet
from app.reporting import fingerprints, text_layers
from app.reporting.inspection import archives, inspect
from app.reporting.previews import preview
from app.reporting.straightening import straightened
from app.reporting.words import Bounds
from evidence_store import Digest, EvidenceMissing, EvidenceStore, open_store

from .draughtsman import READY, Answer

MEMORY = 300 * 1024 * 1024  # beyond what the libraries take
SPARE = 2  # seconds beyond those of a question, after which the system ends us if nobody else did

Question = Mapping[str, Any]


def picture(question: Question, content: BinaryIO) -> Answer:
    drawn = preview(KINDS[question["kind"]], content, width=question["width"], page=question["page"])
    return {"media_type": drawn.media_type, "width": drawn.width, "height": drawn.height}, drawn.content


def straight(question: Question, content: BinaryIO) -> Answer:
    sheet = Sheet(*(Point(*each) for each in question["sheet"])) if question["sheet"] else None
    drawn = straightened(KINDS[question["kind"]], content, sheet=sheet, turn=question["turn"])
    return {"media_type": drawn.media_type, "width": drawn.width, "height": drawn.height}, drawn.content


def fingerprint(question: Question, content: BinaryIO) -> Answer:
    return {"bits": f"{fingerprints.of_file(KINDS[question['kind']], content, question['page']):x}"}, b""


def words(question: Question, content: BinaryIO) -> Answer:
    found = text_layers.read(KINDS[question["kind"]], content, Bounds(*question["bounds"]))
    return {"pages": found.pages, "is_whole": found.is_whole}, b""


def personal(question: Question, content: BinaryIO) -> Answer:
    return {"personal": counted(text_layers.texts(KINDS[question["kind"]], content))}, b""


def facts(question: Question, content: BinaryIO) -> Answer:
    kind, pages, width, height = inspect(question["name"], content, question["accepted"])
    return {"kind": kind.code, "pages": pages, "width": width, "height": height}, b""


def packed(_: Question, content: BinaryIO) -> Answer:
    found = [[each.position, each.path, each.size] for each in archives.packed(content)]
    return {"packed": found}, b""


DEEDS: Mapping[str, Callable[[Question, BinaryIO], Answer]] = {
    deed.__name__: deed for deed in (picture, straight, fingerprint, words, personal, facts, packed)
}


def answer(question: Question) -> Answer:
    """The answer, or what was refused. Ends the process when memory ran short: it is no longer sound."""
    try:
        with _store(question["url"]).open(Digest(question["digest"])) as content:
            return DEEDS[question["deed"]](question, content)
    except EvidenceMissing:
        return {"refused": "missing"}, b""
    except NotFound:
        return {"refused": "not found"}, b""
    except Exception as error:
        if any(isinstance(cause, MemoryError) for cause in _causes(error)):
            sys.exit("wanted more memory")
        if not isinstance(error, RefusedFile):
            return {"failed": repr(error)}, b""
        (told,) = error.reasons
        return {"refused": error.fault.name, "params": dict(told.params)}, b""


def main() -> None:
    for number in (signal.SIGINT, signal.SIGTERM):  # these are for who started us, and then ends us
        signal.signal(number, signal.SIG_IGN)
    logging.basicConfig(level=logging.WARNING)
    _limit_memory()
    line = Connection(os.dup(sys.stdin.fileno()))
    line.send_bytes(READY)
    while True:
        try:
            question = json.loads(line.recv_bytes())
        except EOFError:
            return
        signal.alarm(ceil(question["seconds"]) + SPARE)
        signal.setitimer(signal.ITIMER_PROF, question["cpu"])
        told, content = answer(question)
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
        line.send_bytes(json.dumps(told).encode())
        line.send_bytes(content)


def _limit_memory() -> None:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@lru_cache(maxsize=4)
def _store(url: str) -> EvidenceStore:
    return open_store(url, create=False)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


if __name__ == "__main__":
    main()
