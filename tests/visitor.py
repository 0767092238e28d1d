"""A person at the pages without a browser: reads the forms that are there, fills one in, presses a button.

    office = Visitor(app).open("/first-start")
    office.fill(institution="明德大学", name="秘书处").press("启用系统")

Nothing is posted that a page did not offer: an unknown field, a choice that is not there, an absent or
disabled button fails the test. Forms carry their csrf token, so that protection stays on.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

GROUPS = ("tr", "li", "fieldset", "section", "article")
CONTROLS = ".//input[@name] | .//select[@name] | .//textarea[@name]"


class Visitor:
    """One person with one set of cookies, standing on one page."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()
        self.answer: TestResponse | None = None
        self.path = "/"
        self._page = html.document_fromstring("<html><body></body></html>")
        self._typed: dict[str, Any] = {}

    @property
    def text(self) -> str:
        """The words of the page, white space folded."""
        return " ".join(self._page.text_content().split())

    def words(self, xpath: str) -> list[str]:
        """The words of every element or text the path finds."""
        return [_words(each) for each in self._page.xpath(xpath)]

    def rows(self, caption: str) -> list[list[str]]:
        """The words of every row, the heads first, of the table with this caption."""
        tables = [each for each in self._page.xpath("//table[caption]") if caption == _words(each[0])]
        assert tables, f"no table “{caption}” on {self.path}: {self.words('//caption')}"
        return [[_words(cell) for cell in row.xpath("./th | ./td")] for row in tables[0].xpath(".//tr")]

    def open(self, path: str, *, status: int = 200) -> Self:
        """Go to a page; redirects are followed."""
        return self._take(self.client.get(path, follow_redirects=True), status)

    def link(self, words: str) -> str:
        """Where the first link with these words leads."""
        found = [each.get("href") for each in self._page.xpath("//a[@href]") if words in _words(each)]
        assert found, f"no link “{words}” on {self.path}: {self.words('//main//a[@href]')}"
        return urljoin(self.path, found[0])

    def links(self) -> list[str]:
        """Where the links in the main part of the page lead, each once, in order."""
        found = [urljoin(self.path, each) for each in self._page.xpath("//main//a/@href")]
        return list(dict.fromkeys(found))

    def follow(self, words: str, *, status: int = 200) -> Self:
        """Press the first link with these words."""
        return self.open(self.link(words), status=status)

    def fill(self, **values: Any) -> Self:
        """Type into the form that is pressed next: texts, lists of choices, files as (name, bytes)."""
        self._typed |= values
        return self

    def press(self, words: str, *, status: int = 200, near: str = "") -> Self:
        """Press the first button with these words whose form has every field typed into, in the row, group
        or section that says `near`.
        """
        found = [
            each
            for each in self._buttons(words)
            if self._typed.keys() <= _names(self._owner(each)) and _stands_near(each, near)
        ]
        assert found, f"no button “{words}” for {list(self._typed)} on {self.path}: {self._offer()}"
        button = found[0]
        assert button.get("disabled") is None, f"the button “{words}” cannot be pressed on {self.path}"
        form = self._owner(button)
        sent = _values(form)
        for name, value in self._typed.items():
            sent[name] = _chosen(form, name, value if isinstance(value, list) else [value])
        if button.get("name"):
            sent[button.get("name")] = [button.get("value", "")]
        target = urljoin(self.path, button.get("formaction") or form.get("action") or self.path)
        if (form.get("method") or "get").lower() == "get":
            return self._take(self.client.get(target, query_string=sent, follow_redirects=True), status)
        came_from = {"Referer": f"http://localhost{self.path}"}
        return self._take(
            self.client.post(target, data=sent, headers=came_from, follow_redirects=True), status
        )

    def send(self, path: str, **values: Any) -> Self:
        """Fill in the first form of this page that has these fields as if it were the one of `path`, and
        send it there without looking at the answer's page: for the many forms of one kind.
        """
        form = next(
            each
            for each in self._page.xpath("//form")
            if values.keys() <= _names(each) | set(each.xpath(".//button/@name"))
        )
        sent = _values(form) | {name: [str(value)] for name, value in values.items()}
        answer = self.client.post(path, data=sent)
        assert answer.status_code == 303, (path, values, answer.status_code, answer.text[-3000:])
        return self

    def can_press(self, words: str) -> bool:
        """Whether there is a button with these words that is not disabled."""
        return any(button.get("disabled") is None for button in self._buttons(words))

    def fields(self) -> list[str]:
        """The names of every field on the page, each once, in order."""
        return list(dict.fromkeys(each.get("name") for each in self._page.xpath(CONTROLS)))

    def labelled(self, words: str, *, near: str = "") -> str:
        """The name of the first field whose label has these words."""
        for label in self._page.xpath("//label"):
            if words in _words(label) and _stands_near(label, near):
                named = self._page.xpath("//*[@id=$id][@name]", id=label.get("for") or "")
                for control in named or label.xpath(CONTROLS):
                    return str(control.get("name"))
        raise AssertionError(f"no field “{words}” near “{near}” on {self.path}: {self.words('//label')}")

    def option(self, name: str, words: str, *, near: str = "") -> str:
        """The value of the choice with these words in the field of this name."""
        for control in self._page.xpath("//select[@name=$name]", name=name):
            for each in control.xpath(".//option") if _stands_near(control, near) else ():
                if words in _words(each) and each.get("disabled") is None:
                    return str(each.get("value"))
        raise AssertionError(f"no choice “{words}” in {name} near “{near}” on {self.path}")

    def choices(self, name: str) -> list[str]:
        """What the fields of this name on the page offer, in order."""
        controls = self._page.xpath("//*[@name=$name]", name=name)
        return [option for each in controls for option in _options(each)]

    def _buttons(self, words: str) -> list[Any]:
        return [
            each
            for each in self._page.xpath("//button")
            if words in _words(each) and self._owner(each) is not None
        ]

    def _owner(self, control: Any) -> Any:
        named = control.get("form")
        found = self._page.xpath("//form[@id=$id]", id=named) if named else control.xpath("ancestor::form")
        return found[0] if found else None

    def _offer(self) -> list[tuple[list[str], list[str]]]:
        return [
            ([_words(each) for each in form.xpath(".//button")], sorted(_names(form)))
            for form in self._page.xpath("//form")
        ]

    def _take(self, answer: TestResponse, status: int) -> Self:
        answer.get_data()  # a file is read to its end, then let go
        answer.close()
        self.answer, self._typed = answer, {}
        self.path = urlsplit(answer.request.url).path
        if answer.mimetype == "text/html" and answer.data:
            self._page = html.document_fromstring(answer.get_data(as_text=True))
        assert answer.status_code == status, (self.path, answer.status_code, self.text[:3000])
        return self


def _stands_near(element: Any, words: str) -> bool:
    """Whether the closest row, group or section around the element says so."""
    around = element.xpath(f"ancestor::*[{' or '.join(f'self::{tag}' for tag in GROUPS)}][1]")
    return not words or any(words in _words(each) for each in around)


def _words(element: Any) -> str:
    text = element if isinstance(element, str) else element.text_content()
    return " ".join(text.split())


def _controls(form: Any) -> Iterator[Any]:
    yield from form.xpath(CONTROLS)
    if form.get("id"):
        yield from form.xpath("//*[@form=$id][@name][not(self::button)]", id=form.get("id"))


def _names(form: Any) -> set[str]:
    return {each.get("name") for each in _controls(form)}


def _values(form: Any) -> dict[str, list[Any]]:
    """What a browser would send of an untouched form."""
    sent: dict[str, list[Any]] = {}
    for control in _controls(form):
        name, kind = control.get("name"), control.get("type", "text")
        if control.get("disabled") is not None or kind in ("submit", "file"):
            continue
        if kind in ("radio", "checkbox") and control.get("checked") is None:
            continue
        sent.setdefault(name, []).extend(_value(control))
    return sent


def _value(control: Any) -> list[str]:
    if control.tag == "textarea":
        return [(control.text or "").removeprefix("\n")]
    if control.tag == "select":
        chosen = control.xpath(".//option[@selected]") or control.xpath(".//option")[:1]
        return [each.get("value", "") for each in chosen]
    kind = control.get("type", "text")
    return [control.get("value", "on" if kind in ("radio", "checkbox") else "")]


def _chosen(form: Any, name: str, values: list[Any]) -> list[Any]:
    controls = [each for each in _controls(form) if each.get("name") == name]
    offered = {option for each in controls for option in _options(each)}
    assert not offered or {str(each) for each in values} <= offered, (name, values, sorted(offered))
    return [(BytesIO(each[1]), each[0]) if isinstance(each, tuple) else str(each) for each in values]


def _options(control: Any) -> list[str]:
    """What a choice offers; nothing for what is typed freely."""
    if control.tag == "select":
        return [each.get("value", "") for each in control.xpath(".//option")]
    return _value(control) if control.get("type") in ("radio", "checkbox") else []
