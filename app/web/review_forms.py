"""What a reviewer sends: one criterion, a mark, a finding, the opinion on the whole."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import HiddenField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are one release behind

from app.domain.framework import Framework
from app.domain.review import Arrangement, Mark, ReportForm, Severity, Triage
from app.domain.review_rules import LONGEST_COMMENT, LONGEST_FINDING
from app.queries.judging import Desk
from app.queries.reviews import FindingLine, Own
from app.services.findings import Words
from app.services.opinions import Opinion
from app.services.reviewing import Typed

from .forms import Choice, DayField, LongText, Most, NumberField, PageForm, Pick, Required, Text, Tick
from .wording import local, named, score

TRIAGES = (Triage.SETTLED.value, Triage.MORE_WANTED.value, Triage.DOUBTFUL.value)


class JudgementForm(PageForm):
    """One criterion. The score is read by the rules, so that 999 and ９５ get their sentence there."""

    triage = Choice(_("Read the evidence, then set a sign"), choices=TRIAGES)
    wanted = Text(_("What more would you like to see?"), [Most(LONGEST_FINDING)])
    level = Choice(_("Which level?"))
    score = Text(_("Score"))
    not_applicable = Tick(_("This criterion does not apply to the unit"))
    comment = LongText(_("Comment"), [Most(LONGEST_COMMENT)])
    version = HiddenField()

    def blame(self, errors: Mapping[str, Sequence[str]]) -> None:
        """Show at the fields what was refused elsewhere."""
        for name, words in errors.items():
            if name in self._fields:
                self._fields[name].errors = list(words)

    @property
    def seen(self) -> int:
        """The version on the page; what is no number is none."""
        return _whole(self.version.data)

    @property
    def typed(self) -> Typed:
        return Typed(
            level=self.level.data or "",
            score=self.score.data or "",
            not_applicable=self.not_applicable.data,
            comment=self.comment.data or "",
            triage=Triage(self.triage.data or ""),
            wanted=self.wanted.data or "",
        )


class ReconsideringForm(JudgementForm):
    """The same once more after a supplement, with the reason."""

    reason = Text(_("Why you change the score"), [Most(LONGEST_FINDING)])


def sent_reconsideration() -> ReconsideringForm:
    """What was sent; whether the criterion has such a level is the rules' question."""
    form = ReconsideringForm()
    form.level.choices = [SelectChoice(form.level.data or "")]
    return form


def sent_judgement() -> JudgementForm:
    """What was sent; whether the criterion has such a level is the rules' question."""
    form = JudgementForm()
    form.level.choices = [SelectChoice(form.level.data or "")]
    return form


def judgement_form(desk: Desk, *, sent: bool = False) -> JudgementForm:
    """The form as the judgement stands, or (`sent`) as it was typed."""
    said = desk.said
    form = (ReconsideringForm if desk.looks_again else JudgementForm)(
        formdata=request.form if sent else None,
        data={
            "triage": said.triage.value or None,
            "wanted": said.wanted,
            "level": said.level or None,
            "score": "" if said.score is None else score(said.score),
            "not_applicable": said.not_applicable,
            "comment": said.comment,
            "version": desk.version,
        },
    )
    form.level.choices = [SelectChoice(level.code) for level in desk.criterion.levels]
    return form


def _words(values: Iterable[Arrangement | Severity | ReportForm | Mark]) -> list[SelectChoice]:
    return [SelectChoice(value.value, named(value)) for value in values]


class MarkForm(PageForm):
    """认可, 存疑 or 不予采信, with a note where it is not the first."""

    mark = Choice(_("This piece of evidence"), [Required()], choices=[mark.value for mark in Mark])
    note = Text(_("What is doubtful, or why it is not accepted"), [Most(LONGEST_FINDING)])


class FindingForm(PageForm):
    """A highlight or a shortcoming with its recommendation."""

    text = LongText(_("In your words"), [Required(), Most(LONGEST_FINDING)])
    criterion = Pick(_("Criterion it belongs to"))
    severity = Choice(_("How serious is it?"))
    recommendation = LongText(_("Your recommendation for it"), [Most(LONGEST_FINDING)])
    page = NumberField(_("Page of the evidence"), least=1, most=9999, whole=True)
    evidence = HiddenField()
    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version on the page; what is no number is none."""
        return _whole(self.version.data)

    @property
    def words(self) -> Words:
        try:
            evidence = UUID(str(self.evidence.data)) if self.evidence.data else None
        except ValueError:
            evidence = None
        return Words(
            text=self.text.data or "",
            criterion=self.criterion.data or "",
            severity=Severity(self.severity.data or ""),
            recommendation=self.recommendation.data or "",
            evidence_id=evidence,
            page=self.page.data,
        )

    def offer(self, framework: Framework) -> None:
        """The criteria to choose from, and how serious a shortcoming may be."""
        self.criterion.choices = [SelectChoice("", "—")] + [
            SelectChoice(each.code, f"{each.code} {local(each.title)}") for each in framework.criteria
        ]
        self.severity.choices = _words((Severity.MINOR, Severity.MAJOR, Severity.SERIOUS))


class OpinionForm(PageForm):
    """What was arranged, and the general opinion."""

    report = Choice(_("Did you hear the unit's report?"))
    report_form = Pick(_("In which form?"))
    report_on = DayField(_("On which day?"))
    report_reason = Text(_("If it was not arranged: why?"), [Most(LONGEST_FINDING)])
    site = Choice(_("Did you look at the place?"))
    site_on = DayField(_("On which day did you look at it?"))
    site_reason = Text(_("If that was not arranged: why?"), [Most(LONGEST_FINDING)])
    achievements = LongText(_("Achievements: your general impression"), [Most(2 * LONGEST_COMMENT)])
    band = Pick(_("Which grade do you suggest?"))
    site_check_suggested = Tick(_("I suggest a check on site"))
    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version on the page; what is no number is none."""
        return _whole(self.version.data)

    @property
    def opinion(self) -> Opinion:
        return Opinion(
            report=Arrangement(self.report.data or "open"),
            report_form=ReportForm(self.report_form.data) if self.report_form.data else None,
            report_on=self.report_on.data,
            report_reason=self.report_reason.data or "",
            site=Arrangement(self.site.data or "open"),
            site_on=self.site_on.data,
            site_reason=self.site_reason.data or "",
            achievements=self.achievements.data or "",
            band=self.band.data or "",
            site_check_suggested=self.site_check_suggested.data,
        )

    def offer(self, framework: Framework) -> None:
        """What can be chosen."""
        self.report.choices = self.site.choices = _words((Arrangement.DONE, Arrangement.NOT_ARRANGED))
        self.report_form.choices = [SelectChoice("", "—"), *_words(ReportForm)]
        self.band.choices = [SelectChoice("", "—")] + [
            SelectChoice(band.code, local(band.title)) for band in framework.grade_bands
        ]


class ConfirmationForm(PageForm):
    """A precondition confirmed, or what was found instead."""

    confirmed = Choice(_("Do you confirm it?"), [Required()], choices=[("yes", _("Yes")), ("no", _("No"))])
    note = Text(_("What you found instead"), [Most(LONGEST_FINDING)])


def finding_form(framework: Framework, found: FindingLine | None, asked: Mapping[str, str]) -> FindingForm:
    """The form of a finding as it stands, or a new one with what the page it was asked from knows."""
    if found is not None:
        data: dict[str, object] = {
            "text": found.text, "criterion": found.criterion, "severity": found.severity.value or None,
            "recommendation": found.recommendation, "page": found.page,
            "evidence": str(found.evidence_id or ""), "version": found.version,
        }  # fmt: skip
    else:
        page = asked.get("page", "")
        data = {
            "criterion": asked.get("criterion", ""),
            "evidence": asked.get("evidence", ""),
            "page": int(page) if page.isascii() and page.isdigit() and len(page) < 5 else None,
        }
    form = FindingForm(data=data)
    form.offer(framework)
    return form


def opinion_form(own: Own) -> OpinionForm:
    """The opinion as it stands."""
    review = own.review
    data: dict[str, object] = {} if review is None else {
        "report": review.report_heard.value, "report_form": review.report_form,
        "report_on": review.report_on, "report_reason": review.arrangement_reason,
        "site": review.site_check.value, "site_on": review.site_check_on, "site_reason": review.site_reason,
        "achievements": review.achievements, "band": review.suggested_band,
        "site_check_suggested": review.site_check_suggested, "version": review.version,
    }  # fmt: skip
    form = OpinionForm(formdata=None, data=data)
    form.offer(own.framework)
    return form


def _whole(sent: object) -> int:
    text = str(sent or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
