"""One stylesheet, one script, one icon sheet, named by digest."""

import gzip
import re

import pytest
from flask.testing import FlaskClient

from app.web.assets import SCRIPTS, STATIC, STYLES, TYPES, build, join


def test_every_stylesheet_and_script_of_the_tree_is_joined():
    assert sorted(STYLES) == sorted(path.stem for path in (STATIC / "css").glob("*.css"))
    assert sorted(SCRIPTS) == sorted(path.stem for path in (STATIC / "js").glob("*.js"))


def test_the_name_follows_the_bytes():
    assert join("css", [b"a"]).filename != join("css", [b"b"]).filename
    assert join("css", [b"a", b"b"]).filename == join("css", [b"a\nb"]).filename


@pytest.mark.parametrize(("kind", "mimetype"), TYPES.items())
def test_a_browser_may_keep_an_asset_for_ever(client: FlaskClient, kind: str, mimetype: str):
    made = build()[kind]
    answer = client.get(f"/assets/{made.filename}")
    assert (answer.status_code, answer.mimetype, answer.data) == (200, mimetype, made.body)
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    packed = client.get(f"/assets/{made.filename}", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.data) == made.body
    assert len(packed.data) * 3 < len(made.body)


@pytest.mark.parametrize("name", ["app-000000000000.css", "app.css", "..", "app-000000000000.txt"])
def test_any_other_name_is_not_found(client: FlaskClient, name: str):
    assert client.get(f"/assets/{name}").status_code == 404


def test_colours_and_letter_sizes_stand_in_the_tokens_only():
    for name in set(STYLES) - {"tokens", "print"}:
        sheet = (STATIC / "css" / f"{name}.css").read_text()
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", sheet) == [], name


def test_every_icon_asked_for_is_in_the_sheet():
    sheet = set(re.findall(r'<symbol id="([^"]+)"', (STATIC / "icons.svg").read_text()))
    templates = STATIC.parent / "templates"
    asked = {
        name
        for path in templates.rglob("*.html")
        for name in re.findall(r'icon\("([^"]+)"\)', path.read_text())
    }
    assert asked - sheet == set()
