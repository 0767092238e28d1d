"""The profile of a unit: posts, members, students, what lacks; the committees below it; whom to call."""

from typing import Any
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms.validators import Length

from app.database import db
from app.domain import policy
from app.domain.actions import Action
from app.domain.unit import REQUIRED_POSTS, TERM_YEARS, MemberCategory, PostKind
from app.queries import clock
from app.queries import profiles as readings
from app.queries.units import PAGE, above
from app.services import profiles

from .access import access, current_actor
from .bookmarks import bookmark, bookmarked, pair
from .forms import Choice, DayField, NumberField, Required, Text
from .unit_words import CATEGORIES, POSTS
from .units import SeenForm, answer, seen_unit

bp = Blueprint("profiles", __name__)


class ProfileForm(SeenForm):
    """What a unit says of itself."""

    student_count = NumberField(_("Number of students"), least=0, most=1_000_000, whole=True)
    phone = Text(_("Telephone of the office"), [Length(max=40)])
    help_hours = Text(_("When somebody answers it"), [Length(max=120)])


class HolderForm(SeenForm):
    """Somebody in a post or committee, from when to when, by which document."""

    person = Text(_("Name"), [Required(), Length(max=120)])
    starts_on = DayField(_("In office since"), [Required()])
    ends_on = DayField(_("Last day in office"), description=_("Leave empty while it goes on."))
    appointment = Text(_("Appointing document"), [Length(max=400)], description=_("Its title and number."))


class PostForm(HolderForm):
    duty = Text(
        _("Other duty"), [Length(max=120)], description=_("For example: Party secretary of the college")
    )
    phone = Text(_("Telephone"), [Length(max=40)])


class NewPostForm(PostForm):
    kind = Choice(
        _("Post held"), [Required()], choices=[(kind.value, words) for kind, words in POSTS.items()]
    )


class NewMemberForm(HolderForm):
    category = Choice(
        _("Category"), [Required()], choices=[(kind.value, words) for kind, words in CATEGORIES.items()]
    )


@bp.get("/units/<uuid:unit_id>/profile")
@access(Action.VIEW_PROFILE)
def show(unit_id: UUID) -> str:
    unit = seen_unit(unit_id, Action.VIEW_PROFILE)
    day = clock.today(db.session)
    posts, members = readings.posts(db.session, unit.id), readings.members(db.session, unit.id)
    return render_template(
        "units/profile.html",
        unit=unit,
        above=above(db.session, unit.path),
        day=day,
        posts=posts,
        members=members,
        meter=readings.completeness_of(unit, posts, members, day),
        may_edit=policy.permits(current_actor(), Action.EDIT_PROFILE, unit.subject),
    )


@bp.route("/units/<uuid:unit_id>/profile/edit", methods=["GET", "POST"])
@access(Action.EDIT_PROFILE)
def edit(unit_id: UUID) -> ResponseReturnValue:
    unit = seen_unit(unit_id, Action.EDIT_PROFILE)
    form = ProfileForm(
        data={
            "seen": unit.version, "student_count": unit.student_count, "phone": unit.phone,
            "help_hours": unit.help_hours,
        }
    )  # fmt: skip

    def deed() -> str:
        profiles.edit_profile(
            db.session, current_actor(), unit.id, seen=form.version, student_count=form.student_count.data,
            phone=form.phone.data or "", help_hours=form.help_hours.data or "",
        )  # fmt: skip
        return _saved(unit_id)

    return answer("units/holder.html", form, deed, unit=unit, title=gettext("About the unit"))


@bp.route("/units/<uuid:unit_id>/posts/new", methods=["GET", "POST"])
@access(Action.EDIT_PROFILE)
def appoint(unit_id: UUID) -> ResponseReturnValue:
    unit = seen_unit(unit_id, Action.EDIT_PROFILE)
    form = NewPostForm(data={"kind": request.args.get("kind", "")})

    def deed() -> str:
        profiles.appoint(
            db.session, current_actor(), unit.id, kind=PostKind(form.kind.data), **_holder(form),
            duty=form.duty.data or "", phone=form.phone.data or "",
        )  # fmt: skip
        return _saved(unit_id)

    return answer("units/holder.html", form, deed, unit=unit, title=gettext("Enter who holds a post"))


@bp.route("/units/<uuid:unit_id>/posts/<uuid:post_id>", methods=["GET", "POST"])
@access(Action.EDIT_PROFILE)
def correct_post(unit_id: UUID, post_id: UUID) -> ResponseReturnValue:
    unit = seen_unit(unit_id, Action.EDIT_PROFILE)
    post = readings.post(db.session, unit.id, post_id)
    form = PostForm(data=post._asdict() | {"seen": post.version})

    def deed() -> str:
        profiles.correct_post(
            db.session, current_actor(), post.id, seen=form.version, **_holder(form),
            duty=form.duty.data or "", phone=form.phone.data or "",
        )  # fmt: skip
        return _saved(unit_id)

    return answer("units/holder.html", form, deed, unit=unit, title=POSTS[post.kind])


@bp.route("/units/<uuid:unit_id>/members/new", methods=["GET", "POST"])
@access(Action.EDIT_PROFILE)
def add_member(unit_id: UUID) -> ResponseReturnValue:
    unit = seen_unit(unit_id, Action.EDIT_PROFILE)
    form = NewMemberForm()

    def deed() -> str:
        profiles.add_member(
            db.session, current_actor(), unit.id, category=MemberCategory(form.category.data), **_holder(form)
        )
        return _saved(unit_id)

    return answer("units/holder.html", form, deed, unit=unit, title=gettext("Enter a member"))


@bp.route("/units/<uuid:unit_id>/members/<uuid:member_id>", methods=["GET", "POST"])
@access(Action.EDIT_PROFILE)
def correct_member(unit_id: UUID, member_id: UUID) -> ResponseReturnValue:
    unit = seen_unit(unit_id, Action.EDIT_PROFILE)
    member = readings.member(db.session, unit.id, member_id)
    form = HolderForm(data=member._asdict() | {"seen": member.version})

    def deed() -> str:
        profiles.correct_member(db.session, current_actor(), member.id, seen=form.version, **_holder(form))
        return _saved(unit_id)

    return answer("units/holder.html", form, deed, unit=unit, title=CATEGORIES[member.category])


@bp.get("/units/<uuid:unit_id>/committees")
@access(Action.CHANGE_UNIT)
def committees(unit_id: UUID) -> str:
    unit = seen_unit(unit_id, Action.CHANGE_UNIT)
    typed = request.args.get("years", "")
    years = int(typed) if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= 30 else TERM_YEARS
    gaps = request.args.get("gaps") == "1"
    rows = readings.committees(
        db.session, unit, day=clock.today(db.session), term=years, gaps=gaps,
        after=request.args.get("after", ""),
    )  # fmt: skip
    return render_template(
        "units/committees.html", unit=unit, kinds=REQUIRED_POSTS, rows=rows[:PAGE], years=years, gaps=gaps,
        after=rows[PAGE - 1].code if len(rows) > PAGE else None,
    )  # fmt: skip


@bp.get("/units/<uuid:unit_id>/contacts")
@access(Action.VIEW_CONTACTS)
def contacts(unit_id: UUID) -> str:
    unit = seen_unit(unit_id, Action.VIEW_CONTACTS)
    search = request.args.get("q", "").strip()[:120]
    rows = readings.contacts(
        db.session, unit, day=clock.today(db.session), search=search,
        after=bookmarked(pair, str, UUID),
    )  # fmt: skip
    further = bookmark(rows[PAGE - 1].code, rows[PAGE - 1].id) if len(rows) > PAGE else None
    return render_template(
        "units/contacts.html", unit=unit, rows=rows[:PAGE], after=further, search=search,
        above=above(db.session, unit.path),
    )  # fmt: skip


def _holder(form: HolderForm) -> dict[str, Any]:
    return {
        "person": form.person.data,
        "starts_on": form.starts_on.data,
        "ends_on": form.ends_on.data,
        "appointment": form.appointment.data or "",
    }


def _saved(unit_id: UUID) -> str:
    flash(gettext("Saved."))
    return url_for("profiles.show", unit_id=unit_id)
