"""Addresses of pages by name: a page that is not part of the house yet has no address, and no link to it."""

from flask import Flask, current_app, url_for


def init_app(app: Flask) -> None:
    app.jinja_env.globals["link_or_none"] = link_or_none


def link_or_none(endpoint: str, **params: object) -> str | None:
    """The address of a page, or None when nothing is registered under that name."""
    if endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, **params)  # type: ignore[arg-type]  # any value that a rule converts
