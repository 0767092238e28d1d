"""The ways a request can be refused. The web layer turns each into a status code and a page.

A reason is a message id marked with N_(), with its parameters beside it, so that every reader is
told in the reader's own language. A refusal names everything that stands in the way, not the first thing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from .text import N_


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message id and its parameters: `Sentence(N_("At most %(most)s files."), {"most": 5})`."""

    text: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.params if self.params else self.text


def sentence(text: str, **params: object) -> Sentence:
    """A sentence to be told to a person; `text` is marked with N_() where it is written."""
    return Sentence(text, params)


class DomainError(Exception):
    """Base of every refusal; `reasons` are the sentences for the person asking."""

    def __init__(self, *reasons: Sentence | str, **params: object) -> None:
        self.reasons: tuple[Sentence, ...] = tuple(
            Sentence(reason, params) if isinstance(reason, str) else reason for reason in reasons
        )
        super().__init__(" ".join(map(str, self.reasons)))


class NotPermitted(DomainError):
    """No rule of the policy lets this actor do this, now; that the thing exists is no secret (403)."""


class NotFound(DomainError):
    """There is no such thing, or its existence must stay unknown to the actor (404, same bytes)."""

    def __init__(self) -> None:
        super().__init__(N_("There is nothing here that you can open."))


class Conflict(DomainError):
    """The state of things does not allow this now: done already, closed, or in the wrong stage (409)."""


class TransitionRefused(Conflict):
    """The workflow does not allow this move; every blocker is among the reasons."""


class WindowClosed(Conflict):
    """The hard end of the stage, its grace and any extension have passed, or it has not opened (409)."""


@dataclass(frozen=True, slots=True)
class Theirs:
    """What somebody else saved meanwhile: the field's name, both texts, who and when."""

    field: str
    theirs: str
    yours: str


class StaleVersion(Conflict):
    """The person saw an older version; both texts are kept side by side (409)."""

    def __init__(self, *, who: str, at: object, version: int, differences: Sequence[Theirs] = ()) -> None:
        super().__init__(N_("%(who)s changed this at %(at)s. Nothing you typed is lost."), who=who, at=at)
        self.who, self.at, self.version, self.differences = who, at, version, tuple(differences)


class Occupied(DomainError):
    """Somebody else, or the same person elsewhere, is at it in this moment; later it is free again (423)."""


class Gone(DomainError):
    """It was there, and its time has passed (410)."""


class Invalid(DomainError):
    """What was typed cannot be used; `fields` maps each field's name to its sentence (422)."""

    def __init__(self, **fields: Sentence | str) -> None:
        self.fields: dict[str, Sentence] = {
            name: Sentence(reason) if isinstance(reason, str) else reason for name, reason in fields.items()
        }
        super().__init__(*self.fields.values())


class UnsupportedFile(Invalid):
    """A file that is not accepted as evidence; the sentence says what to do instead (422)."""


class TooLarge(Invalid):
    """A file or text over its limit (413)."""


class TooManyAttempts(DomainError):
    """The throttle is closed for now; the sentence says how long to wait (429)."""


class Crowded(DomainError):
    """Too many ask for the same at this moment; a little later it works (503)."""

    def __init__(self) -> None:
        super().__init__(N_("Many files are looked at in this moment. Please try once more in a minute."))


class StorageFull(DomainError):
    """The evidence could not be kept because the disk is full (507)."""
