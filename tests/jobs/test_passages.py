"""The worker reads the words of each file once; both databases find what is in them, and nothing else."""

import io
import random
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.domain.filetypes import KINDS
from app.domain.passage import asked, cut, indexed, spelled, tidied
from app.domain.procedure import CampaignStage
from app.jobs import SCHEDULE
from app.jobs import passages as reading
from app.jobs.passages import forget_gone_files, read_new_files
from app.jobs.surroundings import Surroundings
from app.models.passage import FileReading, Passage, holds, keep
from app.models.rendition import Rendition, RenditionState
from app.reporting.words import Bounds
from evidence_store import Digest, open_store
from tests import files
from tests.scene import Scene, university

# what an index divides or drops in ways of its own: addresses, numbers, operators, new and rare characters
ODD = [
    *(
        "a@b.cn",
        "http://x.cn/q?w=1",
        "1e5",
        "-3.14",
        "0x1F",
        "v1.2-rc7",
        "AND",
        "OR",
        "NOT",
        "NEAR",
        "'x'",
        "*",
    ),
    *(
        '"y"',
        "^",
        ":",
        "(",
        ")",
        "{}",
        "𠮷野家",
        "𰻝面",
        "한국",
        "３０％",
        "№5",
        "㈠",
        "ﷺ",
        "عربي",
        "🎉庆",
        "〇五",
    ),
    *("C++", "C#", "it's", "A/B", "½", "⼯作", "naïve", "the", "的"),
]
PLAIN = ["经费", "关工委", "2024年", "工作", "总结", "会议纪要", "report", "第三学院", "，", "。"]


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def around(engine: Engine, tmp_path: Path) -> Surroundings:
    return Surroundings(engine, open_store(tmp_path.as_uri()), {})


def give(scene: Scene, around: Surroundings, number: str, content: bytes, kind: str) -> str:
    """A piece of evidence with this content; the digest of the file."""
    campaign = scene.campaign(CampaignStage.SELF_EVALUATION, title=number)
    submission = scene.submission(campaign, scene.colleges[0])
    digest = around.store.put(io.BytesIO(content)).hex
    author = scene.person(f"联络员{number}")
    scene.evidence(submission, number, author, digest=digest, filename=f"{number}.x", media_type=kind)
    return digest


def kept(session: Session) -> list[tuple[int | None, str]]:
    return [
        tuple(row) for row in session.execute(select(Passage.page, Passage.text).order_by(Passage.ordinal))
    ]


def test_the_words_of_a_file_are_read_once_page_by_page_however_often_it_was_given(
    scene: Scene, around: Surroundings
) -> None:
    content = files.pdf("经费", pages=2)[1]
    give(scene, around, "1.1-01", content, "application/pdf")
    give(scene, around, "1.1-02", content, "application/pdf")
    give(scene, around, "1.1-03", files.jpeg()[1], "image/jpeg")
    scene.session.commit()
    assert (read_new_files(around), read_new_files(around)) == (1, 0)
    assert kept(scene.session) == [(1, "经费 第1页"), (2, "经费 第2页")]
    assert read_new_files in {task.run for task in SCHEDULE}


def test_a_long_text_without_pages_is_cut_and_what_has_no_words_is_noted(
    scene: Scene, around: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BOUNDS", Bounds(pages=9, characters=5000, seconds=9))
    table = "".join(f"{number},第三学院\n" for number in range(2000))
    long = give(scene, around, "1.1-01", files.csv(table)[1], "text/csv")
    broken = give(scene, around, "1.1-02", b"%PDF-1.7 nothing", "application/pdf")
    lost = give(scene, around, "1.1-03", b"", "application/pdf")
    around.store.delete(Digest.parse(lost), reason="a test")
    scene.session.commit()
    assert (read_new_files(around), read_new_files(around)) == (3, 0)
    noted = scene.session.execute(select(FileReading.digest, FileReading.passages, FileReading.is_whole))
    assert {digest: (passages, whole) for digest, passages, whole in noted} == {
        long: (3, False), broken: (0, False), lost: (0, False)
    }  # fmt: skip
    assert {page for page, _ in kept(scene.session)} == {None}


def test_an_office_file_is_read_again_by_page_when_its_pages_were_drawn(
    scene: Scene, around: Surroundings
) -> None:
    word, sheet = KINDS["docx"].media_type, KINDS["xlsx"].media_type
    sources = [
        give(scene, around, "1.1-01", files.docx("经费")[1], word),
        give(scene, around, "1.1-02", b"an old file", KINDS["doc"].media_type),
        give(scene, around, "1.1-03", files.xlsx("经费")[1], sheet),
        give(scene, around, "1.1-04", files.docx("只在原件")[1], word),
    ]
    scene.session.commit()
    assert (read_new_files(around), len(found(scene.session, "经费"))) == (3, 1)
    pages = [around.store.put(io.BytesIO(each)).hex for each in (files.pdf("经费")[1], b"%PDF-1.7 nothing")]
    for source, drawn in zip(sources, (pages[0], pages[0], pages[0], pages[1]), strict=True):
        rendition = {"rendition_digest": drawn, "state": RenditionState.READY, "pages": 3}
        scene.session.add(Rendition(source_digest=source, **rendition))
    scene.session.commit()
    assert (read_new_files(around), read_new_files(around)) == (3, 0)
    by_file = select(Passage.digest, func.max(Passage.page)).group_by(Passage.digest).order_by(Passage.digest)
    assert [tuple(row) for row in scene.session.execute(by_file)] == sorted(
        zip(sources, (3, 3, None, None), strict=True)
    )


def test_the_words_of_a_file_that_is_gone_are_forgotten_and_read_again_when_it_is_back(
    scene: Scene, around: Surroundings
) -> None:
    first, second = files.pdf("甲", pages=1)[1], files.pdf("乙", pages=1)[1]
    gone = give(scene, around, "1.1-01", first, "application/pdf")
    give(scene, around, "1.1-02", second, "application/pdf")
    scene.session.commit()
    read_new_files(around)
    assert forget_gone_files(around) == 0
    around.store.delete(Digest.parse(gone), reason="a court has ordered it")
    assert (forget_gone_files(around), forget_gone_files(around)) == (1, 0)
    assert found(scene.session, "甲") == []
    assert len(found(scene.session, "乙")) == 1
    around.store.put(io.BytesIO(first))
    assert (read_new_files(around), len(found(scene.session, "甲"))) == (1, 1)


def found(session: Session, query: str) -> list[int]:
    ordinals = sorted(session.scalars(select(Passage.ordinal).where(holds(asked(query)))))
    session.commit()  # a look of the tests' own session would keep the worker out
    return ordinals


def test_both_databases_find_exactly_the_texts_that_hold_the_words(session: Session) -> None:
    chance = random.Random(2024)
    texts = [
        tidied("".join(chance.choices(ODD + PLAIN, k=chance.randint(1, 12)))) for _ in range(150)
    ] + cut("合格 " * 500 + "末页", 4000)  # fmt: skip
    rows = [{"ordinal": at, "text": text, "words": indexed(text)} for at, text in enumerate(texts)]
    keep(session, FileReading(digest=uuid4().hex, passages=len(texts), is_whole=True), rows)
    queries = [*PLAIN[:-2], "末页", "合格末页", *(_part(chance, chance.choice(texts)) for _ in range(150))]
    for query in queries:
        if not indexed(query):
            continue
        held = [at for at, text in enumerate(texts) if all(_holds(text, phrase) for phrase in asked(query))]
        assert found(session, query) == held, query


def _part(chance: random.Random, text: str) -> str:
    """One or two parts of a text, between words."""
    ends = sorted({at for each in spelled(text) for at in (each.start, each.end)})
    if not ends:
        return ""
    parts = (text[slice(*sorted(chance.choices(ends, k=2)))] for _ in range(chance.randint(1, 2)))
    return " ".join("".join(part.split())[:25] for part in parts)


def _holds(text: str, phrase: tuple[str, ...]) -> bool:
    return f" {' '.join(phrase)} " in f" {indexed(text)} "
