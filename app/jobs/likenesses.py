"""After an upload: what the file looks like, and which files looked like that before."""

from app.domain.errors import NotFound
from app.domain.filetypes import KINDS, RefusedFile
from app.domain.likeness import LEAST_ALIKE, nearest, read, written
from app.models.likeness import Fingerprint, Likeness
from app.queries import likenesses
from app.reporting.drawing_room import ROOM
from evidence_store import Digest, EvidenceMissing, EvidenceStore

from .surroundings import Surroundings

AT_ONCE = 20  # the rest waits for the next round, so that papers are not kept waiting
MOST_PAGES = 12  # of one file; a photograph given again rarely stands behind them


def compare_new_files(surroundings: Surroundings) -> int:
    """Take the fingerprints of files that have none and note which look alike; how many were taken.

    The drawing holds no transaction; a file that cannot be drawn is noted as such and not tried again.
    """
    with surroundings.reading() as session:
        waiting = likenesses.waiting(session, AT_ONCE)
        known = likenesses.fingerprints(session) if waiting else {}
    for digest, media_type in waiting:
        bits = written(_look(surroundings.store, digest, media_type))
        pages = read(bits)
        near = [other for other in known if nearest(pages, known[other]).share >= LEAST_ALIKE]
        with surroundings.transaction() as session:
            session.add(Fingerprint(digest=digest, bits=bits))
            for other in near:
                session.add_all((Likeness(first=digest, second=other), Likeness(first=other, second=digest)))
        if bits:
            known[digest] = pages
    return len(waiting)


def _look(store: EvidenceStore, digest: str, media_type: str) -> list[int]:
    """The fingerprints of its pages, up to the first that is not there or cannot be drawn."""
    kind = next(kind for kind in KINDS.values() if kind.media_type == media_type)
    pages: list[int] = []
    try:
        for page in range(1, MOST_PAGES + 1):
            pages.append(ROOM.fingerprint(store, Digest.parse(digest), kind, page))
    except (NotFound, RefusedFile, EvidenceMissing):
        pass
    return pages
