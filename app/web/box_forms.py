"""The forms around the box of a unit: what is said of a piece, and what is put in."""

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import MultipleFileField

from app.domain.box import BoxedWords, tags_of
from app.domain.evidence import OUTLET_LEVELS
from app.domain.evidence_details import NAME_LIMIT, NOTE_LIMIT, TITLE_LIMIT, LinkDetails, OnSite
from app.domain.framework import Framework
from app.queries.boxes import BoxRow

from .forms import DayField, Most, PageForm, Pick, Text
from .wording import local

TYPED_TAGS = 400  # characters: ten tags with what stands between them


class WordsForm(PageForm):
    """What is said of a piece in the box."""

    title = Text(_("Title"), [Most(TITLE_LIMIT)])
    event_on = DayField(_("Day on which it happened or was made"))
    offered = Pick(_("What it may serve"), choices=[], default="")
    tags = Text(_("Your own tags"), [Most(TYPED_TAGS)])
    note = Text(_("Note"), [Most(NOTE_LIMIT)])

    def offer(self, framework: Framework | None) -> None:
        """Sections and criteria of the framework last used, to choose a tag from."""
        choices = [("", "")]
        for section in framework.sections if framework else ():
            choices.append((section.code, f"{section.code} {local(section.title)}"))
            choices += [(each.code, f"{each.code} {local(each.title)}") for each in section.criteria]
        self.offered.choices = choices

    def words(self, title: str = "") -> BoxedWords:
        """As the rules take them; `title` where none was given."""
        return BoxedWords(
            (self.title.data or "").strip() or title,
            self.event_on.data,
            (self.note.data or "").strip(),
            tags_of(self.offered.data or "", self.tags.data or ""),
        )


class PutForm(WordsForm):
    """Something new: files, a link or what is kept on site."""

    file = MultipleFileField(_("Files"))
    url = Text(_("Address of the page"), [])
    outlet = Text(_("Who published it"), [Most(NAME_LIMIT)])
    level = Pick(_("Level of the publisher"), choices=[], default="")
    kept_at = Text(_("Where it can be looked at"), [Most(TITLE_LIMIT)])
    keeper = Text(_("Who keeps it"), [Most(NAME_LIMIT)])

    @classmethod
    def offering(cls, framework: Framework | None, **given: Any) -> "PutForm":
        form = cls(data=given)
        form.offer(framework)
        form.level.choices = [("", ""), *((code, gettext(title)) for code, title in OUTLET_LEVELS.items())]
        return form

    def link(self) -> LinkDetails:
        return LinkDetails(
            (self.url.data or "").strip(), (self.outlet.data or "").strip(), self.level.data or ""
        )

    def kept(self) -> OnSite:
        return OnSite((self.kept_at.data or "").strip(), (self.keeper.data or "").strip())


class DescribeForm(WordsForm):
    """Better words for a piece that is there."""

    @classmethod
    def of(cls, framework: Framework | None, piece: BoxRow) -> "DescribeForm":
        form = cls(
            data={
                "title": piece.title,
                "event_on": piece.event_on,
                "tags": "、".join(piece.tags),
                "note": piece.note,
            }
        )
        form.offer(framework)
        return form
