"""Sessions and failures: each session rests by itself, and failures of long ago are forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.domain import sign_in
from app.domain.errors import TooManyAttempts
from app.models.account import SignInAttempt, SignInSession
from app.services import credentials
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


def test_the_use_of_one_session_keeps_no_other_awake(scene: Scene) -> None:
    for user in (scene.coordinator(), scene.board()):
        credentials.open_session(scene.session, user)
    scene.session.flush()
    used, resting = scene.session.query(SignInSession).order_by(SignInSession.id)
    before = credentials.now() - timedelta(minutes=29)
    scene.session.execute(update(SignInSession).values(seen_at=before))
    credentials.touch(scene.session, used.id)
    scene.session.expire_all()
    assert (used.seen_at > before, resting.seen_at) == (True, before)


def test_failures_before_the_window_no_longer_count(scene: Scene) -> None:
    def fail(times: int) -> None:
        for _ in range(times):
            credentials.count_failure(scene.session, "秘书处", "192.0.2.1")

    fail(sign_in.PER_NAME.free)
    with pytest.raises(TooManyAttempts):
        credentials.require_calm(scene.session, "秘书处", "192.0.2.1")
    long_ago = credentials.now() - sign_in.WINDOW - timedelta(seconds=1)
    scene.session.flush()
    scene.session.execute(update(SignInAttempt).values(at=long_ago))
    fail(1)
    credentials.require_calm(scene.session, "秘书处", "192.0.2.1")
