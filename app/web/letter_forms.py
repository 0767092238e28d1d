"""The forms of feedback letters: the wording part by part, and the receipt."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from app.domain.letter import Advice, LetterTexts, Part
from app.domain.review import Severity

from .forms import Choice, DayField, LongText, Most, NumberField, PageForm, Pick, Required, Text
from .result_forms import said
from .wording import named

EMPTY = 1  # one more line of each kind than there is, to add one


class LetterForm(PageForm):
    """The wording; the parts are fields of their own, see `letter_form`."""

    version = HiddenField()
    impression = LongText(_("General impression"), [Most(1000)])

    highlights = 0
    shortcomings = 0
    recommendations = 0

    def texts(self, before: LetterTexts) -> LetterTexts:
        """The wording as typed; a part without text is left out, the findings behind a part stay."""
        kept, number = [], {}
        for place in range(self.shortcomings):
            if said(self[f"shortcoming_{place}"]):
                kept.append(self._shortcoming(place, before))
                number[place + 1] = len(kept)
        return LetterTexts(
            impression=said(self.impression),
            highlights=tuple(
                Part(
                    said(self[f"highlight_{place}"]),
                    _codes(said(self[f"highlight_criteria_{place}"])),
                    findings=_findings(before.highlights, place),
                )
                for place in range(self.highlights)
                if said(self[f"highlight_{place}"])
            ),
            shortcomings=tuple(kept),
            recommendations=tuple(
                Advice(
                    said(self[f"recommendation_{place}"]),
                    number.get(self[f"answers_{place}"].data or 0, 0),
                    self[f"until_{place}"].data,
                )
                for place in range(self.recommendations)
                if said(self[f"recommendation_{place}"])
            ),
        )

    def _shortcoming(self, place: int, before: LetterTexts) -> Part:
        return Part(
            said(self[f"shortcoming_{place}"]),
            _codes(said(self[f"criteria_{place}"])),
            Severity(self[f"severity_{place}"].data or ""),
            _findings(before.shortcomings, place),
        )


def _codes(text: str) -> tuple[str, ...]:
    """1.2、6.2 as typed: separated by commas, blanks or 、."""
    for sign in "、,，;；":
        text = text.replace(sign, " ")
    return tuple(dict.fromkeys(text.split()))


def _findings(parts: tuple[Part, ...], place: int) -> tuple[str, ...]:
    return parts[place].findings if place < len(parts) else ()


def letter_form(texts: LetterTexts, version: int) -> LetterForm:
    """The form of a wording, with an empty line more of each kind."""
    fields: dict[str, object] = {
        "highlights": len(texts.highlights) + EMPTY,
        "shortcomings": len(texts.shortcomings) + EMPTY,
        "recommendations": len(texts.recommendations) + EMPTY,
    }
    values: dict[str, object] = {"version": version, "impression": texts.impression}
    severities = [("", gettext("Please choose")), *((each.value, named(each)) for each in Severity if each)]
    for place in range(len(texts.highlights) + EMPTY):
        fields[f"highlight_{place}"] = LongText(_("Highlight %(number)s", number=place + 1), [Most(1000)])
        fields[f"highlight_criteria_{place}"] = Text(_("Criteria"), [Most(100)])
    for place, part in enumerate(texts.highlights):
        values |= {f"highlight_{place}": part.text, f"highlight_criteria_{place}": "、".join(part.criteria)}
    for place in range(len(texts.shortcomings) + EMPTY):
        fields[f"shortcoming_{place}"] = LongText(_("Shortcoming %(number)s", number=place + 1), [Most(1000)])
        fields[f"criteria_{place}"] = Text(_("Criteria"), [Most(100)])
        fields[f"severity_{place}"] = Pick(_("Severity"), choices=severities, default="")
    for place, part in enumerate(texts.shortcomings):
        values |= {
            f"shortcoming_{place}": part.text,
            f"criteria_{place}": "、".join(part.criteria),
            f"severity_{place}": part.severity.value,
        }
    for place in range(len(texts.recommendations) + EMPTY):
        words = _("Recommendation %(number)s", number=place + 1)
        fields[f"recommendation_{place}"] = LongText(words, [Most(1000)])
        fields[f"answers_{place}"] = NumberField(_("For shortcoming"), least=0, most=99, whole=True)
        fields[f"until_{place}"] = DayField(_("Advised date"))
    for place, advice in enumerate(texts.recommendations):
        values |= {
            f"recommendation_{place}": advice.text,
            f"answers_{place}": advice.shortcoming or None,
            f"until_{place}": advice.until,
        }
    form: LetterForm = type("WholeLetterForm", (LetterForm,), fields)(data=values)
    return form


class ReceiptForm(PageForm):
    """签收回执: the unit has the letter, and accepts it or has objections."""

    accepts = Choice(
        _("The answer of your unit"),
        [Required()],
        choices=[("yes", _("We accept the result")), ("no", _("We have objections"))],
    )
    remark = LongText(
        _("Remark"),
        [Most(1000)],
        description=_("Objections to facts or scores are made item by item on the next page."),
    )
