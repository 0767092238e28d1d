"""The pages of certificates: drafts and issuing, one certificate, its file, the ZIP, a unit's own."""

from uuid import UUID

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from app.database import db
from app.domain.actions import Action
from app.domain.certificate import Revocation
from app.domain.errors import Invalid
from app.domain.vocabulary import name_of
from app.queries import certificates as readings
from app.services import certificates, documents

from .access import access, current_actor
from .bookmarks import bookmarked
from .campaigns import offered_series
from .display import current_language
from .forms import Choice, LongText, Most, PageForm, Required, Text

bp = Blueprint("certificates", __name__)


class DraftForm(PageForm):
    """How the numbers are to read."""

    series = Text(
        _("Series of the numbers"),
        [Required(), Most(10)],
        description=_(
            "Stands in the number: 关评〔2025〕优字第003号, in an English campaign QA-2025-AW-003."
        ),
    )


class ReissueForm(PageForm):
    """What is printed wrongly, and how it should read."""

    recipient = Text(_("Full official name"), [Required(), Most(120)])
    recipient_en = Text(_("Name in English"), [Most(120)])
    reason = LongText(_("What was wrong"), [Required(), Most(1000)])


class RevokeForm(PageForm):
    """Why a certificate is no longer valid."""

    because = Choice(
        _("Why is it revoked?"),
        [Required()],
        choices=[(each.value, _(name_of(each))) for each in Revocation],
        description=_("Everybody who looks the certificate up reads this."),
    )
    reason = LongText(
        _("Reason in detail"), [Required(), Most(2000)], description=_("Kept here, not shown in public.")
    )
    decision = Text(_("Number of the decision"), [Required(), Most(200)])


@bp.get("/campaigns/<uuid:campaign_id>/certificates")
@access(Action.ISSUE_CERTIFICATE)
def index(campaign_id: UUID) -> ResponseReturnValue:
    """All certificates of a campaign by number."""
    return _index(campaign_id)


@bp.post("/campaigns/<uuid:campaign_id>/certificates")
@access(Action.DRAFT_CERTIFICATE)
def draft(campaign_id: UUID) -> ResponseReturnValue:
    """Draft one for every award that has none."""
    form = DraftForm()
    if form.validate():
        try:
            made = certificates.draft(
                db.session,
                current_actor(),
                campaign_id,
                series=form.series.data,
                public_url=current_app.config["PUBLIC_URL"],
            )
            flash(
                ngettext(
                    "%(num)d certificate is drafted. A second person issues it.",
                    "%(num)d certificates are drafted. A second person issues them.",
                    len(made),
                )
            )
            return redirect(url_for(".index", campaign_id=campaign_id), 303)
        except Invalid as error:
            form.refuse(error)
    return _index(campaign_id, form), 422


@bp.post("/campaigns/<uuid:campaign_id>/certificates/issue")
@access(Action.ISSUE_CERTIFICATE)
def issue_all(campaign_id: UUID) -> ResponseReturnValue:
    """Issue every draft, as the second person."""
    issued = certificates.issue_all(db.session, current_actor(), campaign_id)
    flash(
        ngettext(
            "%(num)d certificate is issued. Its paper is being made.",
            "%(num)d certificates are issued. Their papers are being made.",
            len(issued),
        )
    )
    return redirect(url_for(".index", campaign_id=campaign_id), 303)


@bp.post("/campaigns/<uuid:campaign_id>/certificates/zip")
@access(Action.DRAFT_CERTIFICATE)
def all_in_one(campaign_id: UUID) -> ResponseReturnValue:
    """Ask for a ZIP of all valid certificates with an index."""
    found = readings.of_campaign(db.session, current_actor(), campaign_id)
    asked = documents.ask(
        db.session,
        current_actor(),
        "certificates",
        campaign_id,
        filename=gettext("Certificates of %(campaign)s", campaign=found.campaign_title) + ".zip",
        locale=current_language(),
        campaign_id=campaign_id,
    )
    db.session.flush()
    return redirect(url_for("documents.show", document_id=asked.id), 303)


@bp.get("/certificates")
@access(Action.VIEW_CERTIFICATE)
def own() -> ResponseReturnValue:
    """The certificates of the actor's units."""
    return render_template("certificates/own.html", rows=readings.own(db.session, current_actor()))


@bp.get("/certificates/<uuid:certificate_id>")
@access(Action.VIEW_CERTIFICATE)
def show(certificate_id: UUID) -> ResponseReturnValue:
    """One certificate: its face, its state, its file."""
    return _page(certificate_id)


@bp.get("/certificates/<uuid:certificate_id>/file")
@access(Action.VIEW_CERTIFICATE)
def file(certificate_id: UUID) -> ResponseReturnValue:
    """The PDF, always the same file; or how far the making has come."""
    found = readings.certificate(db.session, current_actor(), certificate_id)
    if found.document_id is None:
        return redirect(url_for(".show", certificate_id=certificate_id), 303)
    ready = found.document_state == "ready"
    page = "documents.download" if ready else "documents.show"
    return redirect(url_for(page, document_id=found.document_id), 303)


@bp.post("/certificates/<uuid:certificate_id>/file")
@access(Action.VIEW_CERTIFICATE)
def make_again(certificate_id: UUID) -> ResponseReturnValue:
    """Ask again for a paper that could not be made."""
    found = readings.certificate(db.session, current_actor(), certificate_id)
    if found.document_state == "failed":
        documents.ask(
            db.session,
            current_actor(),
            found.paper,
            certificate_id,
            filename=f"{found.face.number}.pdf",
            locale=found.language,
            campaign_id=found.campaign_id,
        )
        db.session.flush()
    return redirect(url_for(".file", certificate_id=certificate_id), 303)


@bp.post("/certificates/<uuid:certificate_id>/issue")
@access(Action.ISSUE_CERTIFICATE)
def issue(certificate_id: UUID) -> ResponseReturnValue:
    """Issue one draft, as the second person."""
    certificates.issue(db.session, current_actor(), certificate_id)
    flash(gettext("The certificate is issued."))
    return redirect(url_for(".show", certificate_id=certificate_id), 303)


@bp.post("/certificates/<uuid:certificate_id>/reissue")
@access(Action.REISSUE_CERTIFICATE)
def reissue(certificate_id: UUID) -> ResponseReturnValue:
    """Draft a corrected one in its place."""
    form = ReissueForm()
    if form.validate():
        try:
            made = certificates.reissue(
                db.session,
                current_actor(),
                certificate_id,
                recipient=form.recipient.data,
                recipient_en=form.recipient_en.data or "",
                reason=form.reason.data,
                public_url=current_app.config["PUBLIC_URL"],
            )
            flash(gettext("A corrected certificate is drafted. The old one stays valid until it is issued."))
            return redirect(url_for(".show", certificate_id=made.id), 303)
        except Invalid as error:
            form.refuse(error)
    return _page(certificate_id, reissue_form=form), 422


@bp.post("/certificates/<uuid:certificate_id>/revoke")
@access(Action.REVOKE_CERTIFICATE)
def revoke(certificate_id: UUID) -> ResponseReturnValue:
    """Revoke it; its public page says so."""
    form = RevokeForm()
    if form.validate():
        certificates.revoke(
            db.session,
            current_actor(),
            certificate_id,
            because=Revocation(form.because.data),
            reason=form.reason.data,
            decision=form.decision.data,
        )
        flash(gettext("The certificate is revoked. Its holder is told."))
        return redirect(url_for(".show", certificate_id=certificate_id), 303)
    return _page(certificate_id, revoke_form=form), 422


def _index(campaign_id: UUID, form: DraftForm | None = None) -> str:
    only = request.args.get("only", "")
    after = bookmarked(UUID, str)
    found = readings.of_campaign(db.session, current_actor(), campaign_id, only=only, after=after)
    return render_template(
        "certificates/index.html",
        found=found,
        only=only,
        form=form or DraftForm(formdata=None, series=offered_series(found.settings, "award")),
    )


def _page(
    certificate_id: UUID, reissue_form: ReissueForm | None = None, revoke_form: RevokeForm | None = None
) -> str:
    found = readings.certificate(db.session, current_actor(), certificate_id)
    printed = {
        "recipient": found.face.recipient.in_language("zh"),
        "recipient_en": found.face.recipient.texts.get("en", ""),
    }
    return render_template(
        "certificates/show.html",
        found=found,
        reissue_form=reissue_form or ReissueForm(formdata=None, data=printed),
        revoke_form=revoke_form or RevokeForm(formdata=None),
    )
