"""Preconditions: yes or no with its remark, by the unit alone, each under the version the person saw."""

import pytest
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.errors import Invalid, NotFound, NotPermitted, StaleVersion, Theirs
from app.domain.procedure import SubmissionStage
from app.models.submission import Submission
from app.queries import statements
from app.queries.statements import Statement
from app.services import preconditions
from app.services.preconditions import Stated
from tests.refusals import entries, refused, trace, traced
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session, colleges=2)


@pytest.fixture
def submission(scene: Scene) -> Submission:
    return scene.submission(scene.campaign(), scene.colleges[0], SubmissionStage.NOT_STARTED)


@pytest.fixture
def writer(scene: Scene) -> Actor:
    return scene.actor(scene.contributor(scene.colleges[0]))


def test_the_first_word_starts_the_draft_and_what_is_said_again_changes_nothing(
    session: Session, submission: Submission, writer: Actor
) -> None:
    said = {"P1": Stated(True), "P2": Stated(False, "章程三月前报备")}
    assert preconditions.state(session, writer, submission.id, {"P3": Stated(None)}) == 0
    assert (submission.stage, entries(session)) == (SubmissionStage.NOT_STARTED, [])
    assert preconditions.state(session, writer, submission.id, said) == 2
    assert submission.stage is SubmissionStage.DRAFTING
    assert traced(session) == (
        "precondition.state",
        submission.id,
        {"P1": [[None, ""], [True, ""]], "P2": [[None, ""], [False, "章程三月前报备"]]},
        {},
    )
    assert preconditions.state(session, writer, submission.id, said) == 0  # an answer lost on the way
    assert entries(session) == ["submission.start", "precondition.state"]
    assert statements.of_preconditions(session, submission.id) == {
        "P1": Statement(True, "", 1),
        "P2": Statement(False, "章程三月前报备", 1),
    }


def test_a_no_says_what_is_missing_and_no_remark_is_longer_than_its_field(
    session: Session, submission: Submission, writer: Actor
) -> None:
    wrong = {
        "remark-P1": "Please say in a sentence what is missing and until when.",
        "remark-P2": "Please keep this to 300 characters.",
    }
    with refused(session, Invalid, **wrong):
        said = {"P1": Stated(False, " "), "P2": Stated(True, "长" * 301), "P3": Stated(True)}
        preconditions.state(session, writer, submission.id, said)
    said = {"P1": Stated(False, "下月补齐"), "P2": Stated(True, "长" * 300)}
    assert preconditions.state(session, writer, submission.id, said) == 2


def test_who_saw_an_older_version_is_told_both_texts_and_nothing_is_kept_by_half(
    session: Session, scene: Scene, submission: Submission, writer: Actor
) -> None:
    preconditions.state(session, writer, submission.id, {"P2": Stated(False, "下月补齐")})
    said_at = trace(session).at
    preconditions.state(session, writer, submission.id, {"P3": Stated(True)})
    mine = {"P1": Stated(True), "P2": Stated(True, "已补齐", version=0), "P4": Stated(True)}
    with refused(session, StaleVersion) as told:
        preconditions.state(session, writer, submission.id, mine)
    error = told.value
    assert (error.who, error.at, error.version) == ("第一学院关工委联络员", said_at, 1)
    assert error.differences == (Theirs("met-P2", "no", "yes"), Theirs("remark-P2", "下月补齐", "已补齐"))
    assert list(statements.of_preconditions(session, submission.id)) == ["P2", "P3"]
    mine["P2"] = Stated(True, "已补齐", version=1)
    assert preconditions.state(session, writer, submission.id, mine) == 3


def test_only_the_units_contributor_states_them_and_only_those_of_the_framework(
    session: Session, scene: Scene, submission: Submission, writer: Actor
) -> None:
    signatory = scene.actor(scene.signatory(scene.colleges[0]))
    stranger = scene.actor(scene.contributor(scene.colleges[1]))
    said = {"P1": Stated(True)}
    with refused(session, NotPermitted, "Your role does not include this."):
        preconditions.state(session, signatory, submission.id, said)
    with refused(session, NotFound):
        preconditions.state(session, stranger, submission.id, said)
    with refused(session, NotFound):
        preconditions.state(session, writer, submission.id, said | {"P9": Stated(True)})
    submission.stage = SubmissionStage.SUBMITTED
    with refused(session, NotPermitted, "This cannot be done at the present stage."):
        preconditions.state(session, writer, submission.id, said)
