"""The forms of the board's sheet and of vetoes."""

from collections.abc import Mapping

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import Field

from app.domain.framework import Framework

from .forms import Choice, DayField, LongText, Most, NumberField, PageForm, Pick, Required, Text
from .wording import local


def said(field: Field) -> str:
    """What was typed, without blanks at its ends; nothing where the field was not sent."""
    return (field.data or "").strip()


class ComputeForm(PageForm):
    """Why it is computed again; the first time nothing need be said."""

    reason = LongText(_("Reason"), [Most(1000)])


class ApproveForm(PageForm):
    """What the meeting decided."""

    on = DayField(_("Date of the meeting"), [Required()])
    meeting = Text(_("Meeting"), [Required(), Most(200)], description=_("As it is called in the minutes."))
    attendees = LongText(_("Present"), [Most(1000)])
    text = LongText(_("Remark"), [Most(2000)])


PRESENT = ("due", "present", "for", "against", "abstained")


class VoteForm(PageForm):
    """应到, 实到, 同意, 反对, 弃权; the votes of each tied unit are fields of their own, see `vote_form`."""

    on = DayField(_("Date of the meeting"), [Required()])
    meeting = Text(_("Meeting"), [Required(), Most(200)])
    due = NumberField(_("Members entitled"), [Required()], least=1, most=999, whole=True)
    present = NumberField(_("Members present"), [Required()], least=1, most=999, whole=True)
    against = NumberField(_("Against"), least=0, most=999, whole=True)
    abstained = NumberField(_("Abstained"), least=0, most=999, whole=True)
    text = LongText(_("Remark"), [Most(2000)])

    def units(self) -> list[str]:
        """The submissions that are voted on, in the order of the page."""
        return [name.removeprefix("votes_") for name in self._fields if name.startswith("votes_")]

    def votes(self) -> dict[str, int]:
        return {unit: self[f"votes_{unit}"].data for unit in self.units()}

    def order(self) -> list[str]:
        """The order the meeting decided itself, or nothing when the votes decide."""
        placed = {unit: self[f"place_{unit}"].data for unit in self.units()}
        if all(place is None for place in placed.values()):
            return []
        return sorted(placed, key=lambda unit: placed[unit] or len(placed) + 1)

    def counted(self, names: Mapping[str, str]) -> dict[str, int]:
        """The figures of the meeting by their Chinese names, as records keep them; `names` of the units."""
        return {
            "应到": self.due.data,
            "实到": self.present.data,
            **{f"同意{names[unit]}": count for unit, count in self.votes().items()},
            "反对": self.against.data or 0,
            "弃权": self.abstained.data or 0,
        }


def vote_form(names: Mapping[str, str]) -> VoteForm:
    """The form with two fields for each tied unit: votes in favour, and the place if the meeting set it."""
    fields = {}
    for unit, name in names.items():
        fields[f"votes_{unit}"] = NumberField(
            _("Votes for %(unit)s", unit=name), [Required()], least=0, most=999, whole=True
        )
        fields[f"place_{unit}"] = NumberField(
            _("Place of %(unit)s", unit=name),
            description=_("Only if the meeting set the order itself."),
            least=1,
            most=len(names),
            whole=True,
        )
    form: VoteForm = type("TiedVoteForm", (VoteForm,), fields)()
    return form


class VetoForm(PageForm):
    """A veto of the framework, the reason, and what it stands on."""

    code = Pick(_("Veto"), [Required()])
    reason = LongText(_("Reason"), [Required(), Most(2000)])
    basis = LongText(
        _("Basis"),
        [Required(), Most(2000)],
        description=_("The report, letter or finding it stands on, with its number and date."),
    )

    def offer(self, framework: Framework) -> "VetoForm":
        """Fill the list with the vetoes of the framework."""
        named = [(veto.code, f"{veto.code} {local(veto.title)}") for veto in framework.vetoes]
        self.code.choices = [("", gettext("Please choose one of these.")), *named]  # none by mistake
        return self


class StatementForm(PageForm):
    """The unit's view of a proposed veto."""

    statement = LongText(_("The view of your unit"), [Required(), Most(3000)])


class VetoDecisionForm(PageForm):
    """The board member's decision."""

    decision = Choice(
        _("Your decision"),
        [Required()],
        choices=[("confirm", _("The veto is confirmed")), ("reject", _("The veto is rejected"))],
    )
    reason = LongText(_("Reason"), [Required(), Most(2000)])
