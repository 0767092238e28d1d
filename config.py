"""The settings: read once from the environment (PINGYI_*), with defaults a newcomer can run.

Production is the default, because what is unsafe must be asked for: `./dev run` asks for the demonstration.
Whether a configuration is safe is said by `app/selfcheck.py`, not here.
"""

import secrets
import shutil
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

HERE = Path(__file__).resolve().parent

#: setting → what it says; the table in docs/deployment.md is compared with this one by a test
SETTINGS = {
    "PINGYI_MODE": "production (default), development, demonstration or testing",
    "PINGYI_INSTANCE": "folder for the database, the evidence and the keys (default: instance/)",
    "PINGYI_SECRET_KEY": "signs sessions, 32 characters or more (default: made once in the instance folder)",
    "PINGYI_DATABASE_URL": "SQLAlchemy address of the records (default: SQLite in the instance folder)",
    "PINGYI_JOBS_DATABASE_URL": "database of the queue (default: beside the records, or in their PostgreSQL)",
    "PINGYI_EVIDENCE_URL": "where evidence is kept: file:// (default: in the instance folder) or s3://bucket?endpoint=…",
    "PINGYI_OFFICE": "LibreOffice, for pages of Office files; none for without (default: soffice, if there)",
    "PINGYI_CLAMD_URL": "clamd, checks files for viruses: tcp://host:3310 or unix:///path (default: none)",
    "PINGYI_PUBLIC_URL": "how people reach the site, printed on certificates (production: https://…)",
    "PINGYI_TRUSTED_PROXIES": "how many proxies stand before the server (default: 0)",
    "PINGYI_SMTP_URL": "smtp://host:25 or smtps://user:password@host:465 (default: none, mails wait)",
    "PINGYI_MAIL_FROM": "sender of the mails",
    "PINGYI_DEMONSTRATION": "1 offers the roles on the sign-in page; on only in the demonstration",
    "PINGYI_WORKER": "name of this worker, its own for each that runs (default: worker-1)",
    "PINGYI_DEBUG": "1 shows errors in the browser; never in production",
}
MODES = ("production", "development", "demonstration", "testing")


class SettingRefused(ValueError):
    """A setting that cannot be understood; its text is the sentence for the operator."""


def settings(environ: Mapping[str, str]) -> dict[str, Any]:
    """Turn the environment into the configuration of the program: Flask's names and a few of ours.

    Creates the instance folder and the secret key when they are not there yet (mode 0700 and 0600).
    Raises SettingRefused for an unknown name or an unreadable value, with a sentence that names it.
    """
    _refuse_unknown(environ)
    mode = environ.get("PINGYI_MODE", "production")
    if mode not in MODES:
        raise SettingRefused(f"PINGYI_MODE is “{mode}”; it must be one of {', '.join(MODES)}.")
    instance = _instance(environ, mode)
    public_url = environ.get("PINGYI_PUBLIC_URL", f"http://127.0.0.1:{environ.get('PORT', '8000')}").rstrip(
        "/"
    )
    return {
        "MODE": mode,
        "DEBUG": _switch(environ, "PINGYI_DEBUG"),
        "TESTING": mode == "testing",
        "DEMONSTRATION": _switch(environ, "PINGYI_DEMONSTRATION", default=mode == "demonstration"),
        "INSTANCE_PATH": str(instance),
        "SECRET_KEY": environ.get("PINGYI_SECRET_KEY") or _own_secret(instance),
        "PUBLIC_URL": public_url,
        "WORKER": environ.get("PINGYI_WORKER", "worker-1"),
        "TRUSTED_PROXIES": _count(environ, "PINGYI_TRUSTED_PROXIES"),
        **_storage(environ, instance),
        "OFFICE": _office(environ, mode),
        **_mail(environ),
        **_browser(public_url),
    }


def _storage(environ: Mapping[str, str], instance: Path) -> dict[str, Any]:
    """Addresses of the records, the queue and the evidence."""
    database = environ.get("PINGYI_DATABASE_URL", f"sqlite:///{instance / 'pingyi.sqlite'}")
    queue = f"sqlite:///{instance / 'jobs.sqlite'}" if database.startswith("sqlite") else database
    return {
        "DATABASE_URL": database,
        "JOBS_DATABASE_URL": environ.get("PINGYI_JOBS_DATABASE_URL", queue),
        "EVIDENCE_URL": environ.get("PINGYI_EVIDENCE_URL", (instance / "evidence").as_uri()),
        "CLAMD_URL": _clamd(environ.get("PINGYI_CLAMD_URL", "")),
    }


def _office(environ: Mapping[str, str], mode: str) -> str:
    """The full path of LibreOffice, empty to do without it. A test says by itself whether it wants it."""
    wanted = environ.get("PINGYI_OFFICE", "")
    if wanted == "none" or (mode == "testing" and not wanted):
        return ""
    found = shutil.which(wanted or "soffice")
    if wanted and found is None:
        raise SettingRefused(f"PINGYI_OFFICE is “{wanted}”, which is no command here; write none instead.")
    return found or ""


def _clamd(url: str) -> str:
    """The address of the virus scanner as it was written, or "" for none."""
    parts = urlsplit(url)
    try:
        reached = bool(parts.hostname and parts.port) if parts.scheme == "tcp" else bool(parts.path)
    except ValueError:  # a port that is none
        reached = False
    if url and not (reached and parts.scheme in ("tcp", "unix")):
        raise SettingRefused(
            f"PINGYI_CLAMD_URL is “{url}”; write tcp://host:3310 or unix:///run/clamav/clamd.ctl."
        )
    return url


def _mail(environ: Mapping[str, str]) -> dict[str, Any]:
    return {
        "SMTP_URL": environ.get("PINGYI_SMTP_URL", ""),
        "MAIL_FROM": environ.get("PINGYI_MAIL_FROM", "pingyi@localhost"),
    }


def _browser(public_url: str) -> dict[str, Any]:
    """What the browser is told about cookies, languages and time; over https the cookie never leaves it."""
    https = urlsplit(public_url).scheme == "https"
    return {
        "SESSION_COOKIE_NAME": "__Host-session" if https else "session",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=12),
        "WTF_CSRF_ENABLED": True,
        "WTF_CSRF_TIME_LIMIT": None,  # a form left open over lunch must still be saved; the session ends it
        "BABEL_DEFAULT_LOCALE": "zh",
        "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
    }


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    unknown = sorted(name for name in environ if name.startswith("PINGYI_") and name not in SETTINGS)
    if unknown:
        raise SettingRefused(f"{', '.join(unknown)}: no such setting; docs/deployment.md lists them all.")


def _switch(environ: Mapping[str, str], name: str, *, default: bool = False) -> bool:
    value = environ.get(name, "1" if default else "0")
    if value not in ("0", "1"):
        raise SettingRefused(f"{name} is “{value}”; write 1 for on or 0 for off.")
    return value == "1"


def _count(environ: Mapping[str, str], name: str) -> int:
    value = environ.get(name, "0")
    if not value.isascii() or not value.isdigit():
        raise SettingRefused(f"{name} is “{value}”; write a number such as 0 or 1.")
    return int(value)


def _instance(environ: Mapping[str, str], mode: str) -> Path:
    """The demonstration lives in a folder of its own, so that it never mixes with real records."""
    default = HERE / "instance" / "demonstration" if mode == "demonstration" else HERE / "instance"
    instance = Path(environ.get("PINGYI_INSTANCE", default)).absolute()
    try:
        instance.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as refusal:
        raise SettingRefused(
            f"The instance folder {instance} cannot be made: {refusal.strerror}."
        ) from refusal
    return instance


def _own_secret(instance: Path) -> str:
    """Read the key of this installation, made on first use.

    It is written whole under another name and linked into place, so that two processes starting together
    agree on one key and none reads half of it.
    """
    key = instance / "secret-key"
    try:
        if not key.exists():
            draft = instance / f".secret-key-{secrets.token_hex(8)}"
            draft.touch(mode=0o600)
            draft.write_text(secrets.token_urlsafe(48), encoding="ascii")
            try:
                key.hardlink_to(draft)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        return key.read_text(encoding="ascii").strip()
    except OSError as refusal:
        raise SettingRefused(
            f"The instance folder {instance} cannot be written: {refusal.strerror}."
        ) from refusal
