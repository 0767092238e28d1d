"""The forms around evidence: what is said of a piece, a file, a link, what is kept on site."""

from typing import Any

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField, MultipleFileField

from app.domain.evidence import OUTLET_LEVELS, VISIBILITY_TITLES, Visibility, visibilities
from app.domain.evidence_details import (
    NAME_LIMIT,
    NOTE_LIMIT,
    OTHER,
    TITLE_LIMIT,
    Details,
    LinkDetails,
    OnSite,
    requirements,
)
from app.domain.framework import Framework
from app.queries.evidence import EvidenceRow

from .forms import Choice, DayField, LongText, Most, PageForm, Pick, Required, Text, Tick
from .wording import local

MEDIA = (("file", _("Files")), ("link", _("A link")), ("on_site", _("Kept on site")))
AS_ASKED = ""  # the kind of the requirement that is answered


class DetailsForm(PageForm):
    """What is said of any piece of evidence."""

    title = Text(_("Title"), [Most(TITLE_LIMIT)])
    kind = Pick(_("Kind of evidence"), choices=[])
    event_on = DayField(_("Day on which it happened or was made"))
    visibility = Choice(_("Who may see it"), choices=[])
    note = Text(_("Note"), [Most(NOTE_LIMIT)])

    def prepare(self, framework: Framework, *, sensitive: bool) -> None:
        """Offer the framework's kinds and what may be chosen for visibility."""
        kinds = [(code, local(title)) for code, title in framework.evidence_kinds.items()]
        self.kind.choices = [*self._as_asked(), *kinds]
        offered = visibilities(sensitive=sensitive)
        self.visibility.choices = [(each.value, gettext(VISIBILITY_TITLES[each])) for each in offered]
        if self.visibility.data is None:
            self.visibility.data = offered[0].value

    def _as_asked(self) -> list[tuple[str, str]]:
        return []

    def details(self, title: str = "", kind: str = "") -> Details:
        """As the rules take them; `title` and `kind` where none was given."""
        chosen = self.visibility.data if self.visibility.data in set(Visibility) else Visibility.REVIEWERS
        return Details(
            (self.title.data or "").strip() or title,
            self.kind.data or kind,
            self.event_on.data,
            Visibility(chosen),
            (self.note.data or "").strip(),
        )


class AttachForm(DetailsForm):
    """A new piece: files, a link or what is kept on site, for one place."""

    place = HiddenField()
    medium = Choice(_("What do you want to add?"), choices=MEDIA, default="file")
    requirement = Pick(_("It answers"), choices=[])
    file = MultipleFileField(_("Files"))
    again = Tick(_("Keep a second copy all the same"))
    url = Text(_("Address of the page"), [])
    outlet = Text(_("Who published it"), [Most(NAME_LIMIT)])
    level = Pick(_("Level of the publisher"), choices=[])
    kept_at = Text(_("Where it can be looked at"), [Most(TITLE_LIMIT)])
    keeper = Text(_("Who keeps it"), [Most(NAME_LIMIT)])

    @classmethod
    def for_place(cls, framework: Framework, place: str, **given: Any) -> "AttachForm":
        """The form as it was sent, or empty. Raises KeyError for an unknown place."""
        asked = requirements(framework, place)
        form = cls(data={"place": place, **given})
        offered = [(str(position), local(each.title)) for position, each in enumerate(asked)]
        form.requirement.choices = [*offered, (str(OTHER), gettext("Something else that helps"))]
        if form.requirement.data is None:
            form.requirement.data = offered[0][0] if offered else str(OTHER)
        form.level.choices = [("", ""), *((code, gettext(title)) for code, title in OUTLET_LEVELS.items())]
        position = form.position
        form.prepare(framework, sensitive=0 <= position < len(asked) and asked[position].sensitive)
        return form

    def _as_asked(self) -> list[tuple[str, str]]:
        return [(AS_ASKED, gettext("As asked for"))]

    @property
    def position(self) -> int:
        """Which requirement is answered; OTHER where none."""
        sent = str(self.requirement.data)
        return int(sent) if sent.isdigit() and len(sent) < 4 else OTHER

    def link(self) -> LinkDetails:
        return LinkDetails(
            (self.url.data or "").strip(), (self.outlet.data or "").strip(), self.level.data or ""
        )

    def kept(self) -> OnSite:
        return OnSite((self.kept_at.data or "").strip(), (self.keeper.data or "").strip())


class ReviseForm(DetailsForm):
    """Better details of a piece that is there."""

    @classmethod
    def of(cls, framework: Framework, piece: EvidenceRow) -> "ReviseForm":
        form = cls(
            data={
                "title": piece.title,
                "kind": piece.kind,
                "event_on": piece.event_on,
                "visibility": piece.visibility.value,
                "note": piece.note,
            }
        )
        form.prepare(framework, sensitive=piece.is_sensitive)
        return form


class ReplaceForm(PageForm):
    """A new version of a file."""

    file = MultipleFileField(_("The new file"))
    reason = LongText(_("Why is it replaced?"), [Required(), Most(NOTE_LIMIT)])


class UseForm(PageForm):
    """Another place for a piece that is there."""

    place = Pick(_("Criterion"), [Required()], choices=[])

    @classmethod
    def of(cls, framework: Framework, piece: EvidenceRow) -> "UseForm":
        form = cls()
        form.place.choices = [
            (criterion.code, f"{criterion.code} {local(criterion.title)}")
            for criterion in framework.criteria
            if not piece.serves(criterion.code)
        ] + [
            (f"bonus:{item.code}", f"{item.code} {local(item.title)}")
            for item in framework.bonus.items
            if not piece.serves(f"bonus:{item.code}")
        ]
        return form


def sent_files() -> list[Any]:
    """The files of this request that have a name: an empty file field sends one without."""
    return [each for each in request.files.getlist("file") if each.filename]
