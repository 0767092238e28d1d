"""./dev proof NAME: shown beside the genuine program, before a release.

    ./dev proof clamd     files checked for viruses: clean, infected, clamd killed and back
    ./dev proof ceph      the contract of the evidence store on a real Ceph RGW
    ./dev proof office    pages of Office files by LibreOffice, and hostile files that come to nothing
    ./dev proof large     a file of 4 GB up and down with flat memory

Each line is printed when it was shown. Status 1 when one could not be, or the program is absent.
"""

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from . import ceph, clamd, large, office
from .shown import Absent, Shown

PROOFS: dict[str, Callable[[Path], Iterator[Shown]]] = {
    "clamd": clamd.run,
    "ceph": ceph.run,
    "office": office.run,
    "large": large.run,
}


def main() -> int:
    """0 when everything was shown."""
    parser = argparse.ArgumentParser(prog="./dev proof", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("name", choices=PROOFS)
    name = parser.parse_args().name
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that nothing started here is left behind
    begun, shown, lacking = time.monotonic(), 0, 0
    with tempfile.TemporaryDirectory(prefix=f"pingyi-proof-{name}-") as folder:
        try:
            for each in PROOFS[name](Path(folder)):
                print(each.text(), flush=True)
                shown, lacking = shown + each.holds, lacking + (not each.holds)
        except Absent as absent:
            print(f"proof {name}: {absent}")
            lacking += 1
    print(f"proof {name}: {shown} shown, {lacking} not ({time.monotonic() - begun:.0f} s)")
    return 1 if lacking or not shown else 0


if __name__ == "__main__":
    sys.exit(main())
