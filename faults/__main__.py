"""./dev fault evidence: is evidence that was acknowledged still there after whatever happened?

    ./dev fault evidence [--kills 200] [--only kills,disk,syscalls,flips]

Each experiment prints its line when it is done. Status 1 when anything acknowledged is lost, or a row has no
file, or an experiment could not be made.
"""

import argparse
import signal
import sys
import tempfile
import time
from pathlib import Path

from app.translations import compile_stale

from . import disk, flips, kills, syscalls
from .house import build
from .verdict import HEADS, Verdict, line

EXPERIMENTS = ("kills", "disk", "syscalls", "flips")


def main() -> int:
    """0 when every experiment passed."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that no server is left behind
    asked = _asked()
    begun = time.monotonic()
    compile_stale()
    print(line(*HEADS))
    failed = 0
    with tempfile.TemporaryDirectory(prefix="pingyi-fault-") as folder:
        for name in asked.only:
            place = Path(folder) / name
            place.mkdir()
            for verdict in _experiment(name, place, asked.kills):
                print(verdict.text(), flush=True)
                failed += not verdict.passed
    print(f"fault evidence: {failed} experiments failed ({time.monotonic() - begun:.0f} s)")
    return 1 if failed else 0


def _experiment(name: str, folder: Path, times: int) -> list[Verdict]:
    match name:
        case "kills":
            return [kills.run(build(folder), times)]
        case "disk":
            return [disk.run(folder)]
        case "syscalls":
            return syscalls.run(build(folder), folder / "calls")
        case _:
            return [flips.run(folder)]


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev fault", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("what", choices=("evidence",))
    parser.add_argument("--kills", type=int, default=200, help="how often the server is killed")
    parser.add_argument("--only", type=_names, default=EXPERIMENTS, help="as kills,flips")
    return parser.parse_args()


def _names(written: str) -> list[str]:
    names = written.split(",")
    if unknown := set(names) - set(EXPERIMENTS):
        raise argparse.ArgumentTypeError(f"no such experiment: {', '.join(sorted(unknown))}")
    return names


if __name__ == "__main__":
    sys.exit(main())
