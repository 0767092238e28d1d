"""合议: where readers differ the chair records one level, once all have handed in; the result uses it."""

from collections.abc import Mapping
from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.errors import Conflict, Invalid, NotFound, NotPermitted, StaleVersion
from app.domain.procedure import AssignmentStage, CampaignStage, SubmissionStage
from app.models.account import User
from app.models.assignment import Assignment
from app.models.audit import AuditEntry
from app.models.campaign import Campaign
from app.models.review import Judgement, PanelJudgement
from app.models.submission import Submission
from app.queries import panel_judgements as readings
from app.services import panel_judgements, results
from tests.scene import university

ESG, CODE = "esg-2015-part1", "1.1.1"  # at most 4 points: F 4, S 3.2, P 2, N 0


class Panel:
    """Three readers of the first college; two chose F (0.9 × 4 = 3.6) on CODE, the third P (2.0)."""

    def __init__(self, session: Session, *, framework: str = ESG, unfinished: bool = False) -> None:
        self.scene = scene = university(session)
        self.campaign: Campaign = scene.campaign(CampaignStage.PEER_REVIEW, framework=framework)
        self.unit: Submission = scene.submission(
            self.campaign, scene.colleges[0], SubmissionStage.UNDER_REVIEW
        )
        self.readers = [scene.reviewer(f"评审专家{name}", scene.university) for name in "甲乙丙"]
        self.chair: User = self.readers[0]
        code = "panel" if framework == ESG else "expert"
        panel = scene.panel(self.campaign, code, *self.readers, chair=self.chair)
        self.readings: list[Assignment] = []
        rules = scene.rules(self.campaign)
        for number, reader in enumerate(self.readers):
            last = number == 2
            stage = AssignmentStage.IN_PROGRESS if last and unfinished else AssignmentStage.SUBMITTED
            reading = scene.assignment(self.unit, reader, panel, stage)
            scores: Mapping[str, Decimal | None] = {CODE: Decimal("2.0")} if last and framework == ESG else {}
            scene.review(reading, rules, scores=dict(scores), submitted=not (last and unfinished))
            self.readings.append(reading)
        session.flush()

    def agree(self, by: User | None = None, code: str = CODE, **typed: object) -> PanelJudgement:
        said = {"level": "S", "reason": "政策已公开，职责写得不全。"} | typed
        actor = self.scene.actor(by or self.chair)
        return panel_judgements.agree(self.scene.session, actor, self.unit.id, code, **said)  # type: ignore[arg-type]


def test_the_chair_records_the_agreed_level_and_the_readers_own_words_stay(session: Session) -> None:
    panel = Panel(session)
    line = panel.agree()
    assert (line.criterion, line.ordinal, line.level, line.score) == (CODE, 1, "S", Decimal("3.2"))
    kept = session.scalars(
        select(Judgement.score).where(Judgement.criterion == CODE).order_by(Judgement.score)
    )
    assert kept.all() == [Decimal("2.0"), Decimal("3.6"), Decimal("3.6")]
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.sequence.desc())).first()
    assert entry is not None
    assert (entry.action, entry.changes, entry.reason) == (
        "judgement.agree",
        {"level": ["", "S"]},
        line.reason,
    )


def test_the_result_waits_for_the_agreed_level_and_then_uses_it(session: Session) -> None:
    panel = Panel(session)
    office = panel.scene.actor(panel.scene.coordinator())
    with pytest.raises(Conflict):
        results.compute(session, office, panel.campaign.id)
    panel.agree()
    results.compute(session, office, panel.campaign.id)


def test_a_later_line_stands_for_the_earlier_one_and_a_stale_page_is_told(session: Session) -> None:
    panel = Panel(session)
    panel.agree()
    with pytest.raises(StaleVersion):
        panel.agree(level="P")
    assert panel.agree(level="P", seen=1).ordinal == 2
    page = readings.of_submission(session, panel.scene.actor(panel.chair), panel.unit.id)
    assert [(each.criterion.code, each.agreed and each.agreed.level) for each in page.differences] == [
        (CODE, "P")
    ]


def test_does_not_apply_can_be_agreed_where_the_framework_knows_it(session: Session) -> None:
    line = Panel(session).agree(level=readings.NOT_APPLICABLE)
    assert (line.level, line.score) == ("", None)


def test_the_office_may_record_it_and_readers_and_strangers_may_not(session: Session) -> None:
    panel = Panel(session)
    with pytest.raises(NotFound):
        panel.agree(by=panel.readers[1])  # reads, but does not chair: others' levels are hidden
    with pytest.raises(NotFound):
        panel.agree(by=panel.scene.contributor(panel.scene.colleges[0]))
    with pytest.raises(NotPermitted):
        panel.agree(by=panel.scene.board())
    assert panel.agree(by=panel.scene.coordinator()).ordinal == 1


def test_nobody_sees_or_agrees_before_every_reader_has_handed_in(session: Session) -> None:
    panel = Panel(session, unfinished=True)
    with pytest.raises(Conflict):
        panel.agree()
    actor = panel.scene.actor(panel.chair)
    page = readings.of_submission(session, actor, panel.unit.id)
    assert (page.waiting, list(page.differences)) == (1, [])
    assert [line.waiting for line in readings.of_campaign(session, actor, panel.campaign.id).lines] == [1]


@pytest.mark.parametrize(
    ("typed", "fields"),
    [
        ({"level": ""}, {"level"}),
        ({"level": "A"}, {"level"}),
        ({"reason": " "}, {"reason"}),
        ({"reason": "长" * 1001}, {"reason"}),
        ({"level": "", "reason": ""}, {"level", "reason"}),
    ],
)
def test_what_is_missing_or_wrong_gets_its_sentence(
    session: Session, typed: dict[str, str], fields: set[str]
) -> None:
    with pytest.raises(Invalid) as refusal:
        Panel(session).agree(**typed)
    assert set(refusal.value.fields) == fields
    assert session.scalars(select(PanelJudgement)).all() == []


def test_where_readers_agree_or_the_framework_asks_for_no_agreement_nothing_is_recorded(
    session: Session,
) -> None:
    panel = Panel(session)
    with pytest.raises(Conflict):
        panel.agree(code="1.1.2")
    with pytest.raises(NotFound):
        panel.agree(code="9.9")
    panel.campaign.stage = CampaignStage.DECISION
    session.flush()
    with pytest.raises(NotPermitted):
        panel.agree()


def test_a_framework_without_consensus_counts_every_review_as_written(session: Session) -> None:
    panel = Panel(session, framework="five-good")
    with pytest.raises(Conflict):
        panel.agree(code="1.1", level="B")


def test_the_list_counts_what_differs_and_what_is_agreed(session: Session) -> None:
    panel = Panel(session)
    actor = panel.scene.actor(panel.chair)
    before = readings.of_campaign(session, actor, panel.campaign.id).lines
    panel.agree()
    after = readings.of_campaign(session, actor, panel.campaign.id).lines
    name = panel.scene.colleges[0].name
    counts = [(line.unit_name, line.waiting, line.differing, line.agreed) for line in (before[0], after[0])]
    assert counts == [(name, 0, 1, 0), (name, 0, 1, 1)]
    with pytest.raises(NotFound):
        readings.of_campaign(session, panel.scene.actor(panel.readers[1]), panel.campaign.id)
    assert readings.chaired_campaigns(session, actor) == [
        readings.ChairedCampaign(panel.campaign.id, panel.campaign.title, agrees=True, writes=False)
    ]
