"""The set-up: settings, the refusal of unsafe ones, the commands, and what must not stand in any file."""

import fnmatch
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app import selfcheck
from config import SETTINGS, SettingRefused, settings
from tests import stand_ins

ROOT = Path(__file__).parent.parent
SAFE = {"PINGYI_PUBLIC_URL": "https://pingyi.example.edu.cn"}


def production(folder: Path, **environ: str) -> dict[str, Any]:
    return settings({"PINGYI_INSTANCE": str(folder / "instance"), **SAFE, **environ})


# --- settings ---


def test_without_settings_it_is_production_on_sqlite_in_the_instance_folder(tmp_path: Path) -> None:
    found = settings({"PINGYI_INSTANCE": str(tmp_path / "instance")})
    assert found["MODE"] == "production"
    assert found["DATABASE_URL"] == f"sqlite:///{tmp_path}/instance/pingyi.sqlite"
    assert found["EVIDENCE_URL"] == f"file://{tmp_path}/instance/evidence"
    assert (found["DEBUG"], found["TESTING"], found["DEMONSTRATION"]) == (False, False, False)


def test_the_demonstration_never_mixes_with_real_records(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("config.HERE", tmp_path)
    real = settings({"PINGYI_MODE": "development"})
    shown = settings({"PINGYI_MODE": "demonstration"})
    assert real["INSTANCE_PATH"] == str(tmp_path / "instance")
    assert shown["INSTANCE_PATH"] == str(tmp_path / "instance" / "demonstration")
    assert (real["DEMONSTRATION"], shown["DEMONSTRATION"]) == (False, True)


def test_a_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first, second = production(tmp_path), production(tmp_path)
    key = tmp_path / "instance" / "secret-key"
    assert first["SECRET_KEY"] == second["SECRET_KEY"] == key.read_text(encoding="ascii")
    assert len(first["SECRET_KEY"]) == 64
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert stat.S_IMODE(key.parent.stat().st_mode) == 0o700
    assert [file.name for file in key.parent.iterdir()] == ["secret-key"]


def test_over_https_the_session_cookie_is_bound_to_the_host(tmp_path: Path) -> None:
    found = production(tmp_path)
    assert (found["SESSION_COOKIE_NAME"], found["SESSION_COOKIE_SECURE"]) == ("__Host-session", True)


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        (
            {"PINGYI_DATABSE_URL": "x"},
            "PINGYI_DATABSE_URL: no such setting; docs/deployment.md lists them all.",
        ),
        (
            {"PINGYI_MODE": "prod"},
            "PINGYI_MODE is “prod”; it must be one of production, development, demonstration, testing.",
        ),
        (
            {"PINGYI_OFFICE": "no-such-office"},
            "PINGYI_OFFICE is “no-such-office”, which is no command here; write none instead.",
        ),
        ({"PINGYI_DEBUG": "yes"}, "PINGYI_DEBUG is “yes”; write 1 for on or 0 for off."),
        (
            {"PINGYI_CLAMD_URL": "tcp://scanner:x"},
            "PINGYI_CLAMD_URL is “tcp://scanner:x”; write tcp://host:3310 or unix:///run/clamav/clamd.ctl.",
        ),
        (
            {"PINGYI_CLAMD_URL": "127.0.0.1"},
            "PINGYI_CLAMD_URL is “127.0.0.1”; write tcp://host:3310 or unix:///run/clamav/clamd.ctl.",
        ),
        ({"PINGYI_TRUSTED_PROXIES": "-1"}, "PINGYI_TRUSTED_PROXIES is “-1”; write a number such as 0 or 1."),
    ],
)
def test_a_setting_that_cannot_be_understood_is_refused(
    tmp_path: Path, environ: dict[str, str], sentence: str
) -> None:
    with pytest.raises(SettingRefused) as refusal:
        production(tmp_path, **environ)
    assert str(refusal.value) == sentence


def test_libreoffice_is_taken_where_it_is_and_left_where_it_is_not_wanted(tmp_path: Path) -> None:
    chosen = stand_ins.office(tmp_path, stand_ins.GOOD)
    assert production(tmp_path, PINGYI_OFFICE=chosen)["OFFICE"] == chosen
    assert production(tmp_path, PINGYI_OFFICE="none")["OFFICE"] == ""
    assert production(tmp_path)["OFFICE"] == (shutil.which("soffice") or "")
    tested = settings({"PINGYI_MODE": "testing", "PINGYI_INSTANCE": str(tmp_path / "instance")})
    assert tested["OFFICE"] == ""  # the tests are the same with and without


def test_an_instance_folder_that_cannot_be_made_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(
        SettingRefused, match=r"^The instance folder .*/file/instance cannot be made: Not a directory\.$"
    ):
        settings({"PINGYI_INSTANCE": str(tmp_path / "file" / "instance")})


def test_every_setting_is_told_in_the_deployment_guide() -> None:
    guide = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(PINGYI_[A-Z_]+)`", guide, re.MULTILINE)) == set(SETTINGS)


# --- the self-check ---

UNSAFE = [
    ({"SECRET_KEY": "change-me"}, "The secret key is short or easily guessed"),
    ({"SECRET_KEY": ""}, "The secret key is short or easily guessed"),
    ({"SECRET_KEY": "abc" * 20}, "The secret key is short or easily guessed"),
    ({"DEBUG": True}, "Debugging is on"),
    ({"TESTING": True}, "Testing is on"),
    ({"DEMONSTRATION": True}, "The demonstration's sign-in is on"),
    ({"PUBLIC_URL": "http://pingyi.example.edu.cn"}, "PINGYI_PUBLIC_URL must begin with https://"),
    ({"PUBLIC_URL": "https://127.0.0.1"}, "PINGYI_PUBLIC_URL names this machine only"),
    ({"SESSION_COOKIE_SECURE": False}, "The session cookie would travel without https"),
    ({"SESSION_COOKIE_HTTPONLY": False}, "The session cookie could be read by scripts"),
    ({"SESSION_COOKIE_SAMESITE": "None"}, "Other sites could send the session cookie"),
    ({"WTF_CSRF_ENABLED": False}, "Forms would be taken from other sites"),
    ({"DATABASE_URL": "sqlite:///:memory:"}, "The database is in memory"),
    ({"DATABASE_URL": "postgresql+psycopg://p:x@db.example/p"}, "The database on another machine"),
    ({"EVIDENCE_URL": "memory:"}, "Evidence would be kept in memory"),
    ({"SMTP_URL": "smtp://post:x@mail.example:25"}, "The mail password would travel readable"),
]


@pytest.mark.parametrize(("bad", "sentence"), UNSAFE)
def test_an_unsafe_production_setting_is_refused_with_its_one_sentence(
    tmp_path: Path, bad: dict[str, Any], sentence: str
) -> None:
    found = selfcheck.unsafe(production(tmp_path) | bad)
    assert [text[: len(sentence)] for text in found] == [sentence]


@pytest.mark.parametrize(
    "good",
    [
        {},
        {"DATABASE_URL": "postgresql+psycopg:///pingyi"},
        {"DATABASE_URL": "postgresql+psycopg://p:x@localhost/p"},
        {"DATABASE_URL": "postgresql+psycopg://p:x@db.example/p?sslmode=verify-full"},
        {"SMTP_URL": "smtps://post:x@mail.example:465"},
        {"SMTP_URL": "smtp://localhost:25"},
    ],
)
def test_a_safe_production_setting_is_permitted(tmp_path: Path, good: dict[str, Any]) -> None:
    assert selfcheck.unsafe(production(tmp_path) | good) == []


def test_every_danger_has_a_bad_setting_that_shows_it(tmp_path: Path) -> None:
    shown = {text for bad, _ in UNSAFE for text in selfcheck.unsafe(production(tmp_path) | bad)}
    by_files = {text for _, text in selfcheck.DANGERS if "instance folder" in text}
    assert shown | by_files == {text for _, text in selfcheck.DANGERS}


def test_a_key_or_folder_open_to_others_is_refused(tmp_path: Path) -> None:
    found = production(tmp_path)
    (tmp_path / "instance").chmod(0o755)
    (tmp_path / "instance" / "secret-key").chmod(0o640)
    assert selfcheck.unsafe(found) == [
        "The file secret-key in the instance folder can be read by others; give it mode 0600.",
        "The instance folder is open to every user of the machine; give it mode 0750 or 0700.",
    ]


@pytest.mark.parametrize("command", ["import wsgi", "import runpy; runpy.run_module('migrations')"])
def test_production_does_not_start_unsafe_and_names_every_reason_at_once(
    tmp_path: Path, command: str
) -> None:
    environ = {**SAFE, "PINGYI_INSTANCE": str(tmp_path / "instance")}
    environ |= {"PINGYI_DEBUG": "1", "PINGYI_EVIDENCE_URL": "memory:"}
    started = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, env=environ, capture_output=True, text=True, check=False
    )
    assert started.returncode == 1
    assert started.stderr.splitlines() == [
        "Pingyi: Debugging is on and would show code to strangers; remove PINGYI_DEBUG.",
        "Pingyi: Evidence would be kept in memory and lost at a stop; set PINGYI_EVIDENCE_URL.",
    ]


def test_development_starts_with_what_production_refuses(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    instance = str(tmp_path / "instance")
    environ = {"PINGYI_INSTANCE": instance, "PINGYI_MODE": "development", "PINGYI_DEBUG": "1"}
    assert selfcheck.configured(environ)["DEBUG"] is True
    assert capsys.readouterr().err == ""


def test_a_setting_that_is_refused_ends_the_start_with_its_sentence(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as stop:
        selfcheck.configured({"PINGYI_MODE": "prod"})
    assert stop.value.code == 1
    assert capsys.readouterr().err == (
        "Pingyi: PINGYI_MODE is “prod”; it must be one of production, development, demonstration, testing.\n"
    )


def test_what_documents_need_is_named_when_it_is_missing(tmp_path: Path) -> None:
    def refuse(library: str) -> object:
        raise OSError(library)

    assert selfcheck.missing_for_documents(refuse, (str(tmp_path),)) == [
        "libpango is missing, so no PDF can be made; install libpango-1.0-0, libpangoft2-1.0-0.",
        "libharfbuzz-subset is missing, so a PDF takes forty times as long; install libharfbuzz-subset0.",
        "No Noto CJK font is there, so Chinese prints as empty boxes; install fonts-noto-cjk.",
    ]


def test_a_machine_with_everything_is_told_nothing(tmp_path: Path) -> None:
    (tmp_path / "NotoSansCJK-Regular.ttc").touch()
    assert selfcheck.missing_for_documents(lambda library: library, (str(tmp_path),)) == []


def test_an_instance_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    found = production(tmp_path)
    assert selfcheck.missing(found | {"INSTANCE_PATH": str(tmp_path / "gone")}, documents=False) == [
        f"The instance folder {tmp_path}/gone cannot be written; give it to the user who runs Pingyi "
        "or choose another with PINGYI_INSTANCE."
    ]


# --- the commands ---


@pytest.mark.parametrize("script", ["dev", ".ci/run"])
def test_a_command_is_posix_and_may_be_called(script: str) -> None:
    assert subprocess.run(["sh", "-n", ROOT / script], check=False).returncode == 0
    assert (ROOT / script).read_text(encoding="utf-8").startswith("#!/bin/sh\n")
    assert os.access(ROOT / script, os.X_OK)


@pytest.mark.parametrize("words", [(), ("dance",), ("run", "--full")])
def test_an_unknown_command_fails_and_ends_with_one_line(words: tuple[str, ...]) -> None:
    said = subprocess.run([ROOT / "dev", *words], capture_output=True, text=True, check=False)
    assert said.returncode != 0
    assert re.fullmatch(r"dev \w*: .+ \(\d+ s\)", said.stdout.splitlines()[-1])


# --- what must not stand in any file ---

#: written in pieces, so that this file does not name them either
HOSTS = "|".join(
    name.replace(" ", r"\.")
    for name in ("pypi org", "pythonhosted org", "npmjs org", "npmjs com", "jsdelivr net", "unpkg com")
)
INDEX = r"(index-url|find-links)[ =]+\"?(https?|file)://"
MACHINE = r"(?<![A-Za-z0-9_.])/(w" "ork|f" "arm|r" "oot|home/[a-z]+)/[a-z.]"


def tree() -> Iterator[Path]:
    """Every file of the tree that is ours; works in an exported copy, where no .git says which these are."""
    ignored = (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
    left_out = re.compile("|".join(fnmatch.translate(line.strip("/")) for line in [".git", *ignored]))
    for folder, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if not left_out.match(name)]
        yield from (Path(folder) / name for name in files if not left_out.match(name))


@pytest.mark.parametrize(
    ("pattern", "what"),
    [(HOSTS, "a package registry"), (INDEX, "a package index"), (MACHINE, "a path of one machine")],
)
def test_no_file_names(pattern: str, what: str) -> None:
    search = re.compile(pattern.encode())
    naming = [str(file.relative_to(ROOT)) for file in tree() if search.search(file.read_bytes())]
    assert naming == [], f"these name {what}"


def test_every_pinned_package_carries_its_digest() -> None:
    for pinned in (ROOT / "requirements").glob("*.txt"):
        entries = re.split(r"\n(?=[a-z0-9])", pinned.read_text(encoding="utf-8").strip())
        assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == [], pinned.name
