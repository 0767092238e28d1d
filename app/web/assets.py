"""One stylesheet, one script, one icon sheet: joined at start and named by digest.

A page asks three times, and a browser keeps the answers for ever. Nothing of others is kept in the tree:
Bootstrap's stylesheet and htmx come from their Python packages.
"""

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

from flask import Blueprint, Flask, Response, abort, current_app, g, request, url_for

from app.domain.actions import Action

from .access import access

bp = Blueprint("assets", __name__)

STATIC = Path(__file__).parent.parent / "static"
# The order is the cascade: what everything uses first, then the components, then what narrows or prints them.
STYLES = (
    "tokens", "text", "frame", "menu", "card", "button", "state", "seals", "now-card", "progress", "note",
    "notice", "field", "choice", "file", "ticks", "foot-bar", "viewer", "table", "relay", "account", "bars",
    "verdict", "dialog", "toast", "empty", "pager", "slip", "criteria", "passages", "desks", "dates",
    "answers", "phone", "straighten", "meeting", "question", "workbench", "review", "print",
)  # fmt: skip
SCRIPTS = (
    "display", "fields", "autosave", "tus", "upload", "dialogs", "viewer", "straighten", "phone", "remark",
    "review", "page",
)  # fmt: skip
TYPES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent: the name carries the digest, so that a browser may keep it for ever."""

    name: str
    kind: str
    body: bytes
    packed: bytes

    @property
    def filename(self) -> str:
        return f"{self.name}.{self.kind}"


def join(kind: str, pieces: Iterable[bytes]) -> Asset:
    """Join `pieces` in order into one asset called app-<first 12 hex digits of its SHA-256>."""
    body = b"\n".join(pieces)
    return Asset(f"app-{sha256(body).hexdigest()[:12]}", kind, body, gzip.compress(body, 9, mtime=0))


@cache
def build() -> dict[str, Asset]:
    """Read every piece and return the three assets by kind."""
    bootstrap = files("flask_bootstrap") / "static/bootstrap5/css/bootstrap.min.css"
    htmx = files("js_lib_htmx") / "static/htmx/htmx.min.js"
    styles = [(STATIC / "css" / f"{name}.css").read_bytes() for name in STYLES]
    scripts = [(STATIC / "js" / f"{name}.js").read_bytes() for name in SCRIPTS]
    sheet = bootstrap.read_bytes().replace(b"/*# sourceMappingURL=bootstrap.min.css.map */", b"")
    return {
        "css": join("css", [sheet, *styles]),
        "js": join("js", [htmx.read_bytes(), *scripts]),
        "svg": join("svg", [(STATIC / "icons.svg").read_bytes()]),
    }


def init_app(app: Flask) -> None:
    app.extensions["assets"] = build()
    app.jinja_env.globals["asset"] = asset_url
    app.register_blueprint(bp)


def asset_url(kind: str) -> str:
    """The address of the stylesheet (css), the script (js) or the icon sheet (svg)."""
    known: dict[str, str] = g.setdefault("asset_addresses", {})  # a page draws hundreds of icons
    if kind not in known:
        known[kind] = url_for("assets.asset", filename=current_app.extensions["assets"][kind].filename)
    return known[kind]


@bp.get("/assets/<filename>")
@access(Action.OPEN_PUBLIC_PAGE)
def asset(filename: str) -> Response:
    found: Asset | None = current_app.extensions["assets"].get(filename.rpartition(".")[2])
    if found is None or found.filename != filename:
        abort(404)
    packed = request.accept_encodings.quality("gzip") > 0
    response = Response(found.packed if packed else found.body, mimetype=TYPES[found.kind])
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
