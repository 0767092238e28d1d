"""Office files become PDFs where LibreOffice is; what cannot be rendered is noted and not tried for ever."""

import io
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.domain.filetypes import KINDS
from app.domain.procedure import CampaignStage
from app.jobs.renditions import forget_gone, render_office_files
from app.jobs.surroundings import Surroundings
from app.models.rendition import Rendition, RenditionState
from app.queries import stored_files
from evidence_store import Digest, EvidenceStore, open_store
from tests import files, scene, stand_ins


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return open_store((tmp_path / "evidence").as_uri())


def work(engine: Engine, store: EvidenceStore, office: str) -> Surroundings:
    return Surroundings(engine, store, {"OFFICE": office})


@pytest.fixture
def source(session: Session, store: EvidenceStore) -> str:
    """The digest of a Word file that is a piece of evidence."""
    world = scene.university(session, colleges=1)
    submission = world.submission(world.campaign(CampaignStage.SELF_EVALUATION), world.colleges[0])
    digest = store.put(io.BytesIO(files.docx()[1])).hex
    world.evidence(
        submission, "1.1-01", world.contributor(world.colleges[0]), digest=digest, filename="总结.docx",
        media_type=KINDS["docx"].media_type,
    )  # fmt: skip
    session.commit()
    return digest


def renditions(engine: Engine) -> list[Rendition]:
    with Session(engine) as session:
        return list(session.scalars(select(Rendition)))


def test_an_office_file_is_rendered_once_and_its_pdf_is_known_to_the_collector(
    engine: Engine, session: Session, store: EvidenceStore, source: str, tmp_path: Path
) -> None:
    around = work(engine, store, stand_ins.office(tmp_path, stand_ins.GOOD))
    assert [render_office_files(around), render_office_files(around)] == [1, 0]
    (made,) = renditions(engine)
    assert (made.source_digest, made.state, made.pages) == (source, RenditionState.READY, 3)
    with store.open(Digest(made.rendition_digest)) as content:
        assert content.read() == files.pdf()[1]
    assert stored_files.named(session, [made.rendition_digest]) == {made.rendition_digest}


@pytest.mark.parametrize(("body", "fault"), [(stand_ins.NOTHING, "nothing"), (stand_ins.RUBBISH, "web_page")])
def test_what_cannot_be_rendered_is_tried_twice_and_noted(
    body: str, fault: str, engine: Engine, store: EvidenceStore, source: str, tmp_path: Path
) -> None:
    around = work(engine, store, stand_ins.office(tmp_path, body))
    assert [render_office_files(around) for _ in range(3)] == [1, 1, 0]
    (made,) = renditions(engine)
    assert (made.state, made.attempts, made.rendition_digest) == (RenditionState.FAILED, 2, "")
    assert made.fault == fault


def test_a_second_attempt_may_succeed(
    engine: Engine, store: EvidenceStore, source: str, tmp_path: Path
) -> None:
    for body in (stand_ins.NOTHING, stand_ins.GOOD):
        render_office_files(work(engine, store, stand_ins.office(tmp_path, body)))
    assert [(each.state, each.fault) for each in renditions(engine)] == [(RenditionState.READY, "")]


def test_without_libreoffice_nothing_is_done_and_nothing_noted(
    engine: Engine, store: EvidenceStore, source: str
) -> None:
    assert render_office_files(work(engine, store, "")) == 0
    assert renditions(engine) == []


def test_the_pdf_of_a_purged_file_is_taken_back(
    engine: Engine, store: EvidenceStore, source: str, tmp_path: Path
) -> None:
    around = work(engine, store, stand_ins.office(tmp_path, stand_ins.GOOD))
    render_office_files(around)
    (made,) = renditions(engine)
    assert forget_gone(around) == 0
    store.delete(Digest(source), reason="secret")
    assert forget_gone(around) == 1
    with Session(engine) as session:
        assert stored_files.named(session, [made.rendition_digest]) == frozenset()
    assert [render_office_files(around) for _ in range(3)] == [1, 1, 0]  # what is gone is no rendition
