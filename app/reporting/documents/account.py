"""Printed sign-in slips: four a page, to be cut and handed over."""

import dataclasses
from datetime import datetime
from typing import ClassVar

from app.reporting.documents.paper import Paper


@dataclasses.dataclass(frozen=True, kw_only=True)
class SignInSlip:
    """`code` has eight characters without 0, O, 1 and l; it is printed in two groups of four.

    sign_in_at: the address as one would type it, with the scheme; the QR holds it, never the code.
    """

    unit: str
    role: str
    account: str
    code: str
    valid_until: datetime
    sign_in_at: str
    person: str = ""
    phone: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class SignInSlips(Paper):
    template: ClassVar[str] = "sign_in_slips.html"

    slips: tuple[SignInSlip, ...]
