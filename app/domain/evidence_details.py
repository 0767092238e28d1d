"""What is said of a piece of evidence: checked, with a sentence for every field that cannot be used.

Sources: PROCESS §4.4 (list of evidence), SCHEMA §6 (requirements, sensitive evidence).
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from .errors import Invalid, Sentence, sentence
from .evidence import OUTLET_LEVELS, Visibility, require_visibility
from .evidence_requirement import EvidenceRequirement
from .framework import Framework
from .text import N_

TITLE_LIMIT, NOTE_LIMIT, URL_LIMIT, NAME_LIMIT = 200, 300, 2000, 100
OTHER = -1  # a piece that serves a place without answering one of its requirements


@dataclass(frozen=True, slots=True)
class Details:
    """What the person says of a file, a link or a thing kept on site."""

    title: str = ""
    kind: str = ""
    event_on: date | None = None
    visibility: Visibility = Visibility.REVIEWERS
    note: str = ""


@dataclass(frozen=True, slots=True)
class LinkDetails:
    """Where something was published (a news link has title, outlet, date and level)."""

    url: str
    outlet: str = ""
    level: str = ""


@dataclass(frozen=True, slots=True)
class OnSite:
    """现场备查: what is not uploaded; where it lies and who keeps it."""

    place: str
    keeper: str


def title_of(filename: str) -> str:
    """What a file is called until somebody says it better: its name without the ending, cut to the limit."""
    return (filename.rpartition(".")[0] or filename)[:TITLE_LIMIT]


def bonus_place(item: str) -> str:
    """Where evidence for a bonus claim is linked: "bonus:B1"."""
    return f"bonus:{item}"


def item_place(number: int) -> str:
    """Where evidence for a rectification item is linked: "item:R3"; its pieces are R3-01, R3-02 …"""
    return f"item:R{number}"


def item_number(place: str) -> int | None:
    """The number of the rectification item a place is; None for every other place."""
    digits = place.removeprefix("item:R")
    return int(digits) if digits != place and digits.isascii() and digits.isdecimal() else None


def requirements(framework: Framework, place: str) -> tuple[EvidenceRequirement, ...]:
    """What a place asks for: a criterion, or "bonus:<item>"; a rectification item asks for nothing certain.

    Raises KeyError where there is none such.
    """
    if item_number(place) is not None:
        return ()
    kind, _, code = place.rpartition(":")
    if kind == "bonus":
        return framework.bonus_item(code).evidence
    if kind:
        raise KeyError(place)
    return framework.criterion(place).evidence


def correctable(framework: Framework) -> list[str]:
    """Every place the coordinator may name for correction, in the order of the pages."""
    named = [criterion.code for criterion in framework.criteria]
    if framework.preconditions:
        named.append("preconditions")
    return [*named, *(bonus_place(item.code) for item in framework.bonus.items), "report"]


def require_details(
    framework: Framework, details: Details, requirement: EvidenceRequirement | None, today: date
) -> None:
    """Raises Invalid with a sentence for each field: title, kind, event_on, visibility, note."""
    wrong = described(details.title, details.note, details.event_on, today)
    if details.kind not in framework.evidence_kinds:
        wrong["kind"] = N_("Please choose one of the kinds shown.")
    try:
        require_visibility(details.visibility, sensitive=requirement is not None and requirement.sensitive)
    except Invalid as refused:
        wrong |= refused.fields
    if wrong:
        raise Invalid(**wrong)


def described(title: str, note: str, event_on: date | None, today: date) -> dict[str, Sentence | str]:
    """What is wrong with the title, the note and the day of a piece, by field: a sentence for each."""
    wrong: dict[str, Sentence | str] = {}
    if not title.strip():
        wrong["title"] = N_("Please give it a title, so that readers know what it is.")
    _keep_short(wrong, "title", title, TITLE_LIMIT)
    _keep_short(wrong, "note", note, NOTE_LIMIT)
    if event_on is not None and event_on > today:
        wrong["event_on"] = N_("This day has not come yet. Please write the day on which it happened.")
    return wrong


def require_link(link: LinkDetails) -> None:
    """Raises Invalid on url, outlet or level."""
    wrong: dict[str, Sentence | str] = {}
    if not is_address(link.url):
        wrong["url"] = N_(
            "Please copy the whole address from the browser; it begins with https:// or http://."
        )
    if not link.outlet.strip():
        wrong["outlet"] = N_("Please say who published it.")
    _keep_short(wrong, "outlet", link.outlet, NAME_LIMIT)
    if link.level not in OUTLET_LEVELS:
        wrong["level"] = N_("Please choose the level of the publisher.")
    if wrong:
        raise Invalid(**wrong)


def require_on_site(kept: OnSite) -> None:
    """Raises Invalid on place or keeper."""
    wrong: dict[str, Sentence | str] = {}
    if not kept.place.strip():
        wrong["place"] = N_("Please say where it can be looked at.")
    if not kept.keeper.strip():
        wrong["keeper"] = N_("Please say who keeps it.")
    _keep_short(wrong, "place", kept.place, TITLE_LIMIT)
    _keep_short(wrong, "keeper", kept.keeper, NAME_LIMIT)
    if wrong:
        raise Invalid(**wrong)


def is_address(url: str) -> bool:
    """Whether it is a whole web address: http or https, a host with a dot, no blank, no password in it."""
    if len(url) > URL_LIMIT or any(character.isspace() or ord(character) < 32 for character in url):
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in host.strip(".") and parts.username is None


def _keep_short(wrong: dict[str, Sentence | str], name: str, text: str, most: int) -> None:
    if len(text) > most:
        wrong[name] = sentence(N_("Please keep this to %(most)s characters."), most=most)
