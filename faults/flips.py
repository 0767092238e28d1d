"""One byte changed in some of the files of a store: `verify` names them all and no other."""

import io
import subprocess
import sys
from pathlib import Path
from random import Random

from evidence_store import Digest, open_store

from .verdict import Verdict

FILES, FLIPPED = 60, 20
LARGEST = 200_000


def run(folder: Path, *, files: int = FILES, flipped: int = FLIPPED) -> Verdict:
    """Keep files of all sizes, flip one byte in some, and ask the command of the operator."""
    chance = Random("flips")  # noqa: S311 -- the same bytes every time, no secret
    url = (folder / "evidence").as_uri()
    store = open_store(url)
    digests = [
        store.put(io.BytesIO(number.to_bytes(4, "big") + chance.randbytes(chance.randint(1, LARGEST))))
        for number in range(files)
    ]
    spoiled = chance.sample(digests, flipped)
    for digest in spoiled:
        _flip(folder / "evidence", digest, chance)
    told = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "evidence_store", "verify", url], capture_output=True, text=True, check=False
    )
    found = set(told.stdout.split())
    right = found & set(map(str, spoiled))
    verdict = Verdict("one byte flipped in a file", flipped, files, files)
    verdict.note = f"verify found {len(right)} of {flipped}, status {told.returncode}"
    if found != set(map(str, spoiled)) or told.returncode != 1:
        verdict.wrong = f"verify found {len(right)} of {flipped} and {len(found - right)} others"
    return verdict


def _flip(root: Path, digest: Digest, chance: Random) -> None:
    path = root / digest.hex[:2] / digest.hex[2:4] / digest.hex
    content = bytearray(path.read_bytes())
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    path.chmod(0o600)
    path.write_bytes(content)
