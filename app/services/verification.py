"""Guessing at certificates is slowed: misses are counted for each address and minute, in the database.

Not a deed: looking up a certificate changes nothing and leaves no trace of who looked.
"""

from datetime import timedelta
from hashlib import sha256

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.domain.errors import TooManyAttempts
from app.domain.text import N_
from app.models.account import SignInAttempt

from .credentials import now

WINDOW = timedelta(minutes=1)
MOST_MISSES = 20  # in a minute; a campus may stand behind one address, but its people type what exists


def require_calm(session: Session, address: str) -> None:
    """Raises TooManyAttempts when too many codes from this address did not exist within the last minute."""
    misses = session.scalar(
        select(func.count()).where(
            SignInAttempt.bucket == _bucket(address), SignInAttempt.at > now() - WINDOW
        )
    )
    if (misses or 0) >= MOST_MISSES:
        raise TooManyAttempts(N_("That was too often in a short time. Please wait a minute and try again."))


def count_miss(session: Session, address: str) -> None:
    """Count a code that does not exist; forget those of long ago."""
    moment, bucket = now(), _bucket(address)
    session.execute(
        delete(SignInAttempt).where(SignInAttempt.bucket == bucket, SignInAttempt.at < moment - WINDOW)
    )
    session.add(SignInAttempt(bucket=bucket, at=moment))


def _bucket(address: str) -> str:
    return f"verify:{sha256(address.encode()).hexdigest()[:40]}"
