"""Looks at a folder of files as an upload and a page do, within limits the system keeps: 300 MB and 2 s each.

`python -m tests.reporting.examined FOLDER`: reads `FOLDER/names.json`, and prints an outcome for each of the
files 0, 1, 2 … that are to bear these names. Whatever goes beyond a limit ends the process.
"""

import gc
import json
import logging
import resource
import sys
import time
from pathlib import Path

from app.domain.filetypes import RefusedFile
from app.domain.personal_data import counted
from app.reporting.inspection import inspect
from app.reporting.previews import preview
from app.reporting.text_layers import texts

MEMORY = 300 * 1024 * 1024
SECONDS = 2
WIDTH = 1654


def outcome(name: str, path: Path) -> str:
    try:
        with path.open("rb") as content:
            facts = inspect(name, content)
    except RefusedFile as refusal:
        return refusal.fault.name
    with path.open("rb") as content:
        counted(texts(facts.kind, content))
    try:
        with path.open("rb") as content:
            preview(facts.kind, content, width=WIDTH)
    except RefusedFile:
        return "kept"
    return "shown"


def limit_memory() -> None:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    most = pages * resource.getpagesize() + MEMORY
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


def limit_seconds() -> None:
    """From now on; the system counts in whole seconds of this process, so that it ends what never would."""
    used = int(time.process_time()) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (used + SECONDS, resource.RLIM_INFINITY))


class Shortages(logging.Handler):
    """Hears of the memory that was refused to a parser, which a person is only told as a broken file."""

    heard = False

    def emit(self, record: logging.LogRecord) -> None:
        self.heard |= record.exc_info is not None and isinstance(record.exc_info[1], MemoryError)


def main(folder: Path) -> None:
    names = json.loads((folder / "names.json").read_text(encoding="utf-8"))
    shortages = Shortages()
    logging.basicConfig(level=logging.INFO, handlers=[shortages])
    limit_memory()
    for number, name in enumerate(names):
        limit_seconds()
        begun = time.process_time()
        try:
            found = outcome(name, folder / str(number))
        except Exception as error:
            found = f"{type(error).__name__}: {error}"
        if (used := time.process_time() - begun) >= SECONDS:
            found = f"took {used:.1f} s"
        if shortages.heard:
            found, shortages.heard = "wanted more memory", False
        sys.stdout.write(json.dumps(found) + "\n")
        sys.stdout.flush()
        gc.collect()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
