"""What people send us: forms that keep what was typed and say beside each field what to do."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext, ngettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are one release behind
from wtforms.form import BaseForm
from wtforms.validators import InputRequired, Length, StopValidation, ValidationError

from app.domain.errors import Invalid

from .wording import score, sentence

__all__ = [
    "Choice",
    "DayField",
    "LongText",
    "Most",
    "NumberField",
    "PageForm",
    "Pick",
    "Required",
    "Secret",
    "Text",
    "Tick",
]

Choices = Sequence[str | tuple[str, Any]]
NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,6})?")
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")


def narrow(text: str) -> str:
    """Full-width digits, signs and stops as half-width ones: ３．５ and 3。5 are 3.5."""
    return unicodedata.normalize("NFKC", text).replace("。", ".").replace(" ", "").strip()


class PageForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The base of every form: a token against forgery, and refusals of the rules shown at their fields."""

    def refuse(self, error: Invalid) -> None:
        """Put each sentence of a refusal under its field; what names no field of ours, above the form."""
        for name, reason in error.fields.items():
            if name in self._fields:
                self._fields[name].errors = [*self._fields[name].errors, sentence(reason)]
            else:
                self.form_errors.append(sentence(reason))


class Required(InputRequired):
    """Something must be typed; blanks are not something."""

    def __init__(self, message: Any = None) -> None:
        super().__init__(message)

    def __call__(self, form: BaseForm, field: Field) -> None:
        if field.raw_data and any(not isinstance(raw, str) or raw.strip() for raw in field.raw_data):
            return
        field.errors = []
        choose, fill = gettext("Please choose one of these."), gettext("Please fill this in.")
        raise StopValidation(str(self.message or (choose if isinstance(field, Choice) else fill)))


class Most(Length):
    """At most so many characters; line ends count once, as the reader counts them."""

    def __init__(self, most: int) -> None:
        super().__init__(max=most)

    def __call__(self, form: BaseForm, field: Field) -> None:
        over = len((field.data or "").replace("\r\n", "\n")) - self.max
        if over > 0:
            raise ValidationError(
                ngettext(
                    "Please keep this to %(most)d characters: %(num)d character too many.",
                    "Please keep this to %(most)d characters: %(num)d characters too many.",
                    over,
                    most=self.max,
                )
            )


class Text(StringField):
    """One line of text."""

    data: Any  # text once the form is valid


class Secret(PasswordField):
    """A password: never shown again."""

    data: Any


class LongText(TextAreaField):
    """Several lines of text; line ends are kept as one character each."""

    data: Any

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        if valuelist:
            self.data = valuelist[0].replace("\r\n", "\n")


class Tick(BooleanField):
    """Yes, when ticked."""


def _options(pairs: Choices | None) -> list[SelectChoice] | None:
    """Values, or (value, words) pairs, as WTForms wants them."""
    if pairs is None:
        return None
    return [SelectChoice(*pair) if isinstance(pair, tuple) else SelectChoice(pair) for pair in pairs]


class Choice(RadioField):
    """One of a few, shown as cards; nothing chosen is None, and Required() asks for one."""

    def __init__(
        self, label: Any = None, validators: Any = None, *, choices: Choices | None = None, **options: Any
    ) -> None:
        super().__init__(label, validators, choices=_options(choices), **options)

    def pre_validate(self, form: BaseForm) -> None:
        if self.data not in (None, "") and not any(chosen for _, _, chosen, *_ in self.iter_choices()):
            raise ValidationError(gettext("Please choose one of these."))


class Pick(SelectField):
    """One of many, shown as a list."""

    def __init__(
        self, label: Any = None, validators: Any = None, *, choices: Choices | None = None, **options: Any
    ) -> None:
        super().__init__(label, validators, choices=_options(choices), **options)

    def pre_validate(self, form: BaseForm) -> None:
        if not any(chosen for _, _, chosen, *_ in self.iter_choices()):
            raise ValidationError(gettext("Please choose one of these."))


class NumberField(StringField):
    """A decimal number within bounds; full-width digits are understood, what was typed is kept. A kept number
    is shown without idle zeros.
    """

    data: Any

    def __init__(self, label: Any = None, validators: Any = None, *, least: Decimal | int | None = None,
                 most: Decimal | int | None = None, whole: bool = False, **options: Any) -> None:  # fmt: skip
        super().__init__(label, validators, **options)
        self.least, self.most, self.whole = least, most, whole

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else score(self.data)

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        typed = narrow(valuelist[0]) if valuelist else ""
        if not typed:
            return
        if not NUMBER.fullmatch(typed) or (self.whole and "." in typed):
            raise ValueError(
                gettext("Please write a whole number, such as 12.") if self.whole
                else gettext("Please write a number, such as 3.5.")
            )  # fmt: skip
        number = Decimal(typed)
        if (self.least is not None and number < self.least) or (self.most is not None and number > self.most):
            raise ValueError(self._bounds())
        self.data = int(number) if self.whole else number

    def _bounds(self) -> str:
        if self.most is None:
            return str(gettext("Please write a number of %(least)s or more.", least=self.least))
        if self.least is None:
            return str(gettext("Please write a number of %(most)s or less.", most=self.most))
        return str(
            gettext("Please write a number from %(least)s to %(most)s.", least=self.least, most=self.most)
        )


class DayField(StringField):
    """A day: 2025-11-05, 2025/11/5 or 2025年11月5日, with full-width digits too; what was typed is kept."""

    data: Any

    def _value(self) -> str:
        if self.data:
            return str(self.data.isoformat())
        return str(self.raw_data[0]) if self.raw_data else ""

    @property
    def plain(self) -> bool:
        """Whether the browser's own calendar can show the value; a mistyped one stays a line of text."""
        return self.data is not None or not self._value()

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = None
        typed = narrow(valuelist[0]) if valuelist else ""
        if not typed:
            return
        found = DAY.fullmatch(typed)
        try:
            year, month, day = (int(part) for part in found.groups()) if found else (0, 0, 0)
            self.data = date(year, month, day)
        except ValueError:
            raise ValueError(gettext("Please write the date like 2025-11-05.")) from None
