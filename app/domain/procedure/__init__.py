"""The regulation: everything that moves, as tables. Read each from top to bottom.

The campaign and the submission have their own chains and neither writes the other. The diagram in
docs/workflow.md is generated from here, and so are the buttons, routes and audit names.
"""

from collections.abc import Mapping

from ..workflow import Table
from .appeal import APPEAL, AppealFacts, AppealStage
from .assignment import (
    ACTIVE_ASSIGNMENT,
    ASSIGNMENT,
    READABLE_ASSIGNMENT,
    WRITABLE_ASSIGNMENT,
    AssignmentFacts,
    AssignmentStage,
)
from .campaign import CAMPAIGN, CampaignFacts, CampaignStage
from .certificate import CERTIFICATE, CertificateFacts, CertificateStage
from .rectification import RECTIFICATION_ITEM, ItemFacts, ItemStage
from .submission import RUNNING, SUBMISSION, WRITING, SubmissionFacts, SubmissionStage

TABLES: Mapping[str, Table] = {
    "campaign": CAMPAIGN,
    "submission": SUBMISSION,
    "assignment": ASSIGNMENT,
    "rectification_item": RECTIFICATION_ITEM,
    "appeal": APPEAL,
    "certificate": CERTIFICATE,
}

__all__ = [
    "ACTIVE_ASSIGNMENT",
    "APPEAL",
    "ASSIGNMENT",
    "CAMPAIGN",
    "CERTIFICATE",
    "READABLE_ASSIGNMENT",
    "RECTIFICATION_ITEM",
    "RUNNING",
    "SUBMISSION",
    "TABLES",
    "WRITABLE_ASSIGNMENT",
    "WRITING",
    "AppealFacts",
    "AppealStage",
    "AssignmentFacts",
    "AssignmentStage",
    "CampaignFacts",
    "CampaignStage",
    "CertificateFacts",
    "CertificateStage",
    "ItemFacts",
    "ItemStage",
    "SubmissionFacts",
    "SubmissionStage",
]
