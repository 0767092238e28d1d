"""After an upload: the words of the file, so that they can be searched; and none of files that are gone."""

from itertools import count

from app.domain.filetypes import KINDS, FileKind
from app.domain.passage import MOST_OF_PAGE, MOST_OF_TEXT, cut, indexed, tidied
from app.models.passage import FileReading, forget, keep
from app.queries import passages, stored_files
from app.reporting.drawing_room import ROOM
from app.reporting.words import Bounds, Words
from evidence_store import Digest, EvidenceMissing, EvidenceStore

from .surroundings import Surroundings

AT_ONCE = 20  # the rest waits for the next round, so that papers are not kept waiting
ASKED_AT_ONCE = 500
BOUNDS = Bounds(pages=1000, characters=500_000, seconds=10)


def read_new_files(surroundings: Surroundings) -> int:
    """Read the words of files that were not read yet, each once, whoever gave it; how many.

    The reading holds no transaction; a file without words, or that cannot be read, is noted as such.
    """
    with surroundings.reading() as session:
        waiting = passages.waiting(session, AT_ONCE)
    for digest, media_type, instead in waiting:
        words = _words(surroundings.store, digest, media_type, instead)
        rows = _passages(words)
        noted = FileReading(digest=digest, read_from=instead, passages=len(rows), is_whole=words.is_whole)
        with surroundings.transaction() as session:
            forget(session, digest)
            keep(session, noted, rows)
    return len(waiting)


def forget_gone_files(surroundings: Surroundings) -> int:
    """Remove the words of files that no row names any more or that were purged from the store; how many.

    When a purged file is brought back, it is read again.
    """
    gone, after = 0, ""
    while True:
        with surroundings.reading() as session:
            digests = passages.read_files(session, ASKED_AT_ONCE, after)
            named = stored_files.named(session, digests)
        if not digests:
            return gone
        after = digests[-1]
        for digest in digests:
            if digest not in named or Digest.parse(digest) not in surroundings.store:
                with surroundings.transaction() as session:
                    forget(session, digest)
                gone += 1


def _words(store: EvidenceStore, digest: str, media_type: str, instead: str) -> Words:
    """Those of the pages that were drawn of a file, if there are any, or else its own."""
    kind = next(kind for kind in KINDS.values() if kind.media_type == media_type)
    drawn = _read(store, instead, KINDS["pdf"]) if instead else None
    return drawn if drawn and drawn.pages else _read(store, digest, kind)


def _read(store: EvidenceStore, digest: str, kind: FileKind) -> Words:
    try:
        return ROOM.words(store, Digest.parse(digest), kind, BOUNDS)
    except EvidenceMissing:
        return Words((), is_whole=False)


def _passages(words: Words) -> list[dict[str, object]]:
    ordinals = count(1)
    return [
        {
            "ordinal": next(ordinals),
            "page": page.number,
            "text": text,
            "words": indexed(text),
        }
        for page in words.pages
        for text in cut(tidied(page.text), MOST_OF_PAGE if page.number else MOST_OF_TEXT)
    ]
