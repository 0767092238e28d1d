"""交接单: a role passes from one person to another once both, or the office, have confirmed."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.actors import Role
from app.domain.procedure import CampaignStage, SubmissionStage
from app.domain.unit import UnitKind
from app.jobs import making
from app.jobs.surroundings import Surroundings
from app.models.account import Handover, RoleGrant, User
from app.models.document import Document
from app.models.unit import Unit
from evidence_store import Digest, open_store
from tests.jobs.test_recognition_papers import words
from tests.people import person, sign_in, today, unit
from tests.scene import Scene


@pytest.fixture
def root(session: Session) -> Unit:
    return unit(session, "明德大学", UnitKind.UNIVERSITY, code="0")


@pytest.fixture
def college(session: Session, root: Unit) -> Unit:
    return unit(session, "文学院", below=root, code="01")


@pytest.fixture
def giver(session: Session, college: Unit) -> User:
    return person(session, "old", (Role.CONTRIBUTOR, college), home_unit_id=college.id)


@pytest.fixture
def taker(session: Session, college: Unit) -> User:
    return person(session, "new", home_unit_id=college.id)


def signed_in(app: Flask, user: User) -> FlaskClient:
    client = app.test_client()
    sign_in(client, user)
    return client


def write(client: FlaskClient, college: Unit, giver: User, taker: User, **more: str):
    typed = {
        "role": "contributor",
        "from_id": str(giver.id),
        "to_id": str(taker.id),
        "on": today().isoformat(),
    }
    return client.post(f"/units/{college.id}/handovers", data=typed | {"open_tasks": "推进会照片未传"} | more)


def holders(session: Session, college: Unit) -> dict[str, tuple[object, object]]:
    rows = session.execute(
        select(User.name, RoleGrant.starts_on, RoleGrant.ends_on)
        .join(User, User.id == RoleGrant.user_id)
        .where(RoleGrant.unit_id == college.id, RoleGrant.role == Role.CONTRIBUTOR)
    ).all()
    session.commit()
    return {name: (starts, ends) for name, starts, ends in rows}


def test_once_both_have_confirmed_the_role_has_passed_on(
    app: Flask, session: Session, college: Unit, giver: User, taker: User
):
    old, new = signed_in(app, giver), signed_in(app, taker)
    where = write(old, college, giver, taker).location
    assert "推进会照片未传" in new.get(where).text
    assert old.post(f"{where}/confirmation").status_code == 303
    assert set(holders(session, college)) == {"old"}
    assert new.post(f"{where}/confirmation").status_code == 303
    found = holders(session, college)
    assert found["old"][1] == today() - timedelta(days=1)
    assert found["new"] == (today(), None)
    assert old.post(f"{where}/confirmation").status_code == 409


def test_the_office_confirms_for_somebody_who_has_left(
    app: Flask, session: Session, root: Unit, college: Unit, giver: User, taker: User
):
    office = signed_in(app, person(session, "office", (Role.COORDINATOR, root), home_unit_id=root.id))
    where = write(office, college, giver, taker).location
    assert office.post(f"{where}/confirmation").status_code == 303
    assert holders(session, college)["new"] == (today(), None)


def test_others_neither_see_nor_confirm_it(
    app: Flask, session: Session, root: Unit, college: Unit, giver: User, taker: User
):
    where = write(signed_in(app, giver), college, giver, taker).location
    other = unit(session, "数学学院", below=root)
    stranger = signed_in(app, person(session, "shuxue", (Role.CONTRIBUTOR, other), home_unit_id=other.id))
    assert stranger.get(where).status_code == 404
    assert stranger.post(f"{where}/confirmation").status_code == 404
    second = signed_in(app, person(session, "second", (Role.CONTRIBUTOR, college), home_unit_id=college.id))
    assert second.post(f"{where}/confirmation").status_code == 403
    assert stranger.get(f"/units/{college.id}/handovers").status_code == 403
    assert session.scalar(select(Handover.office_confirmed_by_id)) is None


def test_what_cannot_be_handed_over_is_said(
    app: Flask, session: Session, college: Unit, giver: User, taker: User
):
    old = signed_in(app, giver)
    assert write(old, college, giver, giver).status_code == 422
    assert write(old, college, taker, giver).status_code == 422
    assert write(old, college, giver, taker, on="明天").status_code == 422


def test_open_tasks_are_listed_by_the_system(app: Flask, session: Session):
    university = unit(session, "明德大学", UnitKind.UNIVERSITY)
    scene = Scene(session, university)
    college = scene.unit("文学院", university)
    scene.submission(scene.campaign(), college)
    user = scene.contributor(college)
    session.commit()
    page = signed_in(app, user).get(f"/units/{college.id}/handovers").text
    assert "2025年度二级学院关工委评议：已填" in page


def test_of_a_reviewer_the_open_reviews_are_listed(app: Flask, session: Session):
    university = unit(session, "明德大学", UnitKind.UNIVERSITY)
    scene = Scene(session, university)
    college, home = scene.unit("文学院", university), scene.unit("数学学院", university)
    campaign = scene.campaign(CampaignStage.PEER_REVIEW)
    reader = scene.reviewer("评审专家1", home)
    submission = scene.submission(campaign, college, SubmissionStage.UNDER_REVIEW)
    scene.assignment(submission, reader, scene.panel(campaign, "expert", reader))
    office = scene.coordinator()
    session.commit()
    page = signed_in(app, office).get(f"/units/{university.id}/handovers?role=reviewer")
    assert page.status_code == 200
    assert "：文学院的评议" in page.text


def test_the_form_is_numbered_and_printed_for_those_concerned(
    app: Flask, session: Session, root: Unit, college: Unit, giver: User, taker: User, tmp_path: Path
):
    old = signed_in(app, giver)
    where = write(old, college, giver, taker, done_tasks="自评表已上报").location
    other = unit(session, "数学学院", below=root)
    stranger = signed_in(app, person(session, "shuxue", (Role.CONTRIBUTOR, other), home_unit_id=other.id))
    assert stranger.post(f"{where}/paper").status_code == 404
    assert signed_in(app, taker).post(f"{where}/paper").status_code == 303
    document = session.scalars(select(Document)).one()
    session.commit()
    around = Surroundings(engine=session.get_bind(), store=open_store(tmp_path.as_uri()), settings={})
    making.make(around, document.id)
    session.refresh(document)
    with around.store.open(Digest(document.digest)) as content:
        said = words(content.read())
    number = f"交接〔{today().year}〕01号"
    assert [word for word in (number, "推进会照片未传", "自评表已上报", giver.name) if word not in said] == []


def test_a_reviewers_form_is_nothing_of_the_own_units_contributor(app: Flask, session: Session):
    university = unit(session, "明德大学", UnitKind.UNIVERSITY)
    scene = Scene(session, university)
    college, home = scene.unit("文学院", university), scene.unit("数学学院", university)
    campaign = scene.campaign(CampaignStage.PEER_REVIEW)
    reader = scene.person("互评人1", (Role.REVIEWER, home), home=home)
    other = scene.person("互评人2", home=home)
    submission = scene.submission(campaign, college, SubmissionStage.UNDER_REVIEW)
    scene.assignment(submission, reader, scene.panel(campaign, "peer", reader))
    office, colleague = scene.coordinator(), scene.contributor(home)
    session.commit()
    typed = {"role": "reviewer", "from_id": str(reader.id), "to_id": str(other.id), "on": today().isoformat()}
    asked = signed_in(app, office).post(f"/units/{home.id}/handovers?role=reviewer", data=typed)
    assert signed_in(app, reader).get(asked.location).status_code == 200
    own = signed_in(app, colleague)
    assert own.get(asked.location).status_code == 404
    page = own.get(f"/units/{home.id}/handovers?role=reviewer").text
    assert [word for word in ("文学院的评议", "互评人2 ", asked.location) if word in page] == []
