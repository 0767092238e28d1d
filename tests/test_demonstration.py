"""The demonstration: a house that agrees with itself, and messages that lead somewhere."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from app.demonstration import cast, handing_in, papers, play, timing
from app.domain.actions import Action
from app.domain.actors import SYSTEM
from app.domain.procedure import CampaignStage
from app.domain.remark import Pinned
from app.models.account import User
from app.models.audit import AuditEntry
from app.models.base import utc_now
from app.models.campaign import Campaign, Notice, StageWindow
from app.models.evidence import Evidence, EvidenceOpening
from app.models.notification import Notification
from app.models.remark import Remark
from app.models.submission import Submission
from app.queries import lateness
from app.queries.invariants import INVARIANTS, Records
from app.services import audit
from evidence_store import EvidenceStore, open_store
from tests.people import sign_in

PLAYED = (
    CampaignStage.ARCHIVED,
    CampaignStage.FEEDBACK,
    CampaignStage.FORMAT_CHECK,
    CampaignStage.SELF_EVALUATION,
)
GOES_DOWN = "/public-notices/"  # a list is shown for its days only, to units as to the public
SCENES = tuple(scene for scene in play.SCENES if scene.stage in PLAYED)


@pytest.fixture
def store(tmp_path: Path) -> EvidenceStore:
    return open_store((tmp_path / "evidence").as_uri())


@pytest.fixture
def played(engine: Engine, store: EvidenceStore) -> Iterator[Session]:
    """Four of the ten campaigns, from the first notice to the archive."""
    with Session(engine, expire_on_commit=False) as session:
        people = cast.assemble(session, "https://pingyi.example.edu.cn")
        play.perform(session, people, papers.keep(store), SCENES)
        yield session


def test_the_demonstration_agrees_with_itself_and_its_messages_lead_somewhere(
    app: Flask, played: Session, store: EvidenceStore
) -> None:
    broken = {each.name: list(each.breaches(Records(played, store))) for each in INVARIANTS}
    assert {name: found for name, found in broken.items() if found} == {}
    assert messages_that_lead_nowhere(app, played) == []
    assert dated_elsewhere(played) == []
    opened, pinned = read_after_the_release(played)
    assert 0.5 < opened < 1  # of the files of a released campaign; some were opened by nobody
    assert {Pinned.REGION, Pinned.NOT_FOUND} == pinned
    assert behind(played) == [(CampaignStage.FORMAT_CHECK, [f"{cast.COLLEGES[handing_in.LATE]}关工委"])]


def read_after_the_release(played: Session) -> tuple[float, set[Pinned]]:
    """The share of files that a reviewer opened, and on what remarks hang, at the feedback."""
    of_campaign = select(Submission.id).join(Campaign).where(Campaign.stage == CampaignStage.FEEDBACK)
    files = select(Evidence.id).where(Evidence.submission_id.in_(of_campaign))
    opened = select(EvidenceOpening.evidence_id).where(EvidenceOpening.evidence_id.in_(files)).distinct()
    pinned = select(Remark.pinned).where(Remark.submission_id.in_(of_campaign))
    share = len(played.scalars(opened).all()) / len(played.scalars(files).all())
    return share, set(played.scalars(pinned))


def behind(played: Session) -> list[tuple[CampaignStage, list[str]]]:
    """The units of each campaign that are late, where there are any: somebody can be urged."""
    campaigns = played.execute(select(Campaign.id, Campaign.stage)).all()
    late = [(row.stage, [each.unit_name for each in lateness.behind(played, row.id)]) for row in campaigns]
    return [(stage, units) for stage, units in late if units]


def dated_elsewhere(played: Session) -> list[tuple[str, str, datetime]]:
    """Stages that last longer than planned, and notices not published in the stage of the notice."""
    windows = played.execute(
        select(Campaign.title, StageWindow.stage, StageWindow.opens_at, StageWindow.ends_at).join(
            Campaign, Campaign.id == StageWindow.campaign_id
        )
    ).all()
    longer = [
        (row.title, row.stage.value, row.ends_at)
        for row in windows
        if row.ends_at != row.opens_at + timing.LONG
    ]
    published = played.execute(
        select(Campaign.title, Notice.published_at, StageWindow.opens_at, StageWindow.ends_at)
        .join(Notice, Notice.campaign_id == Campaign.id)
        .join(
            StageWindow,
            (StageWindow.campaign_id == Campaign.id) & (StageWindow.stage == CampaignStage.NOTICE),
        )
    ).all()
    assert len(published) == len(SCENES)
    return longer + [
        (row.title, "published", row.published_at)
        for row in published
        if not row.opens_at <= row.published_at <= row.ends_at
    ]


def messages_that_lead_nowhere(app: Flask, played: Session) -> list[tuple[str, str, int]]:
    """One message of each kind that names no campaign, or whose link does not open for the one told."""
    kinds = {
        row.text: (row, user, title)
        for row, user, title in played.execute(
            select(Notification, User, Campaign.title)
            .join(User, User.id == Notification.user_id)
            .outerjoin(Campaign, Campaign.id == Notification.campaign_id)
            .order_by(Notification.created_at)
        )
    }
    assert len(kinds) > 8
    lost = []
    for text, (row, user, title) in kinds.items():
        client = app.test_client()
        sign_in(client, user)
        opened = client.get(row.link, follow_redirects=True).status_code if row.link else 0
        if title and row.link.startswith(GOES_DOWN):
            continue
        if opened != 200 or not title:
            lost.append((text, row.link, opened))
    return lost


def test_a_visitor_who_looks_in_early_leaves_the_play_its_dates(engine: Engine) -> None:
    moment, playing = utc_now() - timedelta(days=90), True
    visits = sessionmaker(engine)
    with visits() as session:
        session.add(AuditEntry(sequence=1, at=moment, actor_name="", action=Action.SIGN_IN.value))
        session.commit()
    timing.go_along(visits, lambda: playing)
    with visits() as session:
        assert audit.record(session, SYSTEM, Action.SIGN_IN, None).at == moment
        playing = False
        assert audit.record(session, SYSTEM, Action.SIGN_IN, None).at > moment
