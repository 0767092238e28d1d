"""The forms of rectification: a plan, a step taken, a verdict, the words of the summary."""

from uuid import UUID

from flask_babel import lazy_gettext as _
from wtforms import HiddenField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are one release behind
from wtforms.validators import Optional

from app.domain.rectification import Term
from app.domain.vocabulary import name_of

from .forms import Choice, DayField, LongText, Most, PageForm, Pick, Required, Text

VERIFIED, RETURNED = "verified", "returned"


class PlanForm(PageForm):
    """Cause, aim, measure, people, time limit; `version` is the item's as the page showed it."""

    version = HiddenField()
    cause = LongText(_("Cause"), [Required(), Most(2000)], description=_("Why did this come about?"))
    aim = LongText(
        _("Aim"), [Required(), Most(2000)], description=_("How will one see that it is put right?")
    )
    measure = LongText(
        _("Measure"), [Required(), Most(2000)], description=_("What will be done, step by step?")
    )
    leader = Text(_("Leader responsible"), [Most(120)])
    owner = Text(_("Person responsible"), [Required(), Most(120)])
    term = Choice(_("Time limit"), [Required()], choices=[(term.value, _(name_of(term))) for term in Term])
    due_on = DayField(
        _("To be done by"),
        [Required(_("Please write the date like 2025-11-05."))],
        description=_("For what is to last: the day of the first look back."),
    )
    expected = LongText(_("What will come of it"), [Most(2000)])


class ProgressForm(PageForm):
    """A step taken, with a piece of evidence; or the word that all is done."""

    text = LongText(_("What was done"), [Required(), Most(2000)])
    evidence = Pick(
        _("Evidence for it"), [Optional()], description=_("A piece your unit has handed in already.")
    )


def sent_progress() -> ProgressForm:
    """What was sent; whether the unit has such a piece of evidence is the service's question."""
    form = ProgressForm()
    try:
        form.evidence.choices = [SelectChoice(str(UUID(form.evidence.data)))]
    except (TypeError, ValueError):  # none was chosen, or it is no id
        form.evidence.choices = [SelectChoice("")]
    return form


class VerdictForm(PageForm):
    """The reader closes the item or gives it back."""

    verdict = Choice(
        _("Is it put right?"),
        [Required()],
        choices=[(VERIFIED, _("Yes, it can be closed")), (RETURNED, _("Not yet, there is more to do"))],
    )
    text = LongText(
        _("Your words to the unit"),
        [Most(2000)],
        description=_("Needed when there is more to do: say what is still missing. Your name is not shown."),
    )


class ReasonForm(PageForm):
    """A reason that is kept and told."""

    reason = LongText(_("Reason"), [Required(), Most(2000)])


class SummaryForm(PageForm):
    """What the numbers do not say."""

    version = HiddenField()
    overview = LongText(_("Overall situation"), [Required(), Most(4000)])
    lasting = LongText(
        _("What will last"), [Most(4000)], description=_("Rules, habits and people that keep it right.")
    )
    remaining = LongText(
        _("What is not done, why, and when it will be"),
        [Most(4000)],
        description=_("Leave this empty when everything is closed."),
    )
