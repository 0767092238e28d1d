"""Whatever a file makes LibreOffice do: it ends in time, sees nothing of ours and writes little."""

import io
import subprocess
from pathlib import Path
from threading import Timer
from zipfile import ZipFile

import pytest

from app.domain.filetypes import KINDS
from app.reporting import renditions
from app.reporting.renditions import Unrendered, confinement, fit, render
from tests import files, stand_ins

DOCX, XLSX = KINDS["docx"], KINDS["xlsx"]


def made(folder: Path, body: str, **more: object) -> bytes:
    return render(stand_ins.office(folder, body), DOCX, io.BytesIO(files.docx()[1]), **more)


def test_the_pdf_that_was_made_is_the_rendition(tmp_path: Path) -> None:
    assert made(tmp_path, stand_ins.GOOD) == files.pdf()[1]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (stand_ins.NOTHING, "nothing"),
        (stand_ins.EATS, "nothing"),
        (stand_ins.HANGS, "late"),
        (f"trap '' TERM HUP INT; {stand_ins.HANGS}", "late"),
        ('ln -s /etc/passwd "$target"', "nothing"),
        (stand_ins.ENDLESS, "too_large"),
    ],
)
def test_what_misbehaves_is_ended_and_told(
    body: str, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renditions, "SECONDS", 1.0)
    monkeypatch.setattr(renditions, "MOST_BYTES", 1024 * 1024)
    monkeypatch.setattr(confinement, "FILE_SIZE", 1024 * 1024 + 1)
    with pytest.raises(Unrendered, match=fault):
        made(tmp_path, f": {tmp_path.name}; {body}")
    assert subprocess.run(["pgrep", "-f", str(tmp_path)], capture_output=True, check=False).stdout == b""


def test_a_command_that_is_gone_is_not_the_fault_of_the_file(tmp_path: Path) -> None:
    with pytest.raises(confinement.NotRun, match="status 127"):
        render(str(tmp_path / "gone"), DOCX, io.BytesIO(files.docx()[1]))


def test_when_the_worker_ends_so_does_what_it_started_and_the_file_is_not_blamed(tmp_path: Path) -> None:
    ending = Timer(0.3, confinement.end_all)
    ending.start()
    with pytest.raises(confinement.Ended):
        made(tmp_path, stand_ins.HANGS)
    ending.join()


def test_a_file_that_is_too_large_is_not_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renditions, "MOST_BYTES", 100)
    with pytest.raises(Unrendered, match="too_large"):
        made(tmp_path, stand_ins.GOOD)


def test_it_sees_no_secret_no_network_and_none_of_our_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = tmp_path / "instance"
    ours.mkdir()
    (ours / "secret-key").write_text("the key")
    monkeypatch.setenv("PINGYI_SECRET_KEY", "the key")
    nosy = f'{{ env; cat {ours}/secret-key; cut -d: -f1 /proc/net/dev; ls -d /proc/[0-9]*; }} >"$target" 2>&1'
    hidden = [ours, ours / "evidence", tmp_path / "nowhere"]
    (ours / "evidence").mkdir()
    seen = made(tmp_path, nosy, hidden=hidden).decode()
    assert "PINGYI" not in seen
    assert f"HOME={Path(renditions.tempfile.gettempdir()) / 'pingyi-office-'}" in seen
    if confinement.has_namespaces():  # else the log says so, and the limits are all
        assert "the key" not in seen
        assert [line.strip() for line in seen.splitlines() if line.strip() == "lo" or "eth" in line] == ["lo"]
        assert len([line for line in seen.splitlines() if line.startswith("/proc/")]) < 6


def test_where_the_kernel_gives_no_namespaces_it_runs_with_its_limits_and_that_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(confinement, "NAMESPACES", ("unshare", "--no-such-namespace"))
    confinement.has_namespaces.cache_clear()
    try:
        assert made(tmp_path, stand_ins.GOOD) == files.pdf()[1]
    finally:
        confinement.has_namespaces.cache_clear()
    (told,) = [record.message.partition(":")[0] for record in caplog.records]
    assert told == "LibreOffice is not kept from the network and from our files"


def test_sheets_are_made_as_wide_as_the_page(tmp_path: Path) -> None:
    said = (
        b'<style:page-layout-properties style:scale-to="80%" fo:margin-top="1in" fo:page-width="8in"/>'
        b'<style:page-layout-properties style:scale-to-pages="1"><style:x/></style:page-layout-properties>'
    )
    with ZipFile(tmp_path / "a.ods", "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("styles.xml", said)
    fit.main(str(tmp_path / "a.ods"), str(tmp_path / "b.ods"))
    with ZipFile(tmp_path / "b.ods") as book:
        assert book.namelist() == ["mimetype", "styles.xml"]
        styles = book.read("styles.xml").decode()
    assert styles.count('style:scale-to-X="1" style:scale-to-Y="0"') == 2
    assert styles.count('fo:page-width="297mm"') == 2
    assert 'fo:margin-top="1in"' in styles
    assert "80%" not in styles
    assert "scale-to-pages" not in styles
    assert styles.endswith("><style:x/></style:page-layout-properties>")


def test_a_workbook_that_cannot_be_fitted_is_rendered_as_it_is(tmp_path: Path) -> None:
    office = stand_ins.office(tmp_path, stand_ins.GOOD)
    assert render(office, XLSX, io.BytesIO(files.xlsx()[1])) == files.pdf()[1]
