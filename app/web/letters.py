"""The pages of feedback letters: the office's list, one unit's letter, its wording, the receipt."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext

from app.database import db
from app.domain import policy
from app.domain.actions import Action
from app.domain.errors import Conflict, Invalid
from app.domain.text import N_
from app.queries import letters, panel_letters
from app.queries.letters import LetterPage, Place
from app.services import documents
from app.services import letters as deeds

from .access import access, current_actor
from .bookmarks import bookmarked
from .grade_words import band_title
from .letter_forms import LetterForm, ReceiptForm, letter_form
from .result_forms import said

bp = Blueprint("letters", __name__)


@bp.get("/campaigns/<uuid:campaign_id>/letters")
@access(Action.VIEW_RESULT)
def index(campaign_id: UUID) -> ResponseReturnValue:
    """Every unit and where its letter stands."""
    after = bookmarked(Place, str, UUID)
    found = letters.listing(db.session, current_actor(), campaign_id, after=after)
    return render_template("letters/index.html", found=found, may=_may(found.subject))


@bp.get("/campaigns/<uuid:campaign_id>/letters/panel")
@access(Action.EDIT_LETTER)
def of_panel(campaign_id: UUID) -> str:
    """The letters whose wording falls to the chair of a panel."""
    found = panel_letters.of_chair(db.session, current_actor(), campaign_id)
    return render_template("letters/panel.html", found=found)


def _may(subject: object) -> object:
    return lambda name: policy.permits(current_actor(), Action(name), subject)  # type: ignore[arg-type]


@bp.post("/campaigns/<uuid:campaign_id>/letters/drafts")
@access(Action.EDIT_LETTER)
def draft_all(campaign_id: UUID) -> ResponseReturnValue:
    """A first wording for every unit that has none."""
    made = deeds.draft_all(db.session, current_actor(), campaign_id)
    flash(ngettext("%(num)d letter was drafted.", "%(num)d letters were drafted.", made))
    return redirect(url_for(".index", campaign_id=campaign_id), 303)


@bp.post("/campaigns/<uuid:campaign_id>/letters/issue")
@access(Action.ISSUE_LETTER)
def issue_all(campaign_id: UUID) -> ResponseReturnValue:
    """Send every draft."""
    sent = deeds.issue_all(db.session, current_actor(), campaign_id)
    flash(ngettext("%(num)d letter was sent.", "%(num)d letters were sent.", sent))
    return redirect(url_for(".index", campaign_id=campaign_id), 303)


@bp.get("/submissions/<uuid:submission_id>/letter")
@access(Action.READ_LETTER)
def show(submission_id: UUID) -> ResponseReturnValue:
    """The letter, with the receipt for the unit and the deeds for the office."""
    found = letters.of_submission(db.session, current_actor(), submission_id)
    return _page(found, ReceiptForm(formdata=None))


def _page(found: LetterPage, receipt: ReceiptForm) -> str:
    return render_template(
        "letters/show.html",
        found=found,
        receipt=receipt,
        band=band_title(found.framework, found.letter.grade) if found.letter else "",
        may=_may(found.subject),
    )


@bp.post("/submissions/<uuid:submission_id>/letter/draft")
@access(Action.EDIT_LETTER)
def draft(submission_id: UUID) -> ResponseReturnValue:
    """A first wording from the findings."""
    made = deeds.draft(db.session, current_actor(), submission_id)
    return redirect(url_for(".edit", letter_id=made.id), 303)


@bp.route("/letters/<uuid:letter_id>/edit", methods=["GET", "POST"])
@access(Action.EDIT_LETTER)
def edit(letter_id: UUID) -> ResponseReturnValue:
    """The wording, part by part."""
    found = letters.of_submission(db.session, current_actor(), letters.submission_of(db.session, letter_id))
    policy.require(current_actor(), Action.EDIT_LETTER, found.subject, seen_by=Action.VIEW_RESULT)
    letter = found.letter
    if letter is None or letter.id != letter_id or letter.issued_at is not None:
        raise Conflict(N_("This letter has been issued. Nothing in it can be changed any more."))
    form = letter_form(letter.texts, letter.version)
    if form.validate_on_submit() and _known_codes(form, found):
        try:
            deeds.save(
                db.session,
                current_actor(),
                letter_id,
                form.texts(letter.texts),
                seen=int(form.version.data or 0),
            )
            flash(gettext("The wording is saved."))
            return redirect(url_for(".show", submission_id=found.submission.id), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    page = render_template("letters/edit.html", found=found, form=form)
    return page, 422 if form.is_submitted() else 200


def _known_codes(form: LetterForm, found: LetterPage) -> bool:
    """Whether every criterion named is one of the framework; the first that is not is told at its field."""
    for field in form:
        if "criteria" in field.name:
            codes = said(field).replace("、", " ").replace(",", " ").replace("，", " ").split()
            strangers = [code for code in codes if not found.framework.has_criterion(code)]
            if strangers:
                field.errors = [gettext("There is no criterion %(code)s.", code=strangers[0])]
                return False
    return True


@bp.post("/submissions/<uuid:submission_id>/letter/issue")
@access(Action.ISSUE_LETTER)
def issue(submission_id: UUID) -> ResponseReturnValue:
    """Number the letter and send it."""
    letter = deeds.issue(db.session, current_actor(), submission_id)
    flash(gettext("The letter %(number)s is sent. Both clocks run.", number=letter.number))
    return redirect(url_for(".show", submission_id=submission_id), 303)


@bp.post("/letters/<uuid:letter_id>/receipt")
@access(Action.SIGN_LETTER)
def sign(letter_id: UUID) -> ResponseReturnValue:
    """The unit signs for the letter."""
    submission_id = letters.submission_of(db.session, letter_id)
    form = ReceiptForm()
    if form.validate_on_submit():
        accepts = form.accepts.data == "yes"
        deeds.sign(db.session, current_actor(), letter_id, accepts=accepts, remark=said(form.remark))
        flash(gettext("The letter is signed for. Thank you."))
        page = ".show" if accepts else "hearings.show"
        return redirect(url_for(page, submission_id=submission_id), 303)
    return _page(letters.of_submission(db.session, current_actor(), submission_id), form), 422


@bp.post("/submissions/<uuid:submission_id>/letter/paper")
@access(Action.READ_LETTER)
def paper(submission_id: UUID) -> ResponseReturnValue:
    """The letter as PDF, in the campaign's language."""
    found = letters.of_submission(db.session, current_actor(), submission_id)
    number = found.letter.number if found.letter and found.letter.number else gettext("Feedback letter")
    asked = documents.ask(
        db.session,
        current_actor(),
        "feedback_letter",
        submission_id,
        filename=f"{number}.pdf",
        locale=found.settings.language,
        campaign_id=found.campaign.id,
    )
    db.session.flush()
    return redirect(url_for("documents.show", document_id=asked.id), 303)


@bp.post("/submissions/<uuid:submission_id>/letter/receipt/paper")
@access(Action.READ_LETTER)
def receipt_paper(submission_id: UUID) -> ResponseReturnValue:
    """The receipt as PDF, once the unit has signed for the letter."""
    found = letters.of_submission(db.session, current_actor(), submission_id)
    kept = letters.receipt(db.session, submission_id)
    if kept is None:
        raise Conflict(N_("The letter has not been signed for yet."))
    asked = documents.ask(
        db.session,
        current_actor(),
        "feedback_receipt",
        submission_id,
        filename=f"{kept.number} {gettext('Receipt')}.pdf",
        locale=found.settings.language,
        campaign_id=found.campaign.id,
    )
    db.session.flush()
    return redirect(url_for("documents.show", document_id=asked.id), 303)
