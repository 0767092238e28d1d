"""Coming in: the cookie of a session, and where a person goes once signed in."""

from urllib.parse import urlsplit

from flask import Flask, current_app, redirect, request, session
from werkzeug import Response
from werkzeug.exceptions import HTTPException

from app.services.credentials import Opened

COOKIE = "sign-in"


def cookie_name(app: Flask) -> str:
    """__Host- binds the cookie to this host over https; a browser refuses that name over http."""
    return f"__Host-{COOKIE}" if app.config["SESSION_COOKIE_SECURE"] else COOKIE


def enter(opened: Opened, target: str) -> Response:
    """Begin anew after a sign-in: a fresh cookie, nothing carried over but what is to be told."""
    told = session.get("_flashes")
    session.clear()  # the token against forgery too is a new one
    if told:
        session["_flashes"] = told
    response = redirect(target, 303)
    response.set_cookie(
        cookie_name(current_app),
        opened.token,
        expires=opened.expires_at,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def safe_next() -> str:
    """Where the person wanted to go, when that is a page of ours to be opened with GET; else home."""
    wanted = request.args.get("next", "")
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return "/"
    try:
        current_app.url_map.bind(request.host).match(parts.path, method="GET")
    except HTTPException:
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
