"""The receipt of a feedback letter as paper: who signed, and what the unit disputes, item by item."""

from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.domain.errors import Conflict
from app.domain.procedure import CampaignStage
from app.jobs.papers import feedback_receipt
from app.models.base import utc_now
from app.models.document import Document
from app.models.feedback import FactCheck, Stance
from app.services import letters, results
from evidence_store import open_store
from tests import scene
from tests.jobs.test_recognition_papers import words
from tests.web.test_results import approve, reviewed


def test_the_receipt_says_who_signed_and_what_is_disputed(session: Session, tmp_path: Path) -> None:
    world = scene.university(session, colleges=1)
    campaign = world.campaign(CampaignStage.FEEDBACK, minimum_reviews=1)
    found = reviewed(world, campaign, 0, ("0.9", "0.8", "0.85"), ())
    office, own = world.actor(world.coordinator()), world.contributor(world.colleges[0])
    approve(world, campaign, results.compute(session, office, campaign.id))
    letters.draft_all(session, office, campaign.id)
    letter = letters.issue(session, office, found.id)
    store = open_store(tmp_path.as_uri())
    document = Document(kind="feedback_receipt", subject_id=found.id, locale="zh", filename="回执.pdf")
    with pytest.raises(Conflict):
        feedback_receipt.receipt(session, store, document)
    letters.sign(session, world.actor(own), letter.id, accepts=False, remark="另见逐条说明")
    session.add(
        FactCheck(
            submission_id=found.id, criterion="1.1", stance=Stance.WRONG, text="纪要在附件3第2页",
            stated_by_id=own.id, stated_at=utc_now(),
        )
    )  # fmt: skip
    session.flush()
    said = words(feedback_receipt.receipt(session, store, document))
    wanted = (letter.number or "", own.name, "另见逐条说明", "纪要在附件3第2页", "1.1")
    assert [word for word in wanted if word not in said] == []
