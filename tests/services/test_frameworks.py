"""A version of criteria is imported once, frozen, known by its digest; then published or retired."""

from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted
from app.domain.framework_reading import framework_of
from app.models.audit import AuditEntry
from app.models.framework import FrameworkVersion
from app.reporting.framework_files import UnusableFramework, starting_set, write_workbook
from app.services import frameworks
from tests.scene import Scene, university

FILE_ID = uuid4()  # of nothing
FILE = next(file for file in starting_set() if file.framework.code == "five-good")


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


def take_in(
    scene: Scene, content: bytes = FILE.content, *, by=None, filename: str = "五好.yaml"
) -> FrameworkVersion:
    actor = scene.actor(by or scene.coordinator())
    return frameworks.import_framework(
        scene.session, actor, scene.university.id, content=content, filename=filename
    )


def entries(scene: Scene) -> list[tuple[str, dict]]:
    found = scene.session.scalars(select(AuditEntry).order_by(AuditEntry.sequence))
    return [(entry.action, entry.details | entry.changes) for entry in found]


def test_an_imported_version_is_kept_whole_and_leaves_a_trace(scene):
    made = take_in(scene)
    assert (made.code, made.version, made.status) == ("five-good", "1.0", "published")
    assert made.digest == FILE.digest
    assert made.source.encode() == FILE.content
    assert made.document == FILE.kept
    assert entries(scene) == [
        (
            "framework.import",
            {"code": "five-good", "version": "1.0", "digest": FILE.digest, "file": "五好.yaml"},
        )
    ]


def test_the_same_file_twice_makes_no_second_row_and_no_second_trace(scene):
    office = scene.coordinator()
    assert take_in(scene, by=office).id == take_in(scene, by=office, filename="again.yaml").id
    assert len(scene.session.scalars(select(FrameworkVersion)).all()) == 1
    assert len(entries(scene)) == 1


def test_a_version_that_is_taken_by_other_content_is_refused_in_words(scene):
    office = scene.coordinator()
    take_in(scene, by=office)
    with pytest.raises(Invalid) as refusal:
        take_in(scene, FILE.content + b"# changed\n", by=office)
    assert str(refusal.value.fields["file"]) == (
        "Version 1.0 of “five-good” is here already with other content. "
        "A version never changes: please give yours a new version number."
    )


def test_a_new_version_stands_beside_the_old(scene):
    office = scene.coordinator()
    take_in(scene, by=office)
    changed = FILE.content.replace(b"version: '1.0'", b"version: '1.1'")
    assert take_in(scene, changed, by=office).version == "1.1"
    assert len(scene.session.scalars(select(FrameworkVersion)).all()) == 2


def test_a_filled_workbook_is_kept_as_the_yaml_it_means(scene):
    made = take_in(scene, write_workbook(FILE.document), filename="五好.xlsx")
    assert framework_of(made.document) == FILE.framework
    assert made.source.startswith("schema: framework/1\n")


def test_a_faulty_file_leaves_nothing_behind(scene):
    with pytest.raises(UnusableFramework, match="base_total is 99"):
        take_in(scene, FILE.content.replace(b"base_total: 100", b"base_total: 99"))
    assert scene.session.scalars(select(FrameworkVersion)).all() == []
    assert entries(scene) == []


def test_only_the_office_of_the_unit_imports(scene):
    for person in (scene.contributor(scene.colleges[0]), scene.board(), scene.reviewer("专家1")):
        with pytest.raises(NotPermitted):
            take_in(scene, by=person)
    with pytest.raises(NotFound):
        frameworks.import_framework(
            scene.session, scene.actor(scene.coordinator()), FILE_ID, content=FILE.content, filename="x.yaml"
        )


def test_a_version_is_retired_and_published_again_each_with_a_trace(scene):
    office = scene.coordinator()
    made, actor = take_in(scene, by=office), scene.actor(office)
    with pytest.raises(Conflict, match="published already"):
        frameworks.publish_framework(scene.session, actor, made.id)
    assert frameworks.retire_framework(scene.session, actor, made.id).status == "retired"
    with pytest.raises(Conflict, match="retired already"):
        frameworks.retire_framework(scene.session, actor, made.id)
    assert frameworks.publish_framework(scene.session, actor, made.id).status == "published"
    assert entries(scene)[1:] == [
        ("framework.retire", {"status": ["published", "retired"]}),
        ("framework.publish", {"status": ["retired", "published"]}),
    ]


def test_only_the_office_publishes_and_retires(scene):
    made = take_in(scene)
    observer = scene.actor(scene.observer())
    for deed in (frameworks.publish_framework, frameworks.retire_framework):
        with pytest.raises(NotPermitted):
            deed(scene.session, observer, made.id)
        with pytest.raises(NotFound):
            deed(scene.session, observer, FILE_ID)
