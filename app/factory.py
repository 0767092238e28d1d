"""create_app(): puts the parts together, in the order a request meets them."""

from collections.abc import Mapping
from types import ModuleType
from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from evidence_store import open_store

from . import cli, database
from .web import (
    access,
    accounts,
    answers,
    appeals,
    assets,
    assignments,
    bonus_claims,
    bookmarks,
    boxed_piece,
    boxes,
    calendars,
    campaigns,
    certificates,
    components,
    decisions,
    declarations,
    demonstration,
    display,
    documents,
    enrolment,
    errors,
    evidence,
    evidence_archive,
    evidence_files,
    evidence_piece,
    evidence_taken,
    format_checks,
    founding,
    frame,
    frameworks,
    handovers,
    hearings,
    history,
    home,
    honours,
    letters,
    likenesses,
    links,
    milestones,
    notices,
    panel_judgements,
    panels,
    parcels,
    passages,
    people,
    people_import,
    phone_sheets,
    phone_uploads,
    phone_visits,
    preconditions,
    profiles,
    progress,
    public_notices,
    reconsiderations,
    rectification,
    remarks,
    reports,
    results,
    review_summary,
    reviews,
    scans,
    schedules,
    seals,
    security,
    sign_offs,
    submitted_reviews,
    supplements,
    transitions,
    tus,
    unit_words,
    units,
    verification,
    vetoes,
    wording,
)

# one line each, so that two who add a page do not collide
PAGES = (
    components,
    documents,
    founding,
    demonstration,
    history,
    frameworks,
    units,
    calendars,
    profiles,
    public_notices,
    people,
    home,
    campaigns,
    scans,
    schedules,
    seals,
    enrolment,
    notices,
    milestones,
    progress,
    transitions,
    people_import,
    reviews,
    review_summary,
    remarks,
    reconsiderations,
    declarations,
    rectification,
    results,
    vetoes,
    letters,
    likenesses,
    hearings,
    appeals,
    panels,
    assignments,
    submitted_reviews,
    panel_judgements,
    handovers,
    answers,
    evidence,
    evidence_piece,
    evidence_files,
    evidence_archive,
    passages,
    evidence_taken,
    parcels,
    boxes,
    boxed_piece,
    tus,
    phone_sheets,
    phone_uploads,
    phone_visits,
    preconditions,
    bonus_claims,
    reports,
    sign_offs,
    format_checks,
    supplements,
    decisions,
    honours,
    certificates,
    verification,
)


def create_app(config: Mapping[str, Any]) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config.from_mapping(
        SESSION_COOKIE_SAMESITE="Lax", SESSION_COOKIE_HTTPONLY=True, WTF_CSRF_TIME_LIMIT=None
    )
    app.config.from_mapping(config)
    if hops := app.config.get("TRUSTED_PROXIES", 0):  # so that the throttle counts people, not the proxy
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    security.init_app(app)
    database.init_app(app)
    errors.init_app(app)
    assets.init_app(app)
    display.init_app(app)
    wording.init_app(app)
    links.init_app(app)
    bookmarks.init_app(app)
    frame.init_app(app)
    CSRFProtect(app).exempt(display.bp)
    unit_words.init_app(app)
    accounts.init_app(app)  # who is asking, before access asks whether they may
    access.init_app(app)
    app.extensions["evidence_store"] = open_store(app.config["EVIDENCE_URL"])
    for page in PAGES:
        _join(app, page)
    cli.init_app(app)
    return app


def _join(app: Flask, page: ModuleType) -> None:
    """A page needs only its blueprint; one that needs more has an init_app of its own."""
    if hasattr(page, "init_app"):
        page.init_app(app)
    else:
        app.register_blueprint(page.bp)
