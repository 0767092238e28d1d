"""Parcels that were given: each file unpacked, looked at, and made evidence or told why not."""

from app.domain.actors import Actor
from app.domain.errors import Crowded, DomainError, Sentence, sentence
from app.domain.evidence import shown_name
from app.domain.filetypes import KNOWN_ENDINGS, Fault
from app.domain.text import N_
from app.queries import accounts, parcels
from app.queries.parcels import Waiting
from app.reporting.inspection import archives
from app.services import parcels as taking
from app.services.evidence import StoredFile
from evidence_store import Digest, EvidenceError, EvidenceMissing, EvidenceStore

from .surroundings import Surroundings

AT_ONCE = 20  # the rest waits for the next round, so that papers are not kept waiting
CLOSED = N_("The account that gave this file is closed.")


def unpack(surroundings: Surroundings) -> int:
    """Make the next files evidence in their owner's name, one transaction each; how many were looked at.

    The bytes are in the store before the row that names them; a file that was taken is not taken twice.
    """
    with surroundings.reading() as session:
        found = parcels.waiting(session, AT_ONCE)
        actors = {owner: accounts.acting(session, owner) for owner in {each.made_by_id for each in found}}
    for each in found:
        actor = actors[each.made_by_id]
        refusal = sentence(CLOSED) if actor is None else _take(surroundings, actor, each)
        if refusal is not None:
            with surroundings.transaction() as session:
                taking.turn_down(session, each.id, refusal)
    return len(found)


def forget_old(surroundings: Surroundings) -> int:
    """Delete parcels whose day has passed; their ZIPs are collected once nobody names them. How many."""
    with surroundings.transaction() as session:
        return taking.forget(session)


def _take(surroundings: Surroundings, actor: Actor, waiting: Waiting) -> Sentence | None:
    """Make one file evidence, or say why not; what is crowded only is tried again in the next round."""
    try:
        file = _unpacked(surroundings.store, waiting)
        with surroundings.transaction() as session:
            taking.take(session, actor, waiting.id, file)
    except Crowded:
        return None
    except EvidenceMissing:  # somebody has purged the ZIP; what stands behind it must not wait for ever
        return sentence(Fault.BROKEN.value)
    except DomainError as error:
        return error.reasons[0]
    return None


def _unpacked(store: EvidenceStore, waiting: Waiting) -> StoredFile:
    name = shown_name(waiting.path)
    with (
        store.open(Digest(waiting.digest)) as content,
        archives.unpacked(content, waiting.position) as inside,
    ):
        digest: Digest | EvidenceError
        try:
            digest = store.put(inside)
        except EvidenceError as error:  # the store's fault, which must not be told as the file's
            digest = error
    if isinstance(digest, EvidenceError):
        raise digest
    return StoredFile.looked_at(store, name, digest, waiting.size, KNOWN_ENDINGS)
