"""Who has signed for a notice, page by page."""

from sqlalchemy.orm import Session

from app.models.campaign import NoticeReceipt
from app.queries import notices
from tests.scene import university


def test_those_who_have_not_signed_come_first_and_no_unit_is_lost_between_two_pages(session: Session) -> None:
    scene = university(session, colleges=7)
    office, campaign = scene.coordinator(), scene.campaign()
    notice = scene.notice(campaign, office)
    for college in scene.colleges:
        scene.submission(campaign, college)
    signer = scene.contributor(scene.colleges[0])
    session.add(NoticeReceipt(notice_id=notice.id, unit_id=scene.colleges[0].id, user_id=signer.id))
    session.flush()
    page = notices.receipts(session, notice, rows=3)
    assert (page.units, page.signed) == (7, 1)
    found = [row.unit_name for row in page.rows]
    while page.following:
        page = notices.receipts(session, notice, rows=3, after=page.following)
        found += [row.unit_name for row in page.rows]
    signed = scene.colleges[0].name
    assert found == [*sorted(college.name for college in scene.colleges[1:]), signed]
