"""Says at start-up, in one sentence each, what the machine lacks and why a configuration is unsafe."""

import ctypes
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from app import clamd
from config import SettingRefused, settings

Settings = Mapping[str, Any]

FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
LOCAL_HOSTS = ("", "localhost", "127.0.0.1", "::1")


def configured(environ: Mapping[str, str], *, documents: bool = False) -> dict[str, Any]:
    """The settings with which a process of ours may start; what the machine lacks is said on the way.

    Ends the program (status 1), every reason at once, when a setting cannot be understood or a production
    configuration is unsafe. `documents`: whether this process makes PDFs, and so needs what they need.
    """
    try:
        found = settings(environ)
    except SettingRefused as refusal:
        _say(str(refusal))
        raise SystemExit(1) from None
    dangers = unsafe(found) if found["MODE"] == "production" else []
    for sentence in [*missing(found, documents=documents), *dangers]:
        _say(sentence)
    if dangers:
        raise SystemExit(1)
    return found


def _say(sentence: str) -> None:
    sys.stderr.write(f"Pingyi: {sentence}\n")


def missing(configuration: Settings, *, documents: bool = True) -> list[str]:
    """One sentence for each thing the machine lacks: what, the effect, and what to do."""
    sentences = []
    instance = configuration["INSTANCE_PATH"]
    if not os.access(instance, os.R_OK | os.W_OK | os.X_OK):
        sentences.append(
            f"The instance folder {instance} cannot be written; give it to the user who runs Pingyi "
            "or choose another with PINGYI_INSTANCE."
        )
    sentences += clamd.lacking(configuration)
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


def unsafe(configuration: Settings) -> list[str]:
    """Every reason, one sentence each, why this configuration must not run in production."""
    return [sentence for holds, sentence in DANGERS if holds(configuration)]


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


def _weak_secret(configuration: Settings) -> bool:
    key = str(configuration.get("SECRET_KEY") or "")
    return len(key) < 32 or len(set(key)) < 10


def _secret_is_open(configuration: Settings) -> bool:
    key = Path(configuration["INSTANCE_PATH"]) / "secret-key"
    return key.exists() and bool(key.stat().st_mode & 0o077)


def _instance_is_open(configuration: Settings) -> bool:
    instance = Path(configuration["INSTANCE_PATH"])
    return instance.exists() and bool(instance.stat().st_mode & 0o007)


def _database_forgets(configuration: Settings) -> bool:
    url = str(configuration["DATABASE_URL"])
    return url.startswith("sqlite") and (":memory:" in url or url in ("sqlite://", "sqlite:///"))


def _database_in_the_clear(configuration: Settings) -> bool:
    url = urlsplit(str(configuration["DATABASE_URL"]))
    if url.scheme.startswith("sqlite") or (url.hostname or "") in LOCAL_HOSTS:
        return False
    return parse_qs(url.query).get("sslmode", [""])[0] not in ("require", "verify-ca", "verify-full")


def _mail_in_the_clear(configuration: Settings) -> bool:
    url = urlsplit(str(configuration.get("SMTP_URL") or ""))
    return url.scheme == "smtp" and url.password is not None and (url.hostname or "") not in LOCAL_HOSTS


def _not_https(configuration: Settings) -> bool:
    return urlsplit(str(configuration["PUBLIC_URL"])).scheme != "https"


def _not_public(configuration: Settings) -> bool:
    return (urlsplit(str(configuration["PUBLIC_URL"])).hostname or "") in LOCAL_HOSTS


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
        lambda configuration: bool(configuration.get("DEBUG")),
        "Debugging is on and would show code to strangers; remove PINGYI_DEBUG.",
    ),
    (
        lambda configuration: bool(configuration.get("TESTING")),
        "Testing is on, which switches refusals off; leave TESTING off.",
    ),
    (
        lambda configuration: bool(configuration.get("DEMONSTRATION")),
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
        lambda configuration: not configuration.get("SESSION_COOKIE_SECURE"),
        "The session cookie would travel without https; leave SESSION_COOKIE_SECURE on.",
    ),
    (
        lambda configuration: not configuration.get("SESSION_COOKIE_HTTPONLY"),
        "The session cookie could be read by scripts; leave SESSION_COOKIE_HTTPONLY on.",
    ),
    (
        lambda configuration: configuration.get("SESSION_COOKIE_SAMESITE") not in ("Lax", "Strict"),
        "Other sites could send the session cookie along; leave SESSION_COOKIE_SAMESITE at Lax.",
    ),
    (
        lambda configuration: not configuration.get("WTF_CSRF_ENABLED", True),
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
        lambda configuration: str(configuration["EVIDENCE_URL"]).startswith("memory:"),
        "Evidence would be kept in memory and lost at a stop; set PINGYI_EVIDENCE_URL.",
    ),
    (
        _mail_in_the_clear,
        "The mail password would travel readable; write smtps:// in PINGYI_SMTP_URL.",
    ),
)
