"""A small university on SQLite with one self-evaluation, its store, and what is found there afterwards."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select, text, update
from sqlalchemy.orm import Session

from app.database import open_engine
from app.domain.procedure import CampaignStage
from app.models.campaign import Campaign
from app.models.evidence import EvidenceRevision
from app.queries.invariants import INVARIANTS, Records
from benchmarks.seed import Seeded, Wanted, seed
from config import settings
from evidence_store import Digest, EvidenceCorrupt, EvidenceStore, open_store
from migrations.upgrade import upgrade

from .verdict import Verdict

NO_CAPS = {
    "files_per_criterion": 1_000_000,
    "files_per_unit": 1_000_000,
    "megabytes_per_file": 4096,
    "megabytes_per_unit": 1_000_000,
}


@dataclass(frozen=True)
class House:
    """`environ` is what a server is started with."""

    environ: dict[str, str]
    database: str
    evidence: str
    seeded: Seeded

    @property
    def ids(self) -> dict[str, Any]:
        return self.seeded.ids

    def store(self) -> EvidenceStore:
        return open_store(self.evidence)


def build(folder: Path, *, evidence: Path | None = None) -> House:
    """Seed it in `folder`, with the store at `evidence` when that is to lie elsewhere."""
    kept = evidence or folder / "evidence"
    environ = {
        "PINGYI_MODE": "production",
        "PINGYI_INSTANCE": str(folder / "instance"),
        "PINGYI_DATABASE_URL": f"sqlite:///{folder / 'house.sqlite'}",
        "PINGYI_EVIDENCE_URL": kept.as_uri(),
        "PINGYI_PUBLIC_URL": "https://fault.example",
    }
    database = settings(environ)["DATABASE_URL"]
    engine = open_engine(database)
    with engine.begin() as connection:
        upgrade(connection)
    with Session(engine) as session:
        seeded = seed(session, Wanted(1, reviewers=1, stages=(CampaignStage.SELF_EVALUATION,)))
        for campaign in session.scalars(select(Campaign)).all():
            kept_settings = {**campaign.settings, **NO_CAPS}
            session.execute(update(Campaign).where(Campaign.id == campaign.id).values(settings=kept_settings))
        session.commit()
    engine.dispose()
    open_store(kept.as_uri())
    return House(environ, database, kept.as_uri(), seeded)


def examine(
    house: House, verdict: Verdict, acknowledged: Collection[str], *, briefly: bool = False
) -> Verdict:
    """Complete the verdict: every acknowledged digest has one row and its file, every row has its file,
    every file is sound, the database is whole and, unless `briefly`, every invariant of `flask fsck` holds.
    """
    store = house.store()
    engine = open_engine(house.database)
    with Session(engine) as session:
        rows = Counter(session.scalars(select(EvidenceRevision.digest)))
        sound = {digest.hex for digest in store if _is_sound(store, digest)}
        verdict.lost = sum(1 for digest in acknowledged if digest not in rows or digest not in sound)
        verdict.without_file = sum(1 for digest in rows if Digest(digest) not in store)
        verdict.corrupt = len(list(store)) - len(sound)
        wrong = [f"{twice} rows for one file" for twice in rows.values() if twice > 1][:1]
        if (told := session.scalar(text("PRAGMA integrity_check"))) != "ok":
            wrong.append(f"the database says {told}")
        if not briefly:
            wrong += _broken(Records(session, store))
        verdict.wrong = "; ".join([verdict.wrong, *wrong]).strip("; ")
    engine.dispose()
    return verdict


def _broken(records: Records) -> list[str]:
    return [each.name for each in INVARIANTS if any(True for _ in each.breaches(records))]


def _is_sound(store: EvidenceStore, digest: Digest) -> bool:
    try:
        store.verify(digest)
    except EvidenceCorrupt:
        return False
    return True
