"""After an upload: what the file looks like, and which files looked like that before."""

from app.domain.errors import NotFound
from app.domain.filetypes import KINDS, RefusedFile
from app.domain.likeness import LEAST_ALIKE, alike, is_telling
from app.models.likeness import Fingerprint, Likeness
from app.queries import likenesses
from app.reporting.drawing_room import ROOM
from evidence_store import Digest, EvidenceMissing, EvidenceStore

from .surroundings import Surroundings

AT_ONCE = 20  # the rest waits for the next round, so that papers are not kept waiting


def compare_new_files(surroundings: Surroundings) -> int:
    """Take the fingerprints of files that have none and note which look alike; how many were taken.

    The drawing holds no transaction; a file that cannot be drawn is noted as such and not tried again.
    """
    with surroundings.reading() as session:
        waiting = likenesses.waiting(session, AT_ONCE)
        known = likenesses.fingerprints(session) if waiting else {}
    for digest, media_type in waiting:
        bits = _look(surroundings.store, digest, media_type)
        near = [] if bits is None else [other for other in known if alike(bits, known[other]) >= LEAST_ALIKE]
        with surroundings.transaction() as session:
            session.add(Fingerprint(digest=digest, bits="" if bits is None else f"{bits:064x}"))
            for other in near:
                session.add_all((Likeness(first=digest, second=other), Likeness(first=other, second=digest)))
        if bits is not None:
            known[digest] = bits
    return len(waiting)


def _look(store: EvidenceStore, digest: str, media_type: str) -> int | None:
    """The fingerprint; None where nothing can be drawn or too little is on it."""
    kind = next(kind for kind in KINDS.values() if kind.media_type == media_type)
    try:
        bits = ROOM.fingerprint(store, Digest.parse(digest), kind)
    except (NotFound, RefusedFile, EvidenceMissing):
        return None
    return bits if is_telling(bits) else None
