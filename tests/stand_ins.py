"""Commands that stand where LibreOffice would: real processes, good ones and those that misbehave."""

from pathlib import Path

from tests import files

# what every one is told: … --outdir FOLDER SOURCE; the PDF goes where LibreOffice would write it
HEAD = """#!/bin/sh
for source; do :; done
folder=${source%/*}
target=$folder/source.pdf
case "$*" in *"--convert-to pdf"*) ;; *) exit 0 ;; esac
"""
GOOD = 'cp "$0.pdf" "$target"'
HANGS = "sleep 600 & sleep 600"
EATS = "exec python3 -c 'a = bytearray(2 * 1024 ** 3)' || exit 1"
RUBBISH = 'echo "<script>alert(1)</script>" >"$target"'
ENDLESS = 'exec cat /dev/zero >"$target"'
NOTHING = "exit 0"


def office(folder: Path, body: str) -> str:
    """The command, whose `$0.pdf` is a PDF of three pages."""
    command = folder / "office"
    command.write_text(HEAD + body + "\n", encoding="utf-8")
    command.chmod(0o755)
    (folder / "office.pdf").write_bytes(files.pdf()[1])
    return str(command)
