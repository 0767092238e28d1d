"""Messages and papers on their way: their state agrees with what is noted beside it."""

from sqlalchemy import and_, or_, select

from app.domain.papers import PAPERS
from app.models.document import Document
from app.models.notification import Notification, NotificationState

from .invariant import Invariant

N = NotificationState

INVARIANTS = (
    Invariant(
        "outbox.sent",
        "A message has a moment of sending exactly when it was sent.",
        select(Notification.id.label("message"), Notification.state.label("state")).where(
            (Notification.state == N.SENT) != Notification.sent_at.is_not(None)
        ),
    ),
    Invariant(
        "outbox.failed",
        "A message that failed was tried and says why; one for the page only was never tried.",
        select(Notification.id.label("message"), Notification.state.label("state")).where(
            or_(
                and_(
                    Notification.state == N.FAILED,
                    or_(Notification.attempts == 0, Notification.failure == ""),
                ),
                and_(Notification.state == N.INTERNAL, Notification.attempts > 0),
            )
        ),
    ),
    Invariant(
        "outbox.secrets",
        "No message keeps a link that lets somebody in.",
        select(Notification.id.label("message")).where(Notification.link.startswith("/invitations")),
    ),
    Invariant(
        "papers.states",
        "A paper that is ready has its digest and moment; one that failed says why.",
        select(Document.id.label("paper"), Document.kind.label("kind"), Document.state.label("state")).where(
            or_(
                Document.state.not_in(("waiting", "working", "ready", "failed")),
                and_(Document.state == "ready", or_(Document.digest == "", Document.ready_at.is_(None))),
                and_(Document.state == "failed", Document.failure == ""),
            )
        ),
    ),
    Invariant(
        "papers.known",
        "A paper is of a kind that the worker can make, and not further than its end.",
        select(Document.id.label("paper"), Document.kind.label("kind")).where(
            or_(Document.kind.not_in(sorted(PAPERS)), Document.done > Document.total)
        ),
    ),
)
