"""The progress of a campaign: the board, each unit's own line, the meeting view, the sheet, urging."""

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from app.database import db
from app.domain import policy
from app.domain.actions import Action
from app.domain.actors import UNIT_ROLES
from app.domain.errors import Invalid, NotFound
from app.domain.relay import HAND_NAMES, HANDS, LEGS, Hand, Leg, days_waiting
from app.queries import campaigns, clock, progress, subjects, submissions
from app.queries.progress import Filter, Place
from app.reporting.spreadsheets import Sheet, xlsx_bytes
from app.services import urgings

from .access import access, current_actor
from .bookmarks import bookmark, bookmarked
from .campaigns import campaign_title
from .forms import LongText, Most, PageForm, Required
from .wording import named, named_day, short_day

bp = Blueprint("progress", __name__)
FEWEST_ROWS, MOST_ROWS = 5, 200
SHEET_ROWS = 5000


class UrgingForm(PageForm):
    """What is said to whom."""

    text = LongText(_("What needs attention"), [Required(), Most(400)])


@bp.get("/campaigns/<uuid:campaign_id>/progress")
@access(Action.VIEW_PROGRESS)
def board(campaign_id: UUID) -> str:
    """In whose hands each unit is. Asks of any size cost the same."""
    actor = current_actor()
    campaign = campaigns.find(db.session, actor, campaign_id, Action.VIEW_PROGRESS)
    wanted, rows = _filter(), _rows()
    page = progress.page(db.session, campaign, wanted, after=bookmarked(Place, int, str, UUID), rows=rows)
    subject = subjects.of_campaign(campaign)
    following = _asked(after=bookmark(*page.following)) if page.following else None
    return render_template(
        "progress/board.html",
        campaign=campaign,
        campaign_name=campaign_title(campaign),
        overview=progress.overview(db.session, campaign.id),
        page=page,
        wanted=wanted,
        following=following,
        window=_window(campaign),
        legs=LEGS,
        hands=Hand,
        hand_names=HAND_NAMES,
        waiting=waiting_for,
        moment=clock.now(db.session),
        may_urge=policy.permits(actor, Action.URGE, subject),
        may_supervise=policy.permits(actor, Action.SUPERVISE, subject),
    )


@bp.get("/campaigns/<uuid:campaign_id>/progress/own")
@access(Action.VIEW_OWN_PROGRESS)
def own(campaign_id: UUID) -> str:
    """What a unit may see: its own line in full, of the others only how many are where."""
    actor = current_actor()
    campaign = campaigns.find(db.session, actor, campaign_id)
    units = actor.units(*UNIT_ROLES)
    return render_template(
        "progress/own.html",
        campaign=campaign,
        campaign_name=campaign_title(campaign),
        overview=progress.overview(db.session, campaign.id),
        page=progress.page(db.session, campaign, unit_ids=units),
        extensions=campaigns.extensions(db.session, campaign.id),
        window=_window(campaign),
        legs=LEGS,
        waiting=waiting_for,
        moment=clock.now(db.session),
    )


@bp.get("/campaigns/<uuid:campaign_id>/progress/meeting")
@access(Action.VIEW_MEETING)
def meeting(campaign_id: UUID) -> str:
    """For the screen in a meeting: big figures, nothing confidential."""
    campaign = campaigns.find(db.session, current_actor(), campaign_id, Action.VIEW_MEETING)
    return render_template(
        "progress/meeting.html",
        campaign=campaign,
        campaign_name=campaign_title(campaign),
        overview=progress.overview(db.session, campaign.id),
        late=progress.page(db.session, campaign, Filter(late=True), rows=12),
        milestones=campaigns.milestones(db.session, campaign.id),
        window=_window(campaign),
        legs=LEGS,
        hand_names=HAND_NAMES,
        waiting=waiting_for,
        moment=clock.now(db.session),
    )


@bp.get("/campaigns/<uuid:campaign_id>/progress.xlsx")
@access(Action.VIEW_PROGRESS)
def sheet(campaign_id: UUID) -> Response:
    """The board as a spreadsheet, with the same words."""
    campaign = campaigns.find(db.session, current_actor(), campaign_id, Action.VIEW_PROGRESS)
    moment = clock.now(db.session)
    page = progress.page(db.session, campaign, _filter(), rows=SHEET_ROWS)
    heads: list[str] = [gettext("Unit"), *(gettext(rule.title) for rule in LEGS.values())]
    heads += [gettext("Where it stands"), gettext("Waiting for"), gettext("Extended: reason")]
    lines = [
        [
            line.unit_name,
            *(cell_words(cell, line) for cell in line.cells),
            named(line.stage),
            waiting_for(line, moment),
            line.extension_reason,
        ]
        for line in page.lines
    ]
    body = xlsx_bytes(Sheet(gettext("Work progress"), tuple(heads), lines))
    response = Response(body, mimetype="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    filename = f"{gettext('Work progress')}.xlsx"
    response.headers.set("Content-Disposition", "attachment", filename=filename)
    return response


@bp.post("/campaigns/<uuid:campaign_id>/urgings")
@access(Action.URGE)
def urge(campaign_id: UUID) -> ResponseReturnValue:
    """Urge the units named in the form, or everybody who is behind."""
    try:
        chosen = [UUID(text) for text in request.form.getlist("submission")]
    except ValueError:
        raise NotFound from None
    urged = urgings.urge(
        db.session,
        current_actor(),
        campaign_id,
        chosen or None,
        text=request.form.get("text", "")[:400],
    )
    if urged.units:
        flash(ngettext("%(num)d unit has been urged.", "%(num)d units have been urged.", urged.units))
    if urged.already:
        words = ngettext(
            "%(num)d unit was urged today already and is left in peace.",
            "%(num)d units were urged today already and are left in peace.",
            urged.already,
        )
        flash(words, "now")
    return redirect(url_for(".board", campaign_id=campaign_id), 303)


@bp.route("/submissions/<uuid:submission_id>/supervisions", methods=["GET", "POST"])
@access(Action.SUPERVISE)
def supervise(submission_id: UUID) -> ResponseReturnValue:
    """督办: an observer's notice about one unit."""
    actor = current_actor()
    submission, campaign = submissions.find(db.session, actor, submission_id, Action.SUPERVISE)
    form = UrgingForm()
    if form.validate_on_submit():
        try:
            urgings.supervise(db.session, actor, submission.id, text=form.text.data or "")
            flash(gettext("The notice is sent to the unit and to the secretariat."))
            return redirect(url_for(".board", campaign_id=campaign.id), 303)
        except Invalid as refusal:
            form.refuse(refusal)
    page = render_template(
        "progress/supervise.html",
        form=form,
        campaign=campaign,
        campaign_name=campaign_title(campaign),
        submission=submission,
    )
    return page, 422 if form.is_submitted() else 200


def waiting_for(line: progress.Line, moment: Any) -> str:
    """Whom a unit waits for, and for how long: 院党委审签人，已等 7 天."""
    hand = HANDS[line.stage]
    if hand is Hand.NOBODY:
        return "—"
    name = gettext(HAND_NAMES[hand])
    if hand is Hand.REVIEWERS and line.assigned:
        left = max(0, line.assigned - line.reviewed)
        return str(ngettext("%(num)d reviewer", "%(num)d reviewers", left)) if left else name
    if any(cell.state == "extended" for cell in line.cells):
        return str(gettext("%(who)s, within the extension", who=name))
    days = days_waiting(line.since, moment)
    if not days:
        return str(gettext("%(who)s, since today", who=name))
    return str(ngettext("%(who)s, for %(num)d day", "%(who)s, for %(num)d days", days, who=name))


def cell_words(cell: Any, line: progress.Line) -> str:
    """One cell in words, the same on the page and in the sheet."""
    match cell.state:
        case "done":
            done = line.done_on.get(cell.leg)
            return short_day(done) if done else str(gettext("done"))
        case "late":
            return str(ngettext("%(num)d day late", "%(num)d days late", cell.days_late))
        case "extended":
            return str(gettext("extended to %(day)s", day=short_day(named_day(cell.ends_at))))
        case "now":
            if cell.leg is Leg.PEER_REVIEW and line.assigned:
                return str(gettext("%(done)s of %(all)s readers", done=line.reviewed, all=line.assigned))
            return named(line.stage)
        case "void":
            return "—"
        case _:
            return str(gettext("not yet"))


def _filter() -> Filter:
    """What the address asks for; what it asks wrongly is not asked."""
    leg, hand = request.args.get("leg", ""), request.args.get("hand", "")
    return Filter(
        leg=Leg(leg) if leg in set(Leg) else None,
        hand=Hand(hand) if hand in set(Hand) else None,
        late=request.args.get("late") == "1",
    )


def _rows() -> int:
    asked = request.args.get("rows", type=int) or progress.PAGE
    return max(FEWEST_ROWS, min(MOST_ROWS, asked))


def _asked(**more: str) -> str:
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name != "after"}
    return url_for(".board", **(request.view_args or {}) | kept | more)


def _window(campaign: Any) -> Any:
    rows = campaigns.windows(db.session, campaign.id)
    return next((row for row in rows if row.stage == campaign.stage), None)


def init_app(app: Any) -> None:
    app.register_blueprint(bp)
    app.jinja_env.globals["board_cell"] = cell_words
