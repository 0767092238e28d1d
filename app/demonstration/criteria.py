"""The criteria of the demonstration: the starting set, published."""

from sqlalchemy.orm import Session

from app.reporting.framework_files import starting_set
from app.services import frameworks as framework_deeds

from .cast import Cast


def import_criteria(session: Session, cast: Cast) -> None:
    """Import and publish the starting set."""
    office = cast.actor("秘书处")
    for file in starting_set():
        version = framework_deeds.import_framework(
            session,
            office,
            cast.university.id,
            content=file.content,
            filename=f"{file.framework.code}.yaml",
        )
        if version.status != "published":
            framework_deeds.publish_framework(session, office, version.id)
