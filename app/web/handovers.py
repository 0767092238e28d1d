"""交接单: write one, see the open tasks in it, confirm it, print it."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.database import db
from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import Role
from app.queries import clock, people
from app.queries import documents as documents_read
from app.queries import handovers as readings
from app.services import documents, handovers

from .access import access, current_actor
from .display import current_language
from .forms import DayField, LongText, Most, PageForm, Pick, Required
from .unit_words import roles
from .units import answer, seen_unit
from .wording import sentence

bp = Blueprint("handovers", __name__)


class HandoverForm(PageForm):
    """From whom to whom, from when, and what is open."""

    role = Pick(_("Role"))
    from_id = Pick(_("Handed over by"))
    to_id = Pick(_("Taken over by"))
    on = DayField(_("Effective from"), [Required()])
    open_tasks = LongText(
        _("Open tasks"), [Most(4000)],
        description=_("Listed by the system; add what only you know. Drafts stay with the unit."),
    )  # fmt: skip
    done_tasks = LongText(
        _("Work done so far"), [Most(4000)], description=_("Listed by the system; please correct it.")
    )


@bp.route("/units/<uuid:unit_id>/handovers", methods=["GET", "POST"])
@access(Action.RECORD_HANDOVER)
def record(unit_id: UUID) -> ResponseReturnValue:
    unit = seen_unit(unit_id, Action.RECORD_HANDOVER)
    day, wanted = clock.today(db.session), request.args.get("role", "")
    office = current_actor().holds_over(Role.COORDINATOR, unit.path)
    offered = sorted(handovers.PASSED_ON) if office else [Role.CONTRIBUTOR]
    role = Role(wanted) if wanted in offered else Role.CONTRIBUTOR
    givers = people.of_unit(db.session, unit.id, role, day=day)
    form = HandoverForm(data={"role": role.value, "on": day} | _listed(unit.id, role, givers))
    form.role.choices = roles((role,))
    form.from_id.choices = [(str(each), name) for each, name in givers]
    everybody = people.of_unit(db.session, unit.id)
    others = [pair for pair in everybody if len(givers) > 1 or pair not in givers]
    form.to_id.choices = [(str(each), name) for each, name in others]

    def deed() -> str:
        made = handovers.record_handover(
            db.session, current_actor(), unit.id, role=role, from_id=UUID(form.from_id.data),
            to_id=UUID(form.to_id.data), on=form.on.data, open_tasks=form.open_tasks.data or "",
            done_tasks=form.done_tasks.data or "",
        )  # fmt: skip
        flash(gettext("The form is written. Both people are asked to confirm it."))
        return url_for(".show", handover_id=made.id)

    return answer(
        "people/handover_form.html", form, deed, unit=unit, role=role,
        rows=readings.handovers(db.session, unit.id, of_reviewers=office), others=roles(offered),
    )  # fmt: skip


@bp.get("/handovers/<uuid:handover_id>")
@access(Action.CONFIRM_HANDOVER)
def show(handover_id: UUID) -> str:
    row = readings.handover(db.session, handover_id)
    actor = current_actor()
    mine = actor.user_id in (row.from_id, row.to_id)
    subject = documents_read.subject_of(db.session, "hand_over", handover_id)
    policy.require(actor, Action.CONFIRM_HANDOVER, subject, seen_by=Action.CONFIRM_HANDOVER)
    told = (actor.user_id == row.from_id and row.from_confirmed_at) or (
        actor.user_id == row.to_id and row.to_confirmed_at
    )
    may = mine or actor.holds_over(Role.COORDINATOR, row.path)
    return render_template("people/handover.html", row=row, may_confirm=may and not row.done and not told)


@bp.post("/handovers/<uuid:handover_id>/confirmation")
@access(Action.CONFIRM_HANDOVER)
def confirm(handover_id: UUID) -> ResponseReturnValue:
    handovers.confirm_handover(db.session, current_actor(), handover_id)
    flash(gettext("Confirmed. Thank you."))
    return redirect(url_for(".show", handover_id=handover_id), 303)


@bp.post("/handovers/<uuid:handover_id>/paper")
@access(Action.CONFIRM_HANDOVER)
def paper(handover_id: UUID) -> ResponseReturnValue:
    """Ask for the form as a PDF."""
    row = readings.handover(db.session, handover_id)
    asked = documents.ask(
        db.session, current_actor(), "hand_over", handover_id,
        filename=f"{row.number} {gettext('Hand-over form')}.pdf".strip(), locale=current_language(),
    )  # fmt: skip
    db.session.flush()
    return redirect(url_for("documents.show", document_id=asked.id), 303)


def _listed(unit_id: UUID, role: Role, givers: list[tuple[UUID, str]]) -> dict[str, str]:
    """What the system knows to be open and done, one task a line."""
    if not givers:
        return {}
    open_tasks = readings.open_tasks(db.session, unit_id, role, givers[0][0])
    done_tasks = readings.done_tasks(db.session, unit_id, role, givers[0][0])
    return {
        "open_tasks": "\n".join(sentence(task) for task in open_tasks),
        "done_tasks": "\n".join(sentence(task) for task in done_tasks),
    }
