"""The rules of signing in: how long a session lives, how guessing is slowed, what a password must be.

Figures: OWASP ASVS 5.0 (chapters 6 and 7) and the house's own requirements for elders.
"""

import re
import secrets
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from .errors import Sentence, sentence
from .text import N_

IDLE = timedelta(minutes=30)
IDLE_IN_LARGE_PRINT = timedelta(minutes=60)
ABSOLUTE = timedelta(hours=12)
REMEMBERED = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=1)  # how exactly "last seen" is kept: one write a minute at most

SLIP_LIVES = timedelta(hours=72)
INVITATION_LIVES = timedelta(days=7)
RESET_LIVES = timedelta(minutes=30)

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that looks like another: no 0 O, 1 I L
CODE_LENGTH = 8

SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 128
WINDOW = timedelta(minutes=15)
GUESSED_FIRST = (
    "password", "passw0rd", "qwertyui", "qwerty12", "1qaz2wsx", "iloveyou", "woaini", "admin123", "abcd1234",
    "a1234567",
    "aa123456", "abc12345", "abc123456", "123456ab", "12345678", "87654321", "11223344", "5201314",
    "pingyi", "guangongwei",
)  # fmt: skip


class Limit(NamedTuple):
    """So many failures within WINDOW are free; then each doubles the wait, from a minute to WINDOW."""

    free: int


PER_NAME = Limit(5)
PER_ADDRESS = Limit(50)  # a campus may stand behind one address


def wait_until(failures: Sequence[datetime], limit: Limit) -> datetime | None:
    """When the next attempt is heard, or None when it is heard now.

    `failures` are the moments of the failures within WINDOW, in any order.
    """
    over = len(failures) - limit.free
    if over < 0:
        return None
    wait = min(timedelta(minutes=1 << min(over, 10)), WINDOW)
    return max(failures) + wait


def idle(*, large_print: bool) -> timedelta:
    """How long a session lives without a request: who reads large print reads slowly."""
    return IDLE_IN_LARGE_PRINT if large_print else IDLE


def new_code() -> str:
    """A one-time code of CODE_LENGTH letters that cannot be mistaken for each other (39 bits)."""
    return "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))


def plain_name(typed: str) -> str:
    """A sign-in name as it is kept and compared: narrow small letters, no blanks around."""
    return unicodedata.normalize("NFKC", typed).strip().casefold()


def plain_code(typed: str) -> str:
    """A code as typed, brought to the form it was made in: capitals, without blanks and hyphens."""
    return re.sub(r"[\s\-—]", "", unicodedata.normalize("NFKC", typed)).upper()


def password_fault(password: str, sign_in_name: str) -> Sentence | None:
    """Why a password cannot be taken, as a sentence, or None: length, and not among the first guesses."""
    plain = password.casefold()
    if len(password) < SHORTEST_PASSWORD:
        return sentence(
            N_("Please choose a password of at least %(least)s characters."), least=SHORTEST_PASSWORD
        )
    if len(password) > LONGEST_PASSWORD:
        return sentence(N_("Please choose a password of at most %(most)s characters."), most=LONGEST_PASSWORD)
    if sign_in_name and sign_in_name.casefold() in plain:
        return sentence(N_("Please choose a password that does not contain your sign-in name."))
    if len(set(plain)) < 4 or any(word in plain and len(plain) < len(word) + 4 for word in GUESSED_FIRST):
        return sentence(N_("This password is among the first to be guessed. Please choose another one."))
    return None
