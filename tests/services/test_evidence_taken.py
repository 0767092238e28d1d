"""What need not be given twice, by the deeds: taken from the box, and last year's until it is confirmed."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from app.domain.actors import Actor
from app.domain.box import BoxedWords
from app.domain.errors import (
    Conflict,
    DomainError,
    Invalid,
    NotFound,
    TransitionRefused,
    WindowClosed,
)
from app.domain.evidence import Visibility
from app.domain.evidence_details import OTHER, LinkDetails, OnSite
from app.domain.personal_data import PersonalNumber
from app.domain.procedure import CampaignStage, SubmissionStage
from app.models.box import BoxedPiece
from app.models.campaign import Campaign
from app.models.evidence import Evidence, EvidenceLink
from app.models.submission import Submission
from app.queries import answers, clock, completeness, last_years, subjects
from app.queries import boxes as readings
from app.queries import evidence as pieces
from app.services import boxes, evidence_changes, evidence_taken, supplements, transitions
from app.services.evidence import StoredFile
from tests.scene import QUALITY, Scene, university

SPRING = date(2025, 4, 1)
LINK = LinkDetails("https://example.edu.cn/news/1", "校报", "university")
KEPT = OnSite("办公室三号柜", "联络员")


@pytest.fixture
def scene(session: Session) -> Scene:
    return university(session)


@pytest.fixture
def writer(scene: Scene) -> Actor:
    return scene.actor(scene.contributor(scene.colleges[0]))


@pytest.fixture
def campaign(scene: Scene) -> Campaign:
    return scene.campaign(files_per_criterion=3, files_per_unit=4)


@pytest.fixture
def submission(scene: Scene, campaign: Campaign) -> Submission:
    return scene.submission(campaign, scene.colleges[0])


def photo(number: int, **more: object) -> StoredFile:
    return StoredFile(f"照片{number}.jpg", "image/jpeg", f"{number:064x}", 1000, **more)  # type: ignore[arg-type]


def put(scene: Scene, actor: Actor, number: int, *tags: str, on: date | None = SPRING) -> BoxedPiece:
    words = BoxedWords(f"读书会{number}", on, tags=tags)
    return boxes.put_file(scene.session, actor, scene.colleges[0].id, words, photo(number))


def attach(scene: Scene, actor: Actor, submission: Submission, place: str, *ids: UUID) -> list[str]:
    given = evidence_taken.attach_from_box(scene.session, actor, submission.id, place, ids)
    return [piece.number for piece in given]


def test_pieces_of_the_box_become_evidence_and_what_is_there_is_only_used_again(
    scene: Scene, writer: Actor, submission: Submission
) -> None:
    unit, session = scene.colleges[0].id, scene.session
    words = BoxedWords("报道", SPRING, "备注")
    spotted = photo(7, pages=3, personal={PersonalNumber.MOBILE: 2})
    file = boxes.put_file(session, writer, unit, words, spotted)
    link = boxes.put_link(session, writer, unit, words, LINK)
    kept = boxes.put_on_site(session, writer, unit, words, KEPT)
    assert attach(scene, writer, submission, "2.1", file.id, link.id, kept.id, file.id) == [
        "2.1-01",
        "2.1-02",
        "2.1-03",
    ]
    first, second, third = _standing(scene, submission)
    assert (first.title, first.event_on, first.note, first.digest, first.filename, first.pages) == (
        "报道", SPRING, "备注", f"{7:064x}", "照片7.jpg", 3,
    )  # fmt: skip
    assert (first.personal_numbers, first.to_be_confirmed) == ({PersonalNumber.MOBILE: 2}, False)
    assert ((second.url, second.outlet), (third.place, third.keeper)) == (
        (LINK.url, LINK.outlet),
        (KEPT.place, KEPT.keeper),
    )
    row = readings.one(session, writer, file.id)
    assert [(use.number, use.period_label) for use in row.uses] == [("2.1-01", "2025")]
    assert attach(scene, writer, submission, "2.2", file.id, link.id) == ["2.1-01", "2.1-02"]
    assert attach(scene, writer, submission, "2.2", file.id) == ["2.1-01"]
    assert submission.evidence_count == 3
    evidence_changes.withdraw(session, writer, first.id)
    assert readings.one(session, writer, file.id).uses == ()
    assert attach(scene, writer, submission, "2.1", file.id) == ["2.1-04"]  # withdrawn is not there


def _standing(scene: Scene, submission: Submission) -> list[pieces.EvidenceRow]:
    return sorted(pieces.standing(scene.session, submission.id), key=lambda row: row.number)


def test_the_box_gives_no_more_than_there_is_room_and_nothing_of_another_unit(
    scene: Scene, writer: Actor, submission: Submission, campaign: Campaign
) -> None:
    ids = [put(scene, writer, number).id for number in range(1, 5)]
    other = scene.actor(scene.contributor(scene.colleges[1]))
    foreign = boxes.put_link(scene.session, other, scene.colleges[1].id, BoxedWords("别院"), LINK)
    refusals: list[tuple[type[DomainError], str, list[UUID]]] = [
        (Invalid, "2.1", []),
        (Invalid, "2.1", ids),  # four where three may stand
        (NotFound, "2.1", [foreign.id]),
        (NotFound, "9.9", ids[:1]),
    ]
    for kind, place, wanted in refusals:
        with pytest.raises(kind):
            attach(scene, writer, submission, place, *wanted)
    boxes.withdraw(scene.session, writer, ids[3])
    with pytest.raises(NotFound):
        attach(scene, writer, submission, "2.1", ids[3])
    with pytest.raises(NotFound):
        attach(scene, other, submission, "2.1", foreign.id)
    film = StoredFile("录像.mp4", "video/mp4", "a" * 64, 1)
    small = boxes.put_file(scene.session, writer, scene.colleges[0].id, BoxedWords("录像"), film)
    with pytest.raises(Invalid) as refused:
        evidence_taken.attach_from_box(scene.session, writer, submission.id, "1.1", [small.id], requirement=0)
    assert list(refused.value.fields) == ["file"]
    scene.close_window(campaign, CampaignStage.SELF_EVALUATION, minutes_ago=60)
    with pytest.raises(WindowClosed):
        attach(scene, writer, submission, "2.1", ids[0])


def test_what_a_requirement_takes_no_more_of_stands_as_something_else_that_helps(
    scene: Scene, writer: Actor, submission: Submission
) -> None:
    unit, session = scene.colleges[0], scene.session
    earlier = scene.campaign(CampaignStage.ARCHIVED, title="2024年度评议")
    earlier.period_starts_on, earlier.period_ends_on = date(2024, 1, 1), date(2024, 12, 31)
    made = scene.submission(earlier, unit, SubmissionStage.CLOSED)
    scene.evidence(made, "7.1-01", scene.person("上年的联络员"), digest="c" * 64, pages=2).kind = "case"
    files = [StoredFile(f"介绍{mark}.pdf", "application/pdf", mark * 64, 1) for mark in "abd"]
    papers = [boxes.put_file(session, writer, unit.id, BoxedWords("介绍"), file).id for file in files]
    attach(scene, writer, submission, "7.1", *papers[:2])  # one project description is asked for
    with pytest.raises(Invalid) as refused:
        evidence_taken.attach_from_box(session, writer, submission.id, "7.1", papers[2:], requirement=0)
    assert list(refused.value.fields) == ["file"]
    evidence_taken.take_over(session, writer, submission.id, "7.1")
    answered = [use.requirement for row in _standing(scene, submission) for use in row.uses]
    assert answered == [0, OTHER, OTHER]


@pytest.fixture
def before(scene: Scene, submission: Submission) -> Submission:
    """The same college's submission of the year before, with two files and a link at 1.1."""
    earlier = scene.campaign(CampaignStage.ARCHIVED, title="2024年度评议")
    earlier.period_starts_on, earlier.period_ends_on = date(2024, 1, 1), date(2024, 12, 31)
    made = scene.submission(earlier, scene.colleges[0], SubmissionStage.CLOSED)
    author = scene.person("上年的联络员")
    for number in (1, 2):
        given = scene.evidence(made, f"1.1-0{number}", author, digest=f"{number:064x}", pages=2)
        given.event_on = date(2024, 5, number)
        given.visibility = Visibility.PUBLIC
    scene.session.flush()
    return made


def known(scene: Scene, actor: Actor, submission: Submission, campaign: Campaign) -> list[tuple[str, bool]]:
    found = last_years.pieces(scene.session, actor, submission, campaign, QUALITY, "1.1")
    return [(each.row.number, each.is_here) for each in found]


def to_confirm(scene: Scene, submission: Submission, campaign: Campaign) -> dict[str, int]:
    return dict(completeness.of(scene.session, submission.id, scene.rules(campaign)).evidence_to_confirm)


def test_last_years_pieces_stand_to_be_confirmed_and_are_not_taken_twice(
    scene: Scene, writer: Actor, submission: Submission, campaign: Campaign, before: Submission
) -> None:
    session = scene.session
    assert known(scene, writer, submission, campaign) == [("1.1-01", False), ("1.1-02", False)]
    old = _standing(scene, before)
    taken = evidence_taken.take_over(session, writer, submission.id, "1.1", [old[1].id])
    assert [piece.number for piece in taken] == ["1.1-01"]
    (row,) = _standing(scene, submission)
    assert (row.digest, row.event_on, row.visibility, row.to_be_confirmed, row.pages) == (
        old[1].digest, old[1].event_on, Visibility.PUBLIC, True, 2,
    )  # fmt: skip
    assert known(scene, writer, submission, campaign) == [("1.1-01", False), ("1.1-02", True)]
    evidence_taken.take_over(session, writer, submission.id, "1.1")
    assert to_confirm(scene, submission, campaign) == {"1.1": 2}
    with pytest.raises(Invalid):
        evidence_taken.take_over(session, writer, submission.id, "1.1")
    subject = subjects.of_submission(session, submission, campaign)
    said, left = answers.last_year_at(session, writer, subject, submission, campaign, QUALITY, "1.1")
    assert (said, left) == (None, 0)
    assert evidence_taken.confirm(session, writer, submission.id, "1.1", row.id) == 1
    assert evidence_taken.confirm(session, writer, submission.id, "1.1") == 1
    assert to_confirm(scene, submission, campaign) == {}
    with pytest.raises(Conflict):
        evidence_taken.confirm(session, writer, submission.id, "1.1")


def test_a_file_that_was_given_anew_is_only_used_and_needs_no_confirming(
    scene: Scene, writer: Actor, submission: Submission, campaign: Campaign, before: Submission
) -> None:
    author = scene.person("联络员乙")
    anew = scene.evidence(submission, "1.2-01", author, digest=f"{1:064x}")
    given = evidence_taken.take_over(scene.session, writer, submission.id, "1.1")
    assert [piece.number for piece in given] == ["1.2-01", "1.1-01"]
    assert [use.place for use in pieces.one(scene.session, anew.id).uses] == ["1.2", "1.1"]  # type: ignore[union-attr]
    assert to_confirm(scene, submission, campaign) == {"1.1": 1}


def test_nothing_is_signed_off_while_a_piece_of_last_year_waits(
    scene: Scene, writer: Actor, campaign: Campaign, before: Submission
) -> None:
    campaign.settings = {}
    later = scene.campaign(title="后来的评议")
    later.period_ends_on = date(2026, 12, 31)
    made = scene.submission(later, scene.colleges[0], answered=True)
    scene.session.flush()
    later.copied_from_id = before.campaign_id
    scene.session.flush()
    evidence_taken.take_over(scene.session, writer, made.id, "1.1")
    with pytest.raises(TransitionRefused) as refused:
        transitions.perform(scene.session, writer, made.id, "send_for_sign_off")
    assert [reason.params for reason in refused.value.reasons] == [{"n": 2}]
    evidence_taken.confirm(scene.session, writer, made.id, "1.1")
    transitions.perform(scene.session, writer, made.id, "send_for_sign_off")
    assert made.stage is SubmissionStage.AWAITING_SIGN_OFF


def test_another_units_people_take_nothing_over(
    scene: Scene, submission: Submission, before: Submission
) -> None:
    stranger = scene.actor(scene.contributor(scene.colleges[1]))
    for deed in (evidence_taken.take_over, evidence_taken.confirm):
        with pytest.raises(NotFound):
            deed(scene.session, stranger, submission.id, "1.1")
    assert scene.session.query(Evidence).filter_by(submission_id=submission.id).count() == 0


def test_a_bonus_claim_takes_last_years_piece_as_well_and_waits_for_it(
    scene: Scene, writer: Actor, submission: Submission, campaign: Campaign, before: Submission
) -> None:
    old = scene.evidence(before, "B1-01", scene.person("联络员乙"), "no longer known", digest="b" * 64)
    link = scene.session.query(EvidenceLink).filter_by(evidence_id=old.id).one()
    link.criterion = "bonus:B1"
    scene.session.flush()
    (given,) = evidence_taken.take_over(scene.session, writer, submission.id, "bonus:B1")
    row = pieces.one(scene.session, given.id)
    assert row is not None
    assert (row.number, row.kind, row.uses) == ("B1-01", "other", (pieces.Use("bonus:B1", OTHER),))
    assert to_confirm(scene, submission, campaign) == {"bonus:B1": 1}


def test_in_a_window_for_supplements_the_box_gives_and_last_year_does_not(
    scene: Scene, writer: Actor, before: Submission
) -> None:
    """Nobody would ask any more whether a piece of last year was confirmed."""
    peer = scene.campaign(CampaignStage.PEER_REVIEW, title="评审中的评议")
    made = scene.submission(peer, scene.colleges[0], SubmissionStage.UNDER_REVIEW)
    office, ends = scene.actor(scene.coordinator()), clock.today(scene.session) + timedelta(days=3)
    named = [supplements.Named("1.1")]
    supplements.begin(scene.session, office, made.id, named, reason="补充材料", due_on=ends)
    with pytest.raises(Conflict):
        evidence_taken.take_over(scene.session, writer, made.id, "1.1")
    assert attach(scene, writer, made, "1.1", put(scene, writer, 9).id) == ["1.1-01"]
