"""The documents: a frozen row that names its template goes in, the bytes of a PDF come out.

Heavy to load (WeasyPrint): only jobs and cli import this package, an import contract sees to that.

    pdf(document)        prints any of the rows below
    check_code(document) the eight characters at the foot, by which two prints are compared
    translator(language) the words of all catalogues, for what a job puts into a row

PROCESS §4 names the forms; each row stands beside its noun:

    campaign       Notice (4.1)
    submission     SelfEvaluationReport (4.2, 4.3), EvidenceList (4.4), SignOff (4.5), SealProof,
                   CriterionSheets
    review         ReviewOpinion (4.7), ReviewReceipt
    result         ResultSummary (4.10)
    feedback       FeedbackLetter (4.11), FeedbackReceipt (4.12)
    rectification  RectificationList (4.14), RectificationSummary (4.15)
    decision       PublicNotice (4.16), Decision (4.17)
    certificate    Certificate (4.18)
    unit           HandOver (4.20)
    account        SignInSlips
"""

from app.reporting.documents.paper import check_code
from app.reporting.documents.rendering import pdf
from app.reporting.documents.wording import translator

__all__ = ["check_code", "pdf", "translator"]
