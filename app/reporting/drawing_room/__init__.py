"""The drawing room: files are looked at, drawn and read in children, because a file may be hostile.

The child opens the file itself, by the store's address and the digest; it has 300 MB, its time, and no secret
of ours. One that crashes, hangs or wants more is ended, and the file is told to be one that cannot be shown;
the next question starts another child. What a child answers is JSON and plain bytes, never pickled objects: a
file that took a child over would otherwise take over who asked.
"""

import atexit
import json
import logging
import time
from collections import OrderedDict
from collections.abc import Collection, Mapping
from queue import Empty, LifoQueue
from typing import Any, NamedTuple

from app.domain.errors import Crowded, NotFound
from app.domain.filetypes import KINDS, KNOWN_ENDINGS, Fault, FileFacts, FileKind, RefusedFile
from app.domain.parcel import PackedFile
from app.domain.personal_data import PersonalNumber
from app.domain.quadrangle import Sheet
from app.reporting.drawn import Preview
from app.reporting.words import Bounds, Page, Words
from evidence_store import Digest, EvidenceMissing, EvidenceStore

from .draughtsman import Answer, Draughtsman, Lost

log = logging.getLogger(__name__)

CHILDREN = 2  # so that a slow page leaves one for the others
TASKS = 200  # then a child has earned its rest, and what it has leaked goes with it
PAGE_SECONDS = 6.0
PAGE_CPU = 2.0  # seconds of the processor, however busy the machine is: A4 at 600 dpi in JPEG 2000 takes one
WORDS_SPARE = 5.0  # seconds beyond the bounds, which are looked at between two pages only
LOOK_SECONDS = 60.0  # a table of 4 GB is decoded to its end
WAIT_SECONDS = 15.0  # for a free child
REMEMBERED, REMEMBERED_FOR = 500, 600.0  # pages that ended a child, and seconds


class Failed(Exception):
    """It is no fault of the file: the store does not answer, say; the text is the child's."""


class Looked(NamedTuple):
    """What an arriving file is, and how many numbers of persons stand in its words."""

    facts: FileFacts
    personal: Mapping[PersonalNumber, int]


class DrawingRoom:
    """Children that draw, started when they are first needed. Each method may be called from many threads."""

    def __init__(self, children: int = CHILDREN) -> None:
        self._free: LifoQueue[Draughtsman | None] = LifoQueue()  # the last is asked again: it is warm
        self._children: set[Draughtsman] = set()
        self._spoilt: OrderedDict[tuple[str, str, int], float] = OrderedDict()
        for _ in range(children):
            self._free.put(None)

    def picture(
        self, store: EvidenceStore, digest: Digest, kind: FileKind, *, width: int, page: int = 1
    ) -> Preview:
        """As `previews.preview`. Raises NotFound, RefusedFile, EvidenceMissing, Crowded."""
        told, content = self._draw(store, digest, "picture", page, kind=kind.code, width=width, cpu=PAGE_CPU)
        return Preview(content, told["media_type"], told["width"], told["height"])

    def straightened(
        self, store: EvidenceStore, digest: Digest, kind: FileKind, *, sheet: Sheet | None, turn: int
    ) -> Preview:
        """As `straightening.straightened`. Raises as `picture` does."""
        told, content = self._draw(store, digest, "straight", kind=kind.code, sheet=sheet, turn=turn)
        return Preview(content, told["media_type"], told["width"], told["height"])

    def fingerprint(self, store: EvidenceStore, digest: Digest, kind: FileKind, page: int = 1) -> int:
        """As `fingerprints.of_file`. Raises as `picture` does."""
        told, _ = self._draw(store, digest, "fingerprint", page, kind=kind.code, cpu=PAGE_CPU)
        return int(told["bits"], 16)

    def words(self, store: EvidenceStore, digest: Digest, kind: FileKind, bounds: Bounds) -> Words:
        """As `text_layers.read`; of a file that ended the child none, and not the whole.

        Raises EvidenceMissing, Crowded.
        """
        question = {"deed": "words", "kind": kind.code, "bounds": bounds}
        try:
            told, _ = self._ask(store, digest, question, bounds.seconds + WORDS_SPARE)
        except Lost:
            return Words((), is_whole=False)
        pages = tuple(Page(number, str(text)) for number, text in told["pages"])
        return Words(pages, is_whole=told["is_whole"])

    def look(
        self, store: EvidenceStore, digest: Digest, name: str, accepted: Collection[str] = KNOWN_ENDINGS
    ) -> Looked:
        """As `inspection.inspect`, and the numbers of persons in its words. Raises as `picture` does; a file
        over which a child ended is told to be damaged, one whose words do that has none."""
        question = {"deed": "facts", "name": name, "accepted": sorted(accepted)}
        try:
            told, _ = self._ask(store, digest, question, LOOK_SECONDS)
        except Lost:
            raise RefusedFile(Fault.BROKEN) from None
        facts = FileFacts(KINDS[told["kind"]], told["pages"], told["width"], told["height"])
        try:
            found, _ = self._draw(store, digest, "personal", kind=facts.kind.code)
        except RefusedFile:
            return Looked(facts, {})
        return Looked(facts, {PersonalNumber(kind): number for kind, number in found["personal"].items()})

    def packed(self, store: EvidenceStore, digest: Digest) -> list[PackedFile]:
        """As `archives.packed`. Raises RefusedFile, EvidenceMissing, Crowded."""
        told, _ = self._draw(store, digest, "packed")
        return [PackedFile(position, path, size) for position, path, size in told["packed"]]

    def pids(self) -> list[int]:
        """The processes of its children that live, or did when they were last asked."""
        return [child.pid for child in self._children]

    def close(self) -> None:
        """End the children; a later question starts new ones."""
        for child in list(self._children):
            self._children.discard(child)
            child.end()

    def _draw(self, store: EvidenceStore, digest: Digest, deed: str, page: int = 1, **more: object) -> Answer:
        """One deed within the time of a page; what ended a child before is not tried again for a while."""
        key = (deed, digest.hex, page)
        if time.monotonic() - self._spoilt.get(key, -REMEMBERED_FOR) < REMEMBERED_FOR:
            raise RefusedFile(Fault.NO_PREVIEW)
        try:
            return self._ask(store, digest, {"deed": deed, "page": page, **more}, PAGE_SECONDS)
        except Lost:
            self._spoilt[key] = time.monotonic()
            while len(self._spoilt) > REMEMBERED:
                self._spoilt.popitem(last=False)
            raise RefusedFile(Fault.NO_PREVIEW) from None

    def _ask(
        self, store: EvidenceStore, digest: Digest, question: Mapping[str, Any], seconds: float
    ) -> Answer:
        """The answer of a child. Raises Lost when it ended over it, what it refused, and Failed."""
        within = {"seconds": seconds, "cpu": seconds}
        asked = json.dumps({"url": store.url, "digest": digest.hex, **within, **question}).encode()
        try:
            child = self._free.get(timeout=WAIT_SECONDS)
        except Empty:
            raise Crowded from None
        try:
            if child is None or not child.is_fit(TASKS):
                child = self._replaced(child)
            told, content = child.ask(asked, seconds)
        except Lost as lost:
            log.warning("a child was lost over %s of %s: %s", question["deed"], digest, lost)
            raise
        finally:
            self._free.put(child)
        _raise_refused(told, digest)
        return told, content

    def _replaced(self, old: Draughtsman | None) -> Draughtsman:
        if old is not None:
            self._children.discard(old)
            old.end()
        try:
            new = Draughtsman()
        except Lost as lost:
            raise Failed(f"no child could be started: {lost}") from None
        self._children.add(new)
        return new


def _raise_refused(told: Mapping[str, Any], digest: Digest) -> None:
    if "failed" in told:
        raise Failed(told["failed"])
    match told.get("refused"):
        case None:
            return
        case "missing":
            raise EvidenceMissing(str(digest))
        case "not found":
            raise NotFound
        case fault:
            raise RefusedFile(Fault[fault], **told["params"])


ROOM = DrawingRoom()  # of this process
atexit.register(ROOM.close)
