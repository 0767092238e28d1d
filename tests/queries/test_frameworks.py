"""Which versions of criteria a person sees, and that pages spend no statement on criteria."""

from uuid import uuid4

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from app.domain.actors import PUBLIC, SYSTEM
from app.domain.errors import NotFound
from app.models.unit import UnitKind
from app.queries import frameworks
from tests.scene import Scene, framework_file, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


def test_a_version_is_seen_on_its_owners_line_of_the_tree_and_nowhere_else(scene):
    made = scene.framework()
    elsewhere = scene.unit("另一所大学关工委", kind=UnitKind.UNIVERSITY)
    province = scene.person("省秘书处")
    seen = [
        [row.id for row in frameworks.versions(scene.session, actor)]
        for actor in (
            scene.actor(scene.coordinator()),
            scene.actor(scene.contributor(scene.colleges[0])),
            SYSTEM,
            scene.actor(scene.contributor(elsewhere)),
            scene.actor(province),
            PUBLIC,
        )
    ]
    assert seen == [[made.id], [made.id], [made.id], [], [], []]


def test_a_version_out_of_reach_is_not_found(scene):
    made = scene.framework()
    assert frameworks.version(scene.session, scene.actor(scene.coordinator()), made.id).digest == made.digest
    with pytest.raises(NotFound):
        frameworks.version(scene.session, PUBLIC, made.id)
    with pytest.raises(NotFound):
        frameworks.version(scene.session, SYSTEM, uuid4())
    with pytest.raises(NotFound):
        frameworks.source(scene.session, uuid4())
    with pytest.raises(NotFound):
        frameworks.by_digest(scene.session, "no such digest")


def test_a_retired_version_is_not_offered(scene):
    made = scene.framework()
    made.status = "retired"
    scene.session.flush()
    assert frameworks.versions(scene.session, SYSTEM, published_only=True) == []
    assert [row.status for row in frameworks.versions(scene.session, SYSTEM)] == ["retired"]


def test_a_framework_is_read_once_in_a_process(scene):
    made = scene.framework()
    first = frameworks.by_digest(scene.session, made.digest)
    statements: list[str] = []
    event.listen(scene.session.get_bind(), "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert frameworks.by_digest(scene.session, made.digest) is first
    assert statements == []
    assert first == framework_file("college-committee-quality").framework


def test_the_source_is_the_file_as_it_came(scene):
    made = scene.framework()
    assert frameworks.source(scene.session, made.id) == framework_file("college-committee-quality").content


def test_criteria_are_imported_for_the_units_whose_office_one_runs(scene):
    office, board = scene.actor(scene.coordinator()), scene.actor(scene.board())
    assert [owner.name for owner in frameworks.owners(scene.session, office)] == ["明德大学关工委"]
    assert frameworks.owners(scene.session, board) == []
