"""合议: the units whose readers differ, and one unit's criteria with the levels its panel agreed on."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from app.database import db
from app.domain import policy
from app.domain.actions import Action
from app.domain.errors import Invalid, NotFound
from app.queries import panel_judgements as readings
from app.queries.panel_judgements import NOT_APPLICABLE, AgreementPage, Difference
from app.services import panel_judgements as deeds

from .access import access, current_actor
from .bookmarks import bookmarked, pair
from .forms import Choice, LongText, Most, PageForm, Required
from .wording import local

bp = Blueprint("panel_judgements", __name__)


class AgreeForm(PageForm):
    """The agreed level of one criterion and why; each criterion has a form of its own on the page."""

    level = Choice(_("The agreed level"), [Required()])
    reason = LongText(_("Why this level"), [Required(), Most(deeds.LONGEST_REASON)])
    version = HiddenField()

    @property
    def seen(self) -> int:
        """How many agreed lines the page knew of; what is no number is none."""
        sent = self.version.data or ""
        return int(sent) if sent.isdecimal() else 0


@bp.get("/campaigns/<uuid:campaign_id>/agreed-levels")
@access(Action.VIEW_REVIEWS)
def index(campaign_id: UUID) -> str:
    """Every unit, with how many criteria its readers judged differently."""
    page = readings.of_campaign(db.session, current_actor(), campaign_id, after=bookmarked(pair, str, UUID))
    return render_template("panel_judgements/index.html", page=page)


@bp.get("/submissions/<uuid:submission_id>/agreed-levels")
@access(Action.VIEW_REVIEWS)
def show(submission_id: UUID) -> str:
    """One unit: each criterion on which its readers differ."""
    return _page(readings.of_submission(db.session, current_actor(), submission_id))


def _page(found: AgreementPage, refused: AgreeForm | None = None, about: str = "") -> str:
    """The page; a refused form stands at its criterion, with what was typed."""
    forms = {
        each.criterion.code: refused
        if refused and each.criterion.code == about
        else _form(found, each, formdata=None)
        for each in found.differences
    }
    may = policy.permits(current_actor(), Action.AGREE, found.subject)
    return render_template("panel_judgements/show.html", found=found, forms=forms, may=may)


def _form(found: AgreementPage, of: Difference, **options: None) -> AgreeForm:
    agreed = of.agreed
    kept = {"version": "0"}
    if agreed:
        kept = {
            "level": agreed.level or NOT_APPLICABLE,
            "reason": agreed.reason,
            "version": str(agreed.ordinal),
        }
    form = AgreeForm(data=kept, prefix=f"c{of.criterion.code}-", **options)
    offered = [(each.code, f"{each.code} {local(each.title)}") for each in of.criterion.levels]
    if found.framework.scoring.allow_not_applicable:
        offered.append((NOT_APPLICABLE, gettext("Does not apply")))
    form.level.choices = offered
    return form


@bp.post("/submissions/<uuid:submission_id>/agreed-levels/<code>")
@access(Action.AGREE)
def agree(submission_id: UUID, code: str) -> ResponseReturnValue:
    """Record what the panel agreed on for one criterion."""
    found = readings.of_submission(db.session, current_actor(), submission_id)
    of = next((each for each in found.differences if each.criterion.code == code), None)
    if of is None:
        raise NotFound
    form = _form(found, of)
    if form.validate_on_submit():
        try:
            deeds.agree(
                db.session,
                current_actor(),
                submission_id,
                code,
                level=form.level.data,
                reason=form.reason.data,
                seen=form.seen,
            )
            flash(gettext("The agreed level is recorded. It counts from the next computation on."))
            return redirect(url_for(".show", submission_id=submission_id, _anchor=f"c{code}"), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    return _page(found, form, code), 422
