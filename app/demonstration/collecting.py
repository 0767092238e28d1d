"""What colleges have put into their boxes during the year, before any campaign asked for it."""

from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from app.domain.box import BoxedWords
from app.domain.evidence_details import LinkDetails, OnSite
from app.queries import clock
from app.services import boxes
from app.services.evidence import StoredFile

from .bulk import Papers
from .cast import Cast

COLLEGES: Final = 6
TAGS: Final = (("读书会", "2.1"), ("志愿服务",), ("谈心", "3"), ("例会", "1.1"), ("2.2",))
REPORT = LinkDetails("https://news.example.edu.cn/2026/reading", "校报", "university")
KEPT = OnSite("学院办公楼档案室二号柜", "学院办公室")


def fill(session: Session, cast: Cast, papers: Papers) -> None:
    """Photographs and papers with their day and tags, a report of the newspaper, a book kept on site."""
    today = clock.today(session)
    for college in cast.colleges[:COLLEGES]:
        actor = cast.contributor(college)
        chosen = sorted(papers.items(), key=lambda each: each[1][1] != "image/jpeg")  # photographs first
        for place, (title, (digest, media_type, size, pages)) in enumerate(chosen[: len(TAGS)]):
            ending = "jpg" if media_type == "image/jpeg" else "pdf"
            file = StoredFile(f"{title}.{ending}", media_type, digest, size, pages)
            words = BoxedWords(title, today - timedelta(days=30 * place + 9), "", TAGS[place])
            boxes.put_file(session, actor, college.id, words, file)
        words = BoxedWords("校报报道：老同志带读经典", today - timedelta(days=20), "", ("宣传",))
        boxes.put_link(session, actor, college.id, words, REPORT)
        boxes.put_on_site(session, actor, college.id, BoxedWords("谈心记录本（涉及学生，不上传）"), KEPT)
