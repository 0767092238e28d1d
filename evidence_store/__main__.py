"""Looking after a store without the application: `python -m evidence_store verify|stats|clear URL`."""

import argparse
import sys
from collections.abc import Callable, Sequence
from time import monotonic
from typing import NamedTuple, TextIO

from . import Digest, EvidenceCorrupt, EvidenceMissing, EvidenceStore, StoreMissing, open_store

SECONDS_BETWEEN_PROGRESS = 2.0

SOUND, CORRUPT, UNUSABLE = 0, 1, 2


class Verified(NamedTuple):
    objects: int
    size: int
    corrupt: list[Digest]


def verify_all(store: EvidenceStore, progress: Callable[[int, int], None]) -> Verified:
    """Read every byte of every object; `progress` hears objects and bytes so far, after each."""
    objects = size = 0
    corrupt = []
    for digest in store:
        try:
            size += store.size(digest)
            store.verify(digest)
        except EvidenceCorrupt:
            corrupt.append(digest)
        except EvidenceMissing:  # deleted by the collector while we were reading
            continue
        objects += 1
        progress(objects, size)
    return Verified(objects, size, corrupt)


def verify(store: EvidenceStore, out: TextIO, err: TextIO) -> int:
    """Read every object; the corrupt digests go to `out`, one a line, the rest to `err`."""
    told = monotonic()

    def progress(objects: int, size: int) -> None:
        nonlocal told
        if monotonic() - told >= SECONDS_BETWEEN_PROGRESS:
            told = monotonic()
            err.write(f"{objects} objects, {size:,} bytes read\n")

    verified = verify_all(store, progress)
    out.writelines(f"{digest}\n" for digest in verified.corrupt)
    err.write(f"{verified.objects} objects, {verified.size:,} bytes, {len(verified.corrupt)} corrupt\n")
    return CORRUPT if verified.corrupt else SOUND


def stats(store: EvidenceStore, out: TextIO, err: TextIO) -> int:
    """How many objects, how large, the largest."""
    sizes = [store.size(digest) for digest in store]
    out.write(f"{len(sizes)} objects, {sum(sizes):,} bytes, largest {max(sizes, default=0):,} bytes\n")
    return SOUND


def clear(store: EvidenceStore, out: TextIO, err: TextIO) -> int:
    """Remove what broken-off uploads have left behind."""
    out.write(f"{store.clear_abandoned()} abandoned uploads removed\n")
    return SOUND


COMMANDS = {"verify": verify, "stats": stats, "clear": clear}


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when all is sound, 1 when something is corrupt, 2 when there is no such store."""
    parser = argparse.ArgumentParser(prog="python -m evidence_store", description=__doc__)
    parser.add_argument("command", choices=COMMANDS)
    parser.add_argument("url", help="for example file:///var/lib/pingyi/evidence")
    asked = parser.parse_args(arguments)
    try:
        store = open_store(asked.url, create=False)
    except (StoreMissing, ValueError) as error:
        sys.stderr.write(f"there is no evidence store to look at: {error}\n")
        return UNUSABLE
    return COMMANDS[asked.command](store, sys.stdout, sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
