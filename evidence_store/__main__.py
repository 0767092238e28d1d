"""Looking after a store without the application.

python -m evidence_store verify|stats|clear URL
python -m evidence_store copy URL URL
python -m evidence_store purge URL DIGEST --reason TEXT
"""

import argparse
import sys
from collections.abc import Sequence

from . import Digest, StoreMissing, commands, open_store

OF_ONE_STORE = {"verify": commands.verify, "stats": commands.stats, "clear": commands.clear}
EXAMPLE = "for example file:///var/lib/pingyi/evidence or s3://bucket/prefix?endpoint=https://…"


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status 0 when all is sound and done, 1 when something is corrupt or not there, 2 when there is no
    such store, no room or no reason.
    """
    asked = _parser().parse_args(arguments)
    streams = commands.Streams(sys.stdin, sys.stdout, sys.stderr)
    try:
        store = open_store(asked.url, create=False)
        target = open_store(asked.to) if asked.command == "copy" else None
    except (StoreMissing, ValueError) as error:
        sys.stderr.write(f"there is no evidence store to look at: {error}\n")
        return commands.UNUSABLE
    if target is not None:
        return commands.copy(store, target, streams)
    if asked.command == "purge":
        return commands.purge(store, asked.digest, asked.reason, streams)
    return OF_ONE_STORE[asked.command](store, streams)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evidence_store", description=(__doc__ or "").partition("\n")[0]
    )
    known = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in {**OF_ONE_STORE, "copy": commands.copy, "purge": commands.purge}.items():
        one = known.add_parser(
            name, help=(command.__doc__ or "").partition(".")[0], description=command.__doc__
        )
        one.add_argument("url", metavar="URL", help=EXAMPLE)
    known.choices["copy"].add_argument(
        "to", metavar="URL", help="where to; a directory is made, a bucket is not"
    )
    known.choices["purge"].add_argument("digest", metavar="DIGEST", type=Digest.parse)
    known.choices["purge"].add_argument(
        "--reason", metavar="TEXT", help="goes to the log; asked for when left out"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
