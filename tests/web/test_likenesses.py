"""Files given twice, or photographs copied, reach the secretariat's page and nobody else's."""

import io
import random
import re
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.domain.procedure import CampaignStage
from app.jobs.likenesses import compare_new_files
from app.jobs.surroundings import Surroundings
from app.models.campaign import Campaign
from app.models.likeness import Fingerprint, Likeness
from app.models.submission import Submission
from evidence_store import open_store
from tests.people import sign_in
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def around(engine: Engine, tmp_path: Path) -> Surroundings:
    return Surroundings(engine, open_store(tmp_path.as_uri()), {})


def photograph(seed: int, *, width: int = 640, quality: int = 90) -> bytes:
    """A picture of coloured fields, the same for the same seed at any size and quality."""
    fields = Image.frombytes("RGB", (12, 9), random.Random(seed).randbytes(12 * 9 * 3))
    written = io.BytesIO()
    fields.resize((width, width * 3 // 4), Image.Resampling.BICUBIC).save(written, "JPEG", quality=quality)
    return written.getvalue()


def give(
    scene: Scene,
    around: Surroundings,
    submission: Submission,
    number: str,
    content: bytes,
    kind: str = "image/jpeg",
) -> None:
    digest = around.store.put(io.BytesIO(content))
    author = scene.person(f"{submission.unit_name}{number}{submission.campaign_id}")
    scene.evidence(submission, number, author, digest=digest.hex, filename=f"{number}.jpg", media_type=kind)


@pytest.fixture
def campaign(scene: Scene, around: Surroundings) -> Campaign:
    """Two colleges with the same minutes; last year's photograph again, smaller; another photograph."""
    last = scene.campaign(CampaignStage.ARCHIVED, title="去年的评议")
    last.period_starts_on, last.period_ends_on = date(2024, 1, 1), date(2024, 12, 31)
    now = scene.campaign(CampaignStage.FORMAT_CHECK)
    first, second = (scene.submission(now, unit) for unit in scene.colleges[:2])
    before = scene.submission(last, scene.colleges[0])
    for each in (first, second):
        give(scene, around, each, "1.1-01", b"minutes", "application/msword")
    give(scene, around, before, "2.1-01", photograph(1))
    give(scene, around, first, "2.1-01", photograph(1, width=400, quality=45))
    give(scene, around, second, "2.1-02", photograph(2))
    scene.session.commit()
    return now


def test_the_worker_compares_what_is_new_once_and_passes_over_what_cannot_be_drawn(
    scene: Scene, campaign: Campaign, around: Surroundings
) -> None:
    give(scene, around, scene.submission(campaign, scene.colleges[2]), "2.1-01", b"no picture at all")
    scene.session.commit()
    assert (compare_new_files(around), compare_new_files(around)) == (4, 0)
    bits = scene.session.scalars(select(Fingerprint.bits)).all()
    assert sorted(map(len, bits)) == [0, 64, 64, 64]
    pairs = {
        (first, second) for first, second in scene.session.execute(select(Likeness.first, Likeness.second))
    }
    assert len(pairs) == 2
    assert {(second, first) for first, second in pairs} == pairs


def test_the_secretariat_sees_both_pictures_and_where_they_were_given(
    client: FlaskClient, scene: Scene, campaign: Campaign, around: Surroundings
) -> None:
    sign_in(client, scene.coordinator())
    scene.session.commit()
    address = f"/campaigns/{campaign.id}/likenesses"
    before = client.get(address).text
    assert (before.count("同一文件</h2>"), before.count("看上去相似</h2>")) == (1, 0)
    compare_new_files(around)
    page = client.get(address).text
    assert (page.count("同一文件</h2>"), page.count("看上去相似</h2>"), page.count("<img ")) == (1, 1, 2)
    assert "去年的评议" in page
    assert "2.1-02" not in page


def test_a_photograph_on_the_second_page_of_a_pdf_is_found_and_that_page_is_shown(
    client: FlaskClient, scene: Scene, around: Surroundings
) -> None:
    now = scene.campaign(CampaignStage.FORMAT_CHECK)
    first, second = (scene.submission(now, unit) for unit in scene.colleges[:2])
    written, other, same = io.BytesIO(), photograph(7), photograph(8)
    Image.open(io.BytesIO(other)).save(
        written, "PDF", save_all=True, append_images=[Image.open(io.BytesIO(same))]
    )
    give(scene, around, first, "2.1-01", photograph(8, width=400, quality=45))
    give(scene, around, second, "2.1-02", written.getvalue(), "application/pdf")
    office = scene.coordinator()
    scene.session.commit()
    compare_new_files(around)
    sign_in(client, office)
    page = client.get(f"/campaigns/{now.id}/likenesses").text
    assert (page.count("看上去相似</h2>"), page.count("/pages/1"), page.count("/pages/2")) == (1, 1, 1)
    assert re.search(r'alt="2\.1-02 [^"]* 第 2 页"', page)


def test_nobody_else_finds_the_page(client: FlaskClient, scene: Scene, campaign: Campaign) -> None:
    for person, status in (
        (scene.board(), 403),
        (scene.observer(), 403),
        (scene.contributor(scene.colleges[0]), 404),
        (scene.reviewer("专家"), 404),
    ):
        scene.session.commit()
        sign_in(client, person)
        assert client.get(f"/campaigns/{campaign.id}/likenesses").status_code == status
