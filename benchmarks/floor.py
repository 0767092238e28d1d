"""The floor: the same bytes by the same server with nothing around them.

A page is answered from memory. A save reads its body first. An upload is hashed and brought to the disk, and
a download is read from it: less cannot be done.
"""

import hashlib
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any
from wsgiref.util import FileWrapper

FOLDER = Path(os.environ["BENCH_FLOOR"])
_kept: dict[str, bytes] = {}
Start = Callable[[str, list[tuple[str, str]]], Any]


def app(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    """GET or POST /<name>: the file of that name in the folder; /upload; /download/<name>."""
    path = environ["PATH_INFO"]
    if path == "/upload":
        return _upload(environ, start)
    if path.startswith("/download/"):
        file = FOLDER / path.rpartition("/")[2]
        start("200 OK", [("Content-Length", str(file.stat().st_size))])
        return FileWrapper(file.open("rb"), 1024 * 1024)
    environ["wsgi.input"].read()
    body = _kept.get(path) or _kept.setdefault(path, _read(path))
    start("200 OK", [("Content-Type", "text/html"), ("Content-Length", str(len(body)))])
    return [body]


def _read(path: str) -> bytes:
    file = FOLDER / path.lstrip("/")
    return file.read_bytes() if file.is_file() else b""


def _upload(environ: dict[str, Any], start: Start) -> Iterable[bytes]:
    sha = hashlib.sha256()
    with TemporaryFile(dir=FOLDER) as kept:
        while chunk := environ["wsgi.input"].read(1024 * 1024):
            sha.update(chunk)
            kept.write(chunk)
        kept.flush()
        os.fsync(kept.fileno())
    start("204 No Content", [])
    return []
