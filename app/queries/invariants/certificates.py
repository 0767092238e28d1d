"""Certificates: numbers that check, codes in one form, states that agree with dates and people."""

from collections.abc import Iterator

from sqlalchemy import and_, func, not_, or_, select

from app.domain.certificate import PREFIX, parse_serial, read_public_code
from app.domain.errors import Invalid
from app.domain.procedure import CertificateStage
from app.models.certificate import Award, Certificate, SerialCounter

from .invariant import Invariant, Records

K = CertificateStage
SUCCESSORS = (
    select(func.count())
    .select_from(successor := Certificate.__table__.alias("successor"))
    .where(successor.c.replaces_id == Certificate.id, successor.c.stage != CertificateStage.DRAFT)
    .scalar_subquery()
)
IS_OUT = and_(
    Certificate.issued_at.is_not(None),
    Certificate.issued_on.is_not(None),
    Certificate.issued_by_id.is_not(None),
    Certificate.issued_by_id != Certificate.drafted_by_id,
)
IS_OVER = and_(Certificate.ended_at.is_not(None), Certificate.ended_reason != "")


def wrong_serials(records: Records) -> Iterator[str]:
    """Serials that are not written as they must be, or whose check digits do not fit."""
    for certificate_id, serial in records.session.execute(select(Certificate.id, Certificate.serial)):
        try:
            right = str(parse_serial(serial))
        except Invalid:
            right = ""
        if serial != right:
            yield f"certificate {certificate_id}, serial {serial}"


def counted_out(records: Records) -> Iterator[str]:
    """Years in which a higher number was given than the counter knows: it could be given again."""
    last: dict[int, int] = {}
    for serial in records.session.scalars(select(Certificate.serial)):
        try:
            found = parse_serial(serial)
        except Invalid:
            continue  # said by certificates.serials
        last[found.year] = max(last.get(found.year, 0), found.number)
    known = {
        row.year: row.last
        for row in records.session.execute(
            select(SerialCounter.year, SerialCounter.last).where(SerialCounter.series == PREFIX)
        )
    }
    for year, number in sorted(last.items()):
        if known.get(year, 0) < number:
            yield f"year {year}, counter {known.get(year, 0)}, given {number}"


def wrong_codes(records: Records) -> Iterator[str]:
    """Public codes that nobody could type."""
    for certificate_id, code in records.session.execute(select(Certificate.id, Certificate.code)):
        if read_public_code(code) != code:
            yield f"certificate {certificate_id}, code {code}"


INVARIANTS = (
    Invariant("certificates.serials", "A serial is in its one form and its check digits fit.", wrong_serials),
    Invariant(
        "certificates.unique",
        "No serial is given twice.",
        select(Certificate.serial.label("serial"), func.count().label("certificates"))
        .group_by(Certificate.serial)
        .having(func.count() > 1),
    ),
    Invariant(
        "certificates.counted",
        "The counter of a year stands at its highest number or beyond, so that none is given twice.",
        counted_out,
    ),
    Invariant("certificates.codes", "A public code is in its one form.", wrong_codes),
    Invariant(
        "certificates.states",
        "A draft is not out; what is out was issued by a second person; what is over says when and why.",
        select(Certificate.id.label("certificate"), Certificate.stage.label("stage")).where(
            or_(
                and_(Certificate.stage == K.DRAFT, Certificate.issued_at.is_not(None)),
                and_(Certificate.stage != K.DRAFT, not_(IS_OUT)),
                and_(Certificate.stage.in_((K.REISSUED, K.REVOKED)), not_(IS_OVER)),
                and_(Certificate.stage.in_((K.DRAFT, K.ISSUED)), Certificate.ended_at.is_not(None)),
            )
        ),
    ),
    Invariant(
        "certificates.replaced",
        "A certificate that was reissued has one successor, and no other has any.",
        select(Certificate.id.label("certificate"), SUCCESSORS.label("successors")).where(
            or_(
                and_(Certificate.stage == K.REISSUED, SUCCESSORS != 1),
                and_(Certificate.stage != K.REISSUED, SUCCESSORS != 0),
            )
        ),
    ),
    Invariant(
        "certificates.one_award_one_copy",
        "An award has one certificate in force at most.",
        select(Award.id.label("award"), func.count().label("certificates"))
        .join(Certificate, Certificate.award_id == Award.id)
        .where(Certificate.stage == K.ISSUED)
        .group_by(Award.id)
        .having(func.count() > 1),
    ),
)
