"""Language, letter size and contrast: kept in a cookie before sign-in, and in the account after it.

The switch on every page is an ordinary form, so it works without JavaScript. It carries no token: the
choice has no authority, the session cookie is SameSite=Lax, and a request another site started is refused
by its headers.
An account module that wants to keep the choice calls `remember_with(load, save)`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from gettext import NullTranslations
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, current_app, g, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_translations
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from app.domain.actions import Action
from app.translations import catalogues

from .access import access

bp = Blueprint("display", __name__)

COOKIE = "display"
LANGUAGES = {"zh": "zh-CN", "en": "en"}
SIZES = ("standard", "20", "22", "24", "30")
CONTRASTS = ("standard", "more")
YEAR = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Display:
    """How a person wants the pages: language (zh, en), letter size in px or standard, contrast."""

    language: str = "zh"
    print: str = "standard"
    contrast: str = "standard"

    @property
    def large(self) -> bool:
        return self.print != "standard"

    @property
    def html_language(self) -> str:
        return LANGUAGES[self.language]

    def __str__(self) -> str:
        return f"{self.language}.{self.print}.{self.contrast}"


def parse(text: str, fallback: Display) -> Display:
    """Read what `str(Display)` wrote; whatever is not known is taken from `fallback`."""
    language, print_, contrast, *_ = [*text.split("."), "", "", ""]
    return Display(
        language if language in LANGUAGES else fallback.language,
        print_ if print_ in SIZES else fallback.print,
        contrast if contrast in CONTRASTS else fallback.contrast,
    )


def remember_with(app: Flask, *, load: Callable[[], Display | None], save: Callable[[Display], None]) -> None:
    """Keep the choice in the account too: `load` gives what the signed-in account keeps, or None, and `save`
    calls the service that keeps it. Both are called inside a request and may find nobody signed in.
    """
    app.extensions["display_memory"] = (load, save)


def current_display() -> Display:
    """The display of this request: account, else cookie, else Chinese in standard print."""
    if "display" not in g:
        load, _ = current_app.extensions["display_memory"]
        g.display = load() or parse(request.cookies.get(COOKIE, ""), Display())
    chosen: Display = g.display
    return chosen


def current_language() -> str:
    return current_display().language


def init_app(app: Flask) -> None:
    domains = catalogues()
    app.config["BABEL_DOMAIN"] = ";".join(domains)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join(["translations"] * len(domains))
    Babel(app, locale_selector=current_language, default_timezone="Asia/Shanghai")
    app.jinja_env.globals |= {"_": words, "gettext": words, "ngettext": plural_words}
    app.extensions["catalogues"] = {}
    app.extensions["display_memory"] = (lambda: None, lambda _: None)
    app.register_blueprint(bp)

    @app.context_processor
    def show() -> dict[str, object]:
        return {"display": current_display(), "print_sizes": SIZES}


def words(text: str, /, **values: object) -> Markup:
    """The words of a template in the reader's language: what Babel's own would give, without looking up the
    catalogue and making a context anew for each of the hundreds of words of a page.
    """
    return Markup(_catalogue().gettext(text)) % values  # noqa: S704 -- our own words; values are escaped


def plural_words(one: str, many: str, num: int, /, **values: object) -> Markup:
    """The same for words that depend on a number, which they may name as %(num)s."""
    return Markup(_catalogue().ngettext(one, many, num)) % ({"num": num} | values)  # noqa: S704 -- as above


def _catalogue() -> NullTranslations:
    language, known = current_language(), current_app.extensions["catalogues"]
    if language not in known:
        known[language] = get_translations()
    found: NullTranslations = known[language]
    return found


@bp.post("/display")
@access(Action.OPEN_PUBLIC_PAGE)
def change() -> ResponseReturnValue:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        abort(403)
    before = current_display()
    fields = (request.form.get(name, "") for name in ("language", "print", "contrast"))
    g.display = after = parse(".".join(fields), before)
    _, save = current_app.extensions["display_memory"]
    save(after)
    response = redirect(page_to_return_to(), 303)
    response.set_cookie(
        COOKIE, str(after), max_age=YEAR, samesite="Lax", httponly=True, secure=request.is_secure
    )
    return response


def page_to_return_to() -> str:
    """The page the person came from, if it is one of ours that can be opened with GET; else the home page."""
    referrer = urlsplit(request.referrer or "")
    if referrer.netloc != request.host or referrer.path.startswith("//"):
        return "/"
    try:
        current_app.url_map.bind(request.host).match(referrer.path, method="GET")
    except HTTPException:
        return "/"
    return f"{referrer.path}?{referrer.query}" if referrer.query else referrer.path
