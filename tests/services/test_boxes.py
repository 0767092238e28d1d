"""The box of a unit by the deeds themselves: filled, searched, bettered, and hidden from everybody above."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from app.domain import box
from app.domain.actors import Actor, Role
from app.domain.box import BoxedWords
from app.domain.errors import (
    Conflict,
    Invalid,
    NotFound,
    NotPermitted,
    StaleVersion,
)
from app.domain.evidence_details import LinkDetails, OnSite
from app.models.box import BoxedPiece
from app.queries import boxes as readings
from app.services import boxes
from app.services.evidence import StoredFile
from tests.scene import Scene, university

SPRING = date(2025, 4, 1)
LINK = LinkDetails("https://example.edu.cn/news/1", "校报", "university")
KEPT = OnSite("办公室三号柜", "联络员")


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def writer(scene: Scene) -> Actor:
    return scene.actor(scene.contributor(scene.colleges[0]))


def photo(number: int, **more: object) -> StoredFile:
    return StoredFile(f"照片{number}.jpg", "image/jpeg", f"{number:064x}", 1000, **more)  # type: ignore[arg-type]


def put(scene: Scene, actor: Actor, number: int, *tags: str, on: date | None = SPRING) -> BoxedPiece:
    words = BoxedWords(f"读书会{number}", on, tags=tags)
    return boxes.put_file(scene.session, actor, scene.colleges[0].id, words, photo(number))


def titles(scene: Scene, actor: Actor, **wanted: object) -> list[str]:
    found = readings.page(scene.session, actor, scene.colleges[0].id, **wanted)  # type: ignore[arg-type]
    return sorted(row.title for row in found)


def test_what_is_put_in_is_found_by_title_file_and_tag_and_comes_out_and_back(
    scene: Scene, writer: Actor
) -> None:
    unit = scene.colleges[0].id
    first = put(scene, writer, 1, "2.1", "志愿")
    boxes.put_link(scene.session, writer, unit, BoxedWords("报道", tags=("宣传",)), LINK)
    boxes.put_on_site(scene.session, writer, unit, BoxedWords("名册"), KEPT)
    assert titles(scene, writer) == ["名册", "报道", "读书会1"]
    assert titles(scene, writer, search="志") == titles(scene, writer, search="照片1 读书") == ["读书会1"]
    assert titles(scene, writer, tag="宣传") == ["报道"]
    assert titles(scene, writer, search="100%") == []
    assert readings.words(scene.session, writer, unit) == [("2.1", 1), ("宣传", 1), ("志愿", 1)]
    with pytest.raises(Invalid) as refused:
        put(scene, writer, 1)
    assert list(refused.value.fields) == ["file"]
    boxes.withdraw(scene.session, writer, first.id)
    with pytest.raises(Conflict):
        boxes.withdraw(scene.session, writer, first.id)
    assert (titles(scene, writer, withdrawn=True), readings.room(scene.session, unit).pieces) == (
        ["读书会1"],
        2,
    )
    boxes.restore(scene.session, writer, first.id)
    with pytest.raises(Conflict):
        boxes.restore(scene.session, writer, first.id)
    assert titles(scene, writer, withdrawn=True) == []


def test_words_are_bettered_by_who_has_seen_them_as_they_are(scene: Scene, writer: Actor) -> None:
    piece = put(scene, writer, 1, "志愿")
    better = BoxedWords("读书会（定稿）", date(2025, 5, 1), "备注", ("2.1",))
    boxes.describe(scene.session, writer, piece.id, better, version=1)
    row = readings.one(scene.session, writer, piece.id)
    assert (row.title, row.event_on, row.note, row.tags) == (
        better.title,
        better.event_on,
        better.note,
        better.tags,
    )
    with pytest.raises(StaleVersion):
        boxes.describe(scene.session, writer, piece.id, better, version=1)
    with pytest.raises(Invalid):
        boxes.describe(scene.session, writer, piece.id, BoxedWords(""), version=2)


def test_the_box_takes_no_more_than_it_holds(
    scene: Scene, writer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(box, "MOST_PIECES", 1)
    first = put(scene, writer, 1)
    with pytest.raises(Invalid) as refused:
        put(scene, writer, 2)
    assert list(refused.value.fields) == ["file"]
    boxes.withdraw(scene.session, writer, first.id)
    put(scene, writer, 2)
    with pytest.raises(Invalid):
        boxes.restore(scene.session, writer, first.id)


def test_the_box_is_the_units_own_and_nobody_above_looks_in(scene: Scene, writer: Actor) -> None:
    """Each deed, permitted beside refused: whoever is not of the unit is told that there is nothing."""
    unit, session = scene.colleges[0].id, scene.session
    piece = put(scene, writer, 1)
    member = scene.actor(scene.person("老同志", (Role.MEMBER, scene.colleges[0])))
    signatory = scene.actor(scene.signatory(scene.colleges[0]))
    strangers = [scene.actor(made) for made in (scene.coordinator(), scene.board(), scene.observer())]
    strangers += [scene.actor(scene.contributor(scene.colleges[1])), scene.actor(scene.reviewer("专家"))]
    strangers.append(scene.actor(scene.person("管理员", (Role.ADMINISTRATOR, scene.university))))
    words = BoxedWords("报道")
    fills: list[Callable[[Actor], object]] = [
        lambda who: boxes.put_link(session, who, unit, words, LINK),
        lambda who: boxes.put_on_site(session, who, unit, words, KEPT),
        lambda who: boxes.put_file(session, who, unit, words, photo(uuid4().int % 1000 + 10)),
        lambda who: boxes.describe(session, who, piece.id, words, version=piece.version),
        lambda who: boxes.withdraw(session, who, piece.id),
        lambda who: boxes.restore(session, who, piece.id),
    ]
    for fill in fills:
        fill(member)
        with pytest.raises(NotPermitted):
            fill(signatory)
        for stranger in strangers:
            with pytest.raises(NotFound):
                fill(stranger)
    for nothing in (
        lambda: boxes.put_link(session, member, uuid4(), words, LINK),
        lambda: boxes.withdraw(session, member, uuid4()),
    ):
        with pytest.raises(NotFound):
            nothing()
    for looks in (
        lambda who: readings.unit(session, who, unit),
        lambda who: readings.one(session, who, piece.id),
    ):
        looks(signatory)
        for stranger in strangers:
            with pytest.raises(NotFound):
                looks(stranger)
    for stranger in strangers:
        assert readings.page(session, stranger, unit) == []
        assert readings.offered(session, stranger, unit, ["2.1"]) == []
        assert readings.words(session, stranger, unit) == []
