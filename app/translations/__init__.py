"""The words of the interface: one catalogue (.po) per noun, compiled when its source is newer.

`python -m app.translations` compiles; tests and set-up call `compile_stale()`.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

FOLDER = Path(__file__).parent


def catalogues() -> tuple[str, ...]:
    """The names of all catalogues, in alphabetical order: every *.po under zh."""
    return tuple(sorted(path.stem for path in FOLDER.glob("zh/LC_MESSAGES/*.po")))


def compile_stale() -> list[Path]:
    """Compile every catalogue whose .mo is missing or older than its .po; return those written."""
    written = []
    for source in sorted(FOLDER.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as words:
            catalogue = read_po(words, locale=source.parent.parent.name)
        part = target.with_suffix(".part")  # two processes may compile at once: neither reads half a file
        with part.open("wb") as compiled:
            write_mo(compiled, catalogue)
        part.replace(target)
        written.append(target)
    return written
