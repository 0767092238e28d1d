"""What a reviewer sends to pin a remark: drawn on the page, or a quarter of it chosen by hand."""

from decimal import Decimal, InvalidOperation
from uuid import UUID

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import HiddenField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # the stubs are one release behind

from app.domain.filetypes import Shown
from app.domain.remark import LONGEST_REMARK, QUARTERS, Pinned, Region, Spot, parse_moment
from app.queries.evidence import EvidenceRow
from app.queries.remarks import RemarkLine

from .forms import LongText, Most, NumberField, PageForm, Pick, Required, Text

DRAWN = "drawn"
PLACES = {
    "whole": _("The whole page"),
    DRAWN: _("The region I drew"),
    "top_left": _("Upper left quarter"),
    "top_right": _("Upper right quarter"),
    "bottom_left": _("Lower left quarter"),
    "bottom_right": _("Lower right quarter"),
}
EDGES = ("x", "y", "width", "height")


class RemarkForm(PageForm):
    """A remark and its place; the edges of a drawn region are fractions of the page."""

    spot = Pick(_("Where"))
    sheet = NumberField(_("Page"), least=1, most=9999, whole=True)
    moment = Text(_("Moment of the film"), [Most(12)])
    remark = LongText(_("What do you notice here?"), [Required(), Most(LONGEST_REMARK)])
    deduction = NumberField(_("Points it costs"), least=0, most=9999)
    evidence = HiddenField()
    x = HiddenField()
    y = HiddenField()
    width = HiddenField()
    height = HiddenField()

    def offer(self, piece: EvidenceRow | None) -> None:
        """The places that this piece of evidence has."""
        shown = piece.shown if piece else None
        places: list[SelectChoice] = []
        if shown in (Shown.PAGES, Shown.PICTURE):
            places = [SelectChoice(value, words) for value, words in PLACES.items()]
        if shown is Shown.FILM:
            places = [SelectChoice(Pinned.MOMENT.value, _("A moment of the film"))]
        self.spot.choices = [*places, SelectChoice(Pinned.NOT_FOUND.value, _("Searched, not found"))]
        unseen: list[Text | NumberField] = [] if shown is Shown.FILM else [self.moment]
        unseen += [] if shown in (Shown.PAGES, Shown.PICTURE) else [self.sheet]
        if any(field.errors for field in unseen):  # what this piece has no field for is said of the place
            self.spot.errors = [gettext("Please choose a place in this piece of evidence.")]

    @property
    def piece(self) -> UUID | None:
        """The evidence it is pinned to; none for what was not found, or for what is no id."""
        try:
            return None if self.spot.data == Pinned.NOT_FOUND.value else UUID(str(self.evidence.data))
        except ValueError:
            return None

    @property
    def place(self) -> Spot:
        """Where it is pinned. Raises Invalid (`moment`)."""
        if self.spot.data == Pinned.NOT_FOUND.value:
            return Spot(Pinned.NOT_FOUND)
        if self.spot.data == Pinned.MOMENT.value:
            return Spot(Pinned.MOMENT, second=parse_moment(self.moment.data or ""))
        region = QUARTERS.get(self.spot.data) or self._drawn() or QUARTERS["whole"]
        return Spot(Pinned.REGION, self.sheet.data or 1, region)

    def _drawn(self) -> Region | None:
        """What was drawn on the page; the whole page when the figures are none."""
        try:
            edges = [Decimal(str(self[name].data)[:12]) for name in EDGES]
        except InvalidOperation:
            return None
        return Region(*edges) if all(edge.is_finite() for edge in edges) else None


class WordsForm(PageForm):
    """The words of a remark said better, and the points."""

    remark = LongText(_("What do you notice here?"), [Required(), Most(LONGEST_REMARK)])
    deduction = NumberField(_("Points it costs"), least=0, most=9999)


def words_form(line: RemarkLine, sent: WordsForm | None = None) -> WordsForm:
    """The words as they stand or as they were sent; a page has one such form for each remark."""
    form = sent or WordsForm(formdata=None, data={"remark": line.text, "deduction": line.deduction})
    for field in (form.remark, form.deduction):
        field.id = f"{field.name}-{line.id}"
    return form


def sent_remark() -> RemarkForm:
    """What was sent; whether the piece has such a place is the rules' question."""
    form = RemarkForm()
    places = (*PLACES, Pinned.MOMENT.value, Pinned.NOT_FOUND.value)
    form.spot.choices = [SelectChoice(value) for value in places]
    return form


def remark_form(piece: EvidenceRow | None, page: int) -> RemarkForm:
    """An empty remark on the page that is open."""
    form = RemarkForm(formdata=None, data={"sheet": page, "evidence": str(piece.id) if piece else ""})
    form.offer(piece)
    return form
