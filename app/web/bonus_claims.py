"""Bonus claims: made by the unit with their evidence, decided one by one by the secretariat."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.database import db
from app.domain.actions import Action
from app.domain.errors import Invalid, StaleVersion
from app.domain.evidence_details import bonus_place
from app.domain.framework import BonusItem
from app.queries import evidence, statements, submissions
from app.services import bonus_claims
from app.services.bonus_claims import DECIDED, FACT_LIMIT, REASON_LIMIT

from .access import access, current_actor
from .forms import Choice, LongText, Most, NumberField, PageForm, Required
from .numbers import whole
from .wording import local, named, score

bp = Blueprint("bonus_claims", __name__)


class ClaimForm(PageForm):
    """A tier of one bonus item, and what it is claimed for."""

    tier = Choice(_("Level"), [Required()], choices=[])
    fact = LongText(
        _("What it is claimed for"),
        [Required(), Most(FACT_LIMIT)],
        description=_("One fact with its date; the evidence is added below."),
    )

    @classmethod
    def of(cls, item: BonusItem, *, sent: bool = False) -> "ClaimForm":
        form = cls(formdata=request.form if sent else None, prefix=f"{item.code}-")
        form.tier.choices = [
            (tier.code, f"{local(tier.title)} · {score(tier.score)} {gettext('points')}")
            for tier in item.tiers
        ]
        return form


class DecisionForm(PageForm):
    """The secretariat's decision on one claim."""

    state = Choice(_("Your decision"), [Required()], choices=[])
    score = NumberField(_("Points granted, if lowered"))
    reason = LongText(_("Reason, if lowered or not accepted"), [Most(REASON_LIMIT)])

    @classmethod
    def of(cls, claim: statements.Claim, *, sent: bool = False) -> "DecisionForm":
        form = cls(
            formdata=request.form if sent else None,
            prefix=f"c{claim.id.hex[:8]}-",
            data={
                "state": claim.state.value if claim.is_decided else None,
                "score": claim.granted_score if claim.state.value == "lowered" else None,
                "reason": claim.decision_reason,
            },
        )
        form.state.choices = [(value.value, named(value)) for value in DECIDED]
        return form


@bp.get("/submissions/<uuid:submission_id>/bonus")
@access(Action.VIEW_SUBMISSION)
def show(submission_id: UUID) -> ResponseReturnValue:
    """Every bonus item with its claims and evidence."""
    return _page(submission_id)


@bp.post("/submissions/<uuid:submission_id>/bonus/<item>")
@access(Action.CLAIM_BONUS)
def claim(submission_id: UUID, item: str) -> ResponseReturnValue:
    """Claim a tier of an item."""
    sent = {name: request.form.get(f"{item}-{name}", "") for name in ("tier", "fact")}
    try:
        bonus_claims.claim(
            db.session,
            current_actor(),
            submission_id,
            item=item,
            tier=sent["tier"],
            fact=sent["fact"].replace("\r\n", "\n"),
        )
    except Invalid as error:
        return _page(submission_id, refused=(item, error)), 422
    flash(gettext("The claim is noted. Please add its evidence."))
    return redirect(url_for(".show", submission_id=submission_id, _anchor=f"item-{item}"), 303)


@bp.post("/bonus-claims/<uuid:claim_id>/withdraw")
@access(Action.CLAIM_BONUS)
def withdraw(claim_id: UUID) -> ResponseReturnValue:
    """Withdraw a claim that is not decided yet."""
    found = bonus_claims.withdraw(db.session, current_actor(), claim_id)
    flash(gettext("The claim is withdrawn."))
    return redirect(url_for(".show", submission_id=found.submission_id, _anchor=f"item-{found.item}"), 303)


@bp.post("/bonus-claims/<uuid:claim_id>/decision")
@access(Action.DECIDE_BONUS)
def decide(claim_id: UUID) -> ResponseReturnValue:
    """Accept, lower or reject a claim."""
    prefix = f"c{claim_id.hex[:8]}-"
    sent = {name: request.form.get(prefix + name, "") for name in ("state", "score", "reason")}
    try:
        found = bonus_claims.decide(db.session, current_actor(), claim_id, version=whole("version"), **sent)
    except (Invalid, StaleVersion) as error:
        submission_id = statements.submission_of_claim(db.session, claim_id)
        return _page(submission_id, undecided=(claim_id, error)), 409 if isinstance(
            error, StaleVersion
        ) else 422
    flash(gettext("Decided."))
    return redirect(url_for(".show", submission_id=found.submission_id, _anchor=f"item-{found.item}"), 303)


def _page(
    submission_id: UUID,
    *,
    refused: tuple[str, Invalid] | None = None,
    undecided: tuple[UUID, Invalid | StaleVersion] | None = None,
) -> str:
    standing = submissions.standing(db.session, current_actor(), submission_id)
    claims = statements.claims(db.session, submission_id)
    pieces = evidence.of_submission(db.session, current_actor(), standing.subject, submission_id)
    deciding = standing.may(Action.DECIDE_BONUS)
    items = []
    for item in standing.framework.bonus.items:
        was_refused = refused is not None and refused[0] == item.code
        form = ClaimForm.of(item, sent=was_refused)
        if refused is not None and was_refused:
            form.refuse(refused[1])
        place = bonus_place(item.code)
        items.append(
            {
                "item": item,
                "place": place,
                "form": form,
                "claims": [
                    (claim, _deciding(claim, undecided) if deciding else None)
                    for claim in claims
                    if claim.item == item.code
                ],
                "pieces": [piece for piece in pieces if piece.serves(place)],
                "editable": standing.writable(place, Action.CLAIM_BONUS),
            }
        )
    return render_template(
        "answers/bonus_claims.html",
        standing=standing,
        items=items,
        stale=undecided[1] if undecided and isinstance(undecided[1], StaleVersion) else None,
    )


def _deciding(claim: statements.Claim, undecided: tuple[UUID, Invalid | StaleVersion] | None) -> DecisionForm:
    if undecided is None or undecided[0] != claim.id:
        return DecisionForm.of(claim)
    form = DecisionForm.of(claim, sent=True)
    if isinstance(undecided[1], Invalid):
        form.refuse(undecided[1])
    return form
