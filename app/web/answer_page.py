"""The form of one answer and the page around it: levels, texts, evidence, and what is still missing."""

import json
from collections.abc import Mapping
from typing import Any

from flask import render_template, request
from flask_babel import lazy_gettext as _

from app.database import db
from app.domain.answer import REASON_LIMIT, AnswerContent, Typed
from app.domain.errors import StaleVersion, Theirs
from app.domain.framework import REPORT_FIELDS, Criterion
from app.domain.procedure import WRITING
from app.queries import answers as readings
from app.queries import completeness, evidence
from app.queries.answers import AnswerShown
from app.queries.submissions import Standing

from .access import current_actor
from .forms import Choice, LongText, Most, NumberField, PageForm, Tick

SAVED_ALONE = ("level", "self_score", "not_applicable_reason", *REPORT_FIELDS)
HINTS = {
    "achievement": _("What was done and what came of it; facts first."),
    "problems": _("One or two, honestly, with their causes; reviewers care more about what follows."),
    "improvement": _("Answer the problems above: who does what, and by when."),
}


TYPED = "input changed delay:1500ms, leave"


def saves_alone(name: str, action: str, *also: str) -> dict[str, str]:
    """What htmx needs on a control that saves itself: only its own value goes, with the version seen.

    A tick is sent when it changes, a text after a pause or when it is left (autosave.js says "leave").
    """
    return {
        "hx-post": action,
        "hx-params": ",".join(("csrf_token", "version", *also, name)),
        "hx-trigger": f"{'change' if also else TYPED}, save-again from:closest form",
    }


def takes_theirs(name: str, action: str, version: int) -> dict[str, str]:
    """On a button: the other person's text stands, and the page shows it."""
    return {
        "hx-post": action,
        "hx-params": "csrf_token,version,take",
        "hx-vals": json.dumps({"version": version, "take": name}),
    }


def keeps_mine(name: str, action: str, version: int) -> dict[str, str]:
    """On a button: what stands in the field is saved over the other person's text, knowingly."""
    return {
        "hx-post": action,
        "hx-params": f"csrf_token,version,{name}",
        "hx-vals": json.dumps({"version": version}),
    }


def _text(code: str) -> LongText:
    field = REPORT_FIELDS[code]
    return LongText(_(field.title), [Most(field.limit)], description=HINTS.get(code, ""))


class AnswerForm(PageForm):
    """One answer. The rules themselves are in domain/answer.py; the form only keeps what was typed."""

    level = Choice(_("Which level do you think you have reached?"), choices=[])
    self_score = NumberField(_("Self-score"))
    not_applicable = Tick(_("This criterion does not apply to us"))
    not_applicable_reason = LongText(_("Why it does not apply"), [Most(REASON_LIMIT)])
    achievement = _text("achievement")
    evidence_summary = _text("evidence_summary")
    problems = _text("problems")
    improvement = _text("improvement")

    @classmethod
    def of(
        cls, standing: Standing, criterion: Criterion, content: AnswerContent, *, sent: bool = False
    ) -> "AnswerForm":
        """The form as the record stands or, `sent`, as it was just typed."""
        form = cls(
            formdata=request.form if sent else None,
            data={
                "level": content.level,
                "self_score": content.self_score,
                "not_applicable": content.not_applicable,
                "not_applicable_reason": content.not_applicable_reason,
                **content.texts,
            },
        )
        form.level.choices = [(level.code, str(level.title)) for level in criterion.levels]
        asked = {field.code for field in standing.framework.report_fields}
        for code in REPORT_FIELDS:
            if code not in asked:
                del form[code]
        if not standing.framework.scoring.allow_not_applicable:
            del form.not_applicable
            del form.not_applicable_reason
        return form


def typed_fields() -> Typed:
    """The fields that were sent, less those where the other person's text was taken."""
    sent: dict[str, str | bool] = {name: request.form[name] for name in SAVED_ALONE if name in request.form}
    if "asked" in request.form:  # an empty tick sends nothing; this says that it was there
        sent["not_applicable"] = "not_applicable" in request.form
    for name in request.form.getlist("take"):
        sent.pop(name, None)
    return sent


def criterion_page(
    standing: Standing,
    wanted: Criterion,
    shown: AnswerShown,
    form: AnswerForm,
    *,
    clashes: Mapping[str, Theirs] | None = None,
    stale: StaleVersion | None = None,
) -> str:
    submission_id, code = standing.submission.id, wanted.code
    pieces = evidence.of_submission(db.session, current_actor(), standing.subject, submission_id, place=code)
    before, evidence_left = readings.last_year_at(
        db.session,
        current_actor(),
        standing.subject,
        standing.submission,
        standing.campaign,
        standing.framework.code,
        code,
    )
    return render_template(
        "answers/criterion.html",
        standing=standing,
        criterion=wanted,
        section=standing.framework.section_of(code),
        shown=shown,
        form=form,
        editable=standing.writable(code),
        pieces=pieces,
        state=state_of(wanted, shown, pieces),
        before=before,
        evidence_left=evidence_left if standing.submission.stage in WRITING else 0,
        remarks=readings.remarks(db.session, submission_id, code),
        returned=readings.newest_return(db.session, submission_id),
        clashes=clashes or {},
        stale=stale,
    )


def state_of(
    wanted: Criterion, shown: AnswerShown, pieces: list[evidence.EvidenceRow]
) -> completeness.CriterionState:
    given: dict[int, int] = {}
    for piece in filter(lambda each: each.counts, pieces):
        for use in piece.uses:
            if use.place == wanted.code:
                given[use.requirement] = given.get(use.requirement, 0) + 1
    return completeness.of_content(
        wanted,
        shown.content,
        to_be_confirmed=shown.to_be_confirmed,
        evidence=given,
        evidence_to_confirm=sum(bool(piece.to_be_confirmed) for piece in pieces),
    )


def put_into(form: AnswerForm, name: str, content: AnswerContent) -> None:
    field: Any = form[name]
    field.raw_data, field.data = None, content.words(name) or None
