"""The gallery of components: every piece with its real macro. Only in the demonstration and in tests."""

from datetime import timedelta
from decimal import Decimal

from flask import Blueprint, Flask, Response, abort, render_template, request
from flask_babel import lazy_gettext as _

from app.domain.actions import Action
from app.domain.errors import StaleVersion, Theirs

from .access import access
from .forms import Choice, DayField, LongText, Most, NumberField, PageForm, Pick, Required, Text, Tick
from .wording import in_beijing, now

bp = Blueprint("components", __name__, url_prefix="/components")

LEVELS = (
    ("A", "优秀", "每学期一次以上，有决定、有落实、有回头看", "3.6", "4.0", "3.8"),
    ("B", "良好", "每学期一次，有决定", "3.0", "3.5", "3.3"),
    ("C", "合格", "全年一次", "2.4", "2.9", "2.7"),
    ("D", "不合格", "全年未听取", "0", "2.3", "1.6"),
)


KINDS = (("minutes", _("meeting minutes")), ("photo", _("photograph")))


class SampleForm(PageForm):
    """A field of every kind."""

    phone = Text(
        _("Telephone"),
        [Required()],
        description=_("For reminders and feedback; only the secretariat sees it."),
    )
    happened = DayField(_("Date of the event"), [Required()])
    points = NumberField(_("Self-score"), [Required()], least=0, most=4)
    kind = Pick(_("Kind of evidence"), choices=KINDS)
    answer = LongText(_("What was achieved"), [Required(), Most(500)])
    seen = Choice(
        _("Who may see it"),
        [Required()],
        choices=[("all", _("everyone")), ("reviewers", _("reviewers only"))],
    )
    agreed = Tick(_("I have read the commitment"))
    triage = Choice(_("Read the evidence, then set a sign"), choices=["settled", "more", "doubtful"])
    level = Choice(_("Which level?"), choices=[row[0] for row in LEVELS])
    score = NumberField(_("Score"), least=Decimal("3.0"), most=Decimal("3.5"))


def init_app(app: Flask) -> None:
    if app.testing or app.config.get("DEMONSTRATION"):
        app.register_blueprint(bp)


def levels() -> list[dict[str, str]]:
    return [
        dict(zip(("value", "name", "text", "least", "most", "usual"), row, strict=True)) for row in LEVELS
    ]


@bp.route("", methods=["GET", "POST"])
@access(Action.OPEN_PUBLIC_PAGE)
def gallery() -> tuple[str, int]:
    form = SampleForm(
        data={"phone": "6021", "triage": "more", "level": "B", "score": Decimal("3.4"), "kind": "photo"}
    )
    valid = form.validate_on_submit()
    refused = form.is_submitted() and not valid
    soon = in_beijing(now()).date() + timedelta(days=5)
    page = render_template("gallery/gallery.html", form=form, levels=levels(), soon=soon)
    return page, 422 if refused else 200


@bp.post("/answer")
@access(Action.OPEN_PUBLIC_PAGE)
def keep_answer() -> str:
    """What a form that saves by itself is answered: nothing to swap, or a refusal."""
    typed = request.form.get("answer", "")
    if typed == "旧":
        text = Theirs("answer", "新", typed)
        raise StaleVersion(who="文学院联络员", at=now(), version=2, differences=[text])
    if typed == "坏":
        abort(503)
    return ""


@bp.get("/review")
@access(Action.OPEN_PUBLIC_PAGE)
def review() -> str:
    form = SampleForm(data={"triage": "more", "level": "B", "score": Decimal("3.4")})
    return render_template("gallery/review.html", form=form, levels=levels())


@bp.get("/question")
@access(Action.OPEN_PUBLIC_PAGE)
def question() -> str:
    return render_template("gallery/question.html", form=SampleForm(data={"level": "B"}), levels=levels())


@bp.get("/page.svg")
@access(Action.OPEN_PUBLIC_PAGE)
def page() -> Response:
    """A drawn page of evidence, in place of a scan."""
    return Response(render_template("gallery/page.svg"), mimetype="image/svg+xml")


@bp.get("/refusal/<int:status>")
@access(Action.OPEN_PUBLIC_PAGE)
def refusal(status: int) -> str:
    abort(status)
