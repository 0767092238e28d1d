"""The self-evaluation report as paper: posts and members stand in it from the profile of the unit."""

from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session

from app.domain.procedure import SubmissionStage
from app.domain.unit import MemberCategory, PostKind
from app.jobs.papers import submission
from app.models.document import Document
from app.models.unit import Member, Post
from evidence_store import open_store
from tests import scene
from tests.jobs.test_recognition_papers import words


def test_posts_and_members_of_the_day_stand_in_the_report(session: Session, tmp_path: Path) -> None:
    world = scene.university(session, colleges=1)
    unit = world.colleges[0]
    unit.student_count = 1234
    found = world.submission(world.campaign(), unit, SubmissionStage.DRAFTING)
    since, over = date(2024, 9, 1), date(2025, 1, 31)
    session.add_all(
        [
            Post(unit_id=unit.id, kind=PostKind.DIRECTOR, person="现任主任", duty="党委书记", phone="6021",
                 starts_on=since),
            Post(unit_id=unit.id, kind=PostKind.DIRECTOR, person="前任主任", starts_on=since, ends_on=over),
            Member(unit_id=unit.id, category=MemberCategory.VETERAN, person="老同志甲", starts_on=since),
            Member(unit_id=unit.id, category=MemberCategory.VETERAN, person="老同志乙", starts_on=since),
        ]
    )  # fmt: skip
    session.flush()
    document = Document(kind="self_evaluation", subject_id=found.id, locale="zh", filename="自评报告.pdf")
    said = words(submission.self_evaluation(session, open_store(tmp_path.as_uri()), document))
    wanted = ("主任现任主任党委书记", "老同志2", "学生数1234")
    assert [word for word in wanted if word not in said] == []
    assert [word for word in ("前任主任", "6021", "老同志甲") if word in said] == []
