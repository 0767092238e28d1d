"""The forms of the hearing: a fact checked, answered; an appeal lodged, admitted, re-examined, decided."""

from collections.abc import Sequence
from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from app.domain.due_process import Stance
from app.domain.framework import Framework
from app.queries.examiners import Examiner

from .forms import Choice, LongText, Most, NumberField, PageForm, Pick, Required
from .wording import local


def _criteria(framework: Framework) -> list[tuple[str, str]]:
    choices = [(each.code, f"{each.code} {local(each.title)}") for each in framework.criteria]
    return [("", gettext("Please choose")), *choices]


class FactForm(PageForm):
    """What the unit says of one part of the letter."""

    stance = Choice(
        _("Are the facts right?"),
        [Required()],
        choices=[
            (Stance.RIGHT.value, _("Right")),
            (Stance.WRONG.value, _("Not right")),
            (Stance.ADD.value, _("To be added")),
        ],
    )
    text = LongText(
        _("What the facts are"),
        [Most(2000)],
        description=_("Name the evidence and its page, so that it can be checked."),
    )


class CriterionFactForm(FactForm):
    """The same about a criterion that the letter does not speak of."""

    criterion = Pick(_("Criterion"), [Required()])

    def offer(self, framework: Framework) -> "CriterionFactForm":
        self.criterion.choices = _criteria(framework)
        return self


class AnswerForm(PageForm):
    """The answer to a fact check."""

    upheld = Choice(
        _("What was found"),
        [Required()],
        choices=[("yes", _("The unit is right; this is taken into account")), ("no", _("It stays as it is"))],
    )
    answer = LongText(_("Reasons"), [Required(), Most(2000)])


class AppealForm(PageForm):
    """An appeal against the score of one criterion."""

    criterion = Pick(_("Criterion"), [Required()])
    reason = LongText(
        _("Why the score should be looked at again"),
        [Required(), Most(2000)],
        description=_("Facts and evidence first. Each criterion can be appealed once."),
    )

    def offer(self, framework: Framework) -> "AppealForm":
        self.criterion.choices = _criteria(framework)
        return self


class AdmitForm(PageForm):
    """Two people who did not score it."""

    first = Pick(_("First re-examiner"), [Required()])
    second = Pick(_("Second re-examiner"), [Required()])

    def offer(self, people: Sequence[Examiner]) -> "AdmitForm":
        choices = [(str(each.id), " ".join(filter(None, (each.name, each.duty)))) for each in people]
        self.first.choices = self.second.choices = [("", gettext("Please choose")), *choices]
        return self


class ReasonForm(PageForm):
    """A reason, for what is not admitted."""

    reason = LongText(_("Reason"), [Required(), Most(2000)])


class OpinionForm(PageForm):
    """What a re-examiner found."""

    keep = Choice(
        _("What you found"),
        [Required()],
        choices=[("keep", _("The score stays")), ("correct", _("Another score is right"))],
    )
    score = NumberField(_("The right score"), least=Decimal(0))
    reason = LongText(_("Reasons"), [Required(), Most(2000)])


class ConclusionForm(PageForm):
    """How the appeal ends."""

    outcome = Choice(
        _("How it ends"),
        [Required()],
        choices=[("keep", _("Keep the result")), ("correct", _("Correct the result"))],
    )
    conclusion = LongText(_("Reasons, as the unit will read them"), [Required(), Most(2000)])
