"""What people see of a file that is being checked or has a virus: list, piece, and the page of the office."""

import io

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.domain.scan import Finding, ScanFailure, ScanState
from app.services import scans
from tests import files
from tests.browser.conftest import PHONE, accessible, enter, fits_sideways, shoot, wear
from tests.scene import Scene, university


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


def test_a_virus_and_a_silent_scanner_are_seen_and_the_piece_can_be_replaced(
    page: Page, app: Flask, scene: Scene
) -> None:
    campaign = scene.campaign()
    submission = scene.submission(campaign, scene.colleges[0])
    writer, office = scene.contributor(scene.colleges[0]), scene.coordinator()
    pieces = []
    for number in ("1.1-01", "1.1-02", "1.1-03"):
        digest = app.extensions["evidence_store"].put(io.BytesIO(files.pdf(number)[1])).hex
        pieces.append((scene.evidence(submission, number, writer, digest=digest, pages=3), digest))
    scans.conclude(scene.session, pieces[0][1], Finding(ScanState.INFECTED, "Eicar-Test-Signature"))
    scans.put_off(scene.session, pieces[1][1], ScanFailure.NO_ANSWER)
    infected, where = pieces[0][0].id, f"/submissions/{submission.id}/criteria/1.1"
    overview = f"/campaigns/{campaign.id}/scans"
    scene.session.commit()
    enter(page, writer)
    page.goto(where)
    expect(page.locator("#evidence")).to_contain_text("查出病毒")
    shoot(page, "scans-list")
    page.goto(f"/evidence/{infected}")
    expect(page.locator(".viewer")).to_contain_text("此文件查出病毒")
    expect(page.get_by_text("替换文件", exact=True)).to_be_visible()
    expect(page.locator("img[src*='/pages/']")).to_have_count(0)
    shoot(page, "scans-piece")
    accessible(page)
    page.set_viewport_size(PHONE)
    fits_sideways(page)
    enter(page, office)
    page.goto(overview)
    expect(page.locator("#infected")).to_contain_text("Eicar-Test-Signature")
    accessible(page)
    fits_sideways(page)
    shoot(page, "scans")
    wear(page, language="en")
    shoot(page, "scans-en")
