"""Says at start-up, in one sentence each, what the machine lacks and why a configuration is unsafe."""

import ctypes
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

Settings = Mapping[str, Any]

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
LOCAL_HOSTS = ("", "localhost", "127.0.0.1", "::1")


def check(settings: Settings, *, documents: bool = False) -> None:
    """Print what is missing; end the program (status 1) when a production configuration is unsafe.

    `documents`: whether this process makes PDFs, and so needs the libraries and fonts for them.
    """
    dangers = unsafe(settings) if settings["MODE"] == "production" else []
    for sentence in [*missing(settings, documents=documents), *dangers]:
        sys.stderr.write(f"Pingyi: {sentence}\n")
    if dangers:
        raise SystemExit(1)


def missing(settings: Settings, *, documents: bool = True) -> list[str]:
    """One sentence for each thing the machine lacks: what, the effect, and what to do."""
    sentences = []
    instance = settings["INSTANCE_PATH"]
    if not os.access(instance, os.R_OK | os.W_OK | os.X_OK):
        sentences.append(
            f"The instance folder {instance} cannot be written; give it to the user who runs Pingyi "
            "or choose another with PINGYI_INSTANCE."
        )
    if documents:
        sentences += missing_for_documents()
    return sentences


def missing_for_documents(
    load: Callable[[str], object] = ctypes.CDLL, folders: tuple[str, ...] = FONT_FOLDERS
) -> list[str]:
    """One sentence for each library or font that letters and certificates need and the machine lacks."""
    sentences = []
    if not _loads(load, "libpango-1.0.so.0"):
        sentences.append(
            "libpango is missing, so no PDF can be made; install libpango-1.0-0, libpangoft2-1.0-0."
        )
    if not _loads(load, "libharfbuzz-subset.so.0"):
        sentences.append(
            "libharfbuzz-subset is missing, so a PDF takes forty times as long; install libharfbuzz-subset0."
        )
    if not any(_cjk_faces(folders)):
        sentences.append(
            "No Noto CJK font is there, so Chinese prints as empty boxes; install fonts-noto-cjk."
        )
    return sentences


def unsafe(settings: Settings) -> list[str]:
    """Every reason, one sentence each, why this configuration must not run in production."""
    return [sentence for holds, sentence in DANGERS if holds(settings)]


def _loads(load: Callable[[str], object], library: str) -> bool:
    try:
        load(library)
    except OSError:
        return False
    return True


def _cjk_faces(folders: tuple[str, ...]) -> Iterator[Path]:
    for folder in folders:
        yield from Path(folder).expanduser().rglob("Noto*CJK*.*tc")
        yield from Path(folder).expanduser().rglob("Noto*CJK*.*tf")


def _weak_secret(settings: Settings) -> bool:
    key = str(settings.get("SECRET_KEY") or "")
    return len(key) < 32 or len(set(key)) < 10


def _secret_is_open(settings: Settings) -> bool:
    key = Path(settings["INSTANCE_PATH"]) / "secret-key"
    return key.exists() and bool(key.stat().st_mode & 0o077)


def _instance_is_open(settings: Settings) -> bool:
    instance = Path(settings["INSTANCE_PATH"])
    return instance.exists() and bool(instance.stat().st_mode & 0o007)


def _database_forgets(settings: Settings) -> bool:
    url = str(settings["DATABASE_URL"])
    return url.startswith("sqlite") and (":memory:" in url or url in ("sqlite://", "sqlite:///"))


def _database_in_the_clear(settings: Settings) -> bool:
    url = urlsplit(str(settings["DATABASE_URL"]))
    if url.scheme.startswith("sqlite") or (url.hostname or "") in LOCAL_HOSTS:
        return False
    return parse_qs(url.query).get("sslmode", [""])[0] not in ("require", "verify-ca", "verify-full")


def _mail_in_the_clear(settings: Settings) -> bool:
    url = urlsplit(str(settings.get("SMTP_URL") or ""))
    return url.scheme == "smtp" and url.password is not None and (url.hostname or "") not in LOCAL_HOSTS


def _not_https(settings: Settings) -> bool:
    return urlsplit(str(settings["PUBLIC_URL"])).scheme != "https"


def _not_public(settings: Settings) -> bool:
    return (urlsplit(str(settings["PUBLIC_URL"])).hostname or "") in LOCAL_HOSTS


#: when it is unsafe → the sentence for the operator
DANGERS: tuple[tuple[Callable[[Settings], bool], str], ...] = (
    (
        _weak_secret,
        "The secret key is short or easily guessed; remove PINGYI_SECRET_KEY to have one made, "
        "or give 32 or more random characters.",
    ),
    (
        _secret_is_open,
        "The file secret-key in the instance folder can be read by others; give it mode 0600.",
    ),
    (
        _instance_is_open,
        "The instance folder is open to every user of the machine; give it mode 0750 or 0700.",
    ),
    (
        lambda settings: bool(settings.get("DEBUG")),
        "Debugging is on and would show code to strangers; remove PINGYI_DEBUG.",
    ),
    (
        lambda settings: bool(settings.get("TESTING")),
        "Testing is on, which switches refusals off; leave TESTING off.",
    ),
    (
        lambda settings: bool(settings.get("DEMONSTRATION")),
        "The demonstration's sign-in is on, so anybody enters in any role; remove PINGYI_DEMONSTRATION.",
    ),
    (
        _not_https,
        "PINGYI_PUBLIC_URL must begin with https://, or passwords and sessions travel readable.",
    ),
    (
        _not_public,
        "PINGYI_PUBLIC_URL names this machine only, so certificates would carry an address nobody can open.",
    ),
    (
        lambda settings: not settings.get("SESSION_COOKIE_SECURE"),
        "The session cookie would travel without https; leave SESSION_COOKIE_SECURE on.",
    ),
    (
        lambda settings: not settings.get("SESSION_COOKIE_HTTPONLY"),
        "The session cookie could be read by scripts; leave SESSION_COOKIE_HTTPONLY on.",
    ),
    (
        lambda settings: settings.get("SESSION_COOKIE_SAMESITE") not in ("Lax", "Strict"),
        "Other sites could send the session cookie along; leave SESSION_COOKIE_SAMESITE at Lax.",
    ),
    (
        lambda settings: not settings.get("WTF_CSRF_ENABLED", True),
        "Forms would be taken from other sites; leave WTF_CSRF_ENABLED on.",
    ),
    (
        _database_forgets,
        "The database is in memory and forgets everything at a stop; set PINGYI_DATABASE_URL.",
    ),
    (
        _database_in_the_clear,
        "The database on another machine is reached without encryption; "
        "add sslmode=verify-full to PINGYI_DATABASE_URL.",
    ),
    (
        lambda settings: str(settings["EVIDENCE_URL"]).startswith("memory:"),
        "Evidence would be kept in memory and lost at a stop; set PINGYI_EVIDENCE_URL.",
    ),
    (
        _mail_in_the_clear,
        "The mail password would travel readable; write smtps:// in PINGYI_SMTP_URL.",
    ),
)
