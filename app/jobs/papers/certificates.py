"""Certificates on paper: each from its snapshot, and a ZIP of all of a campaign with its index."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.locale_text import LocaleText
from app.domain.papers import kind_of_certificate
from app.domain.procedure import CertificateStage
from app.domain.text import N_
from app.models.certificate import Certificate
from app.models.document import Document
from app.queries import documents
from app.reporting.archive import Entry, Index, archive
from app.reporting.documents import certificate as papers
from app.reporting.documents import pdf, translator
from evidence_store import Digest, EvidenceStore

PIECE = 256 * 1024
INDEX, NUMBER = N_("Index of certificates"), N_("Certificate number")
FILE, SIZE = N_("File"), N_("Size in bytes")


def certificate(session: Session, _: EvidenceStore, document: Document) -> bytes:
    """One certificate, from what was kept when it was issued: the same words at any later time."""
    found = session.get_one(Certificate, document.subject_id)
    kept = found.snapshot
    language = kept["language"]
    return pdf(
        papers.Certificate(
            generated_at=found.issued_at or found.drafted_at,
            language=language,
            kind=kept["kind"],
            recipient=_text(kept["recipient"], language),
            **_of_a_person(kept, language),
            campaign=_text(kept["campaign"], language),
            year=kept["year"],
            award=_text(kept["award"], language),
            issuers=tuple(_text(each, language) for each in kept["issuers"]),
            issued_on=date.fromisoformat(kept["issued_on"]),
            number=kept["number"],
            serial=kept["serial"],
            verify_at=kept["verify_at"],
            beside=kept["beside"],
        )
    )


def _of_a_person(kept: dict[str, Any], language: str) -> dict[str, Any]:
    """How a person is addressed and what the person works on, where the certificate names one."""
    if not kept.get("address_as"):
        return {}
    return {
        "address_as": LocaleText({"zh": kept["address_as"]}),
        "field_of_work": _text(kept["field_of_work"], language),
    }


def keep_digest(session: Session, document: Document) -> None:
    """Note on the certificate which bytes are its paper; the first stand."""
    found = session.get_one(Certificate, document.subject_id)
    found.digest = found.digest or document.digest


def papers_of_campaign(session: Session, document: Document) -> Sequence[UUID]:
    """The papers a ZIP needs: the one of each valid certificate, asked for where it is missing or failed."""
    wanted = []
    for found in _valid(session, document.subject_id):
        language = str(found.snapshot["language"])
        paper = _paper(session, found)
        if paper is None or paper.state == "failed":
            paper = Document(
                kind=kind_of_certificate(found.snapshot),
                subject_id=found.id,
                campaign_id=found.campaign_id,
                locale=language,
                filename=f"{found.number}.pdf",
                asked_by_id=document.asked_by_id,
            )
            session.add(paper)
            session.flush()
        wanted.append(paper.id)
    return wanted


def zip_of_campaign(session: Session, store: EvidenceStore, document: Document) -> bytes:
    """All valid certificates of a campaign by number, and the index."""
    say = translator(document.locale)
    index = Index(say(INDEX), (say(FILE), say(SIZE), "SHA-256", say(NUMBER)))
    entries = (
        Entry((paper.filename,), _pieces(store, paper.digest), remark=found.number)
        for found in _valid(session, document.subject_id)
        if (paper := _paper(session, found)) and paper.state == "ready"
    )
    return b"".join(archive(entries, made_at=document.asked_at, index=index))


def _paper(session: Session, found: Certificate) -> Document | None:
    kind = kind_of_certificate(found.snapshot)
    return documents.newest(session, kind, found.id, str(found.snapshot["language"]))


def _valid(session: Session, campaign_id: UUID) -> Sequence[Certificate]:
    return session.scalars(
        select(Certificate)
        .where(Certificate.campaign_id == campaign_id, Certificate.stage == CertificateStage.ISSUED)
        .order_by(Certificate.number)
    ).all()


def _pieces(store: EvidenceStore, digest: str) -> Iterator[bytes]:
    with store.open(Digest(digest)) as content:
        while piece := content.read(PIECE):
            yield piece


def _text(kept: dict[str, Any], language: str) -> LocaleText:
    return LocaleText(kept, language)
