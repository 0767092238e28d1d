"""What a search in the words of evidence costs: `python -m benchmarks.searching [--units 60,600]`.

A campaign whose every piece of evidence has pages of Chinese text, some 900 characters each. Asked by the
secretariat over the campaign and by a reviewer in one submission, in the process itself without a server.
"""

import argparse
import shutil
import tempfile
import time
from pathlib import Path
from random import Random
from statistics import median
from uuid import uuid4

from flask import Flask
from sqlalchemy import func, insert, select, text, update
from sqlalchemy.orm import Session

from app.database import db, open_engine
from app.domain.passage import indexed
from app.domain.procedure import CampaignStage
from app.factory import create_app
from app.models.evidence import Evidence, EvidenceRevision, Medium
from app.models.passage import FileReading, Passage, keep
from config import settings
from migrations.upgrade import upgrade

from .__main__ import databases
from .counting import counting
from .seed import Seeded, Wanted, seed

WORDS = [
    *(
        "关工委",
        "工作",
        "学院",
        "学生",
        "老同志",
        "活动",
        "会议",
        "制度",
        "培训",
        "宣讲",
        "党建",
        "思想",
        "教育",
    ),
    *(
        "调研",
        "总结",
        "计划",
        "纪要",
        "材料",
        "年度",
        "开展",
        "组织",
        "落实",
        "领导",
        "小组",
        "办公室",
        "讲座",
    ),
    *(
        "读书",
        "志愿",
        "服务",
        "帮扶",
        "奖学金",
        "2024年",
        "2025年",
        "3月",
        "15人",
        "报告",
        "通知",
        "安排",
        "成果",
    ),
    *("经验", "问题", "建议"),
]
RARE, CHARACTERS, TIMES = "校史馆讲解员", 900, 15
QUERIES = {
    "on every page": "工作",
    "on one page in a thousand": RARE,
    "two words, each on every page": "学生 活动",
    "a phrase of three": "学院学生活动",
    "a number": "2024年",
    "nowhere": "没有这个词语",
}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--units", default="60,600")
    asked.add_argument("--pages", type=int, default=3)
    asked.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    given = asked.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="pingyi-search-"))
    try:
        with databases(given.database, folder) as address:
            for size in map(int, given.units.split(",")):
                _measure(folder, address(size), size, given.pages)
    finally:
        shutil.rmtree(folder)


def _measure(folder: Path, url: str, size: int, pages: int) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        upgrade(connection)
    with Session(engine) as session:
        wanted = Wanted(size, reviewers=6, reviews_each=1, stages=(CampaignStage.PEER_REVIEW,))
        seeded = seed(session, wanted)
        began = time.perf_counter()
        count = _write(session, pages)
        session.commit()
        each = (time.perf_counter() - began) / count * 1000
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))
    engine.dispose()
    print(
        f"\n{size} units, {count} pages of {CHARACTERS} characters, each spelled and kept in {each:.1f} ms\n"
    )
    print("| search | by | ms | SQL | rows | found on the page |\n|---|---|---|---|---|---|")
    environment = {"PINGYI_MODE": "testing", "PINGYI_INSTANCE": str(folder), "PINGYI_DATABASE_URL": url}
    _ask(create_app(settings(environment)), seeded)


def _write(session: Session, pages: int) -> int:
    """Give every piece of evidence a file of its own with so many pages; returns how many in all."""
    chance = Random(1)  # noqa: S311 -- the same pages every time, no secret
    count = 0
    pieces = session.scalars(select(Evidence.id).order_by(Evidence.id)).all()
    author = session.scalar(select(Evidence.created_by_id).limit(1))
    session.execute(update(Evidence).values(medium=Medium.FILE, revision_count=1))
    for piece in pieces:
        digest, rows = uuid4().hex * 2, []
        for number in range(1, pages + 1):
            count += 1
            said = "".join(chance.choices(WORDS, k=CHARACTERS // 3)) + (RARE if count % 1000 == 0 else "")
            rows.append({"ordinal": number, "page": number, "text": said, "words": indexed(said)})
        session.execute(
            insert(EvidenceRevision).values(
                evidence_id=piece, ordinal=1, digest=digest, filename="总结.pdf", size=1, pages=pages,
                media_type="application/pdf", uploaded_by_id=author,
            )
        )  # fmt: skip
        keep(session, FileReading(digest=digest, passages=pages, is_whole=True), rows)
    if (session.scalar(select(func.count()).select_from(Passage)) or 0) != count:
        raise RuntimeError("not every page was kept")
    return count


def _ask(program: Flask, seeded: Seeded) -> None:
    ids = seeded.ids
    places = {
        "coordinator": f"/campaigns/{ids['campaign_id']}/passages",
        "reviewer": f"/submissions/{ids['submission_id']}/passages",
    }
    client = program.test_client(use_cookies=False)
    with program.app_context():
        engine = db.engine
    for role, address in places.items():
        headers = {"Cookie": f"sign-in={seeded.tokens[role]}"}
        for name, words in {"no words yet": "", **QUERIES}.items():
            took = []
            for _ in range(TIMES):
                began = time.perf_counter()
                answer = client.get(address, query_string={"words": words}, headers=headers)
                took.append((time.perf_counter() - began) * 1000)
            with counting(engine) as asked:
                client.get(address, query_string={"words": words}, headers=headers)
            shown = answer.text.count('class="snippet"')
            print(f"| {name} | {role} | {median(took):.0f} | {asked.count} | {asked.rows} | {shown} |")
            if answer.status_code != 200:
                raise RuntimeError(f"{address}: {answer.status_code}")
    engine.dispose()


if __name__ == "__main__":
    main()
