"""The pieces of work that are measured, each as a person at a browser would send it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from app.domain.procedure import CampaignStage

from .client import Request, send
from .files import pdf
from .seed import Seeded
from .server import Server

MEGABYTES = 20
COOKIE, BROWSER_COOKIE = "__Host-sign-in", "__Host-session"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Work:
    """One row of the table: what is sent, how often, and the least that any server could do for it."""

    name: str
    made: Callable[[int], Request]
    times: int = 200
    floor: str = "page"  # page, upload or download
    connections: int = 2
    warm: int = 8  # requests before the measured ones, on as many connections: both workers see some


@dataclass
class Desk:
    """The people of the seeded campaigns at the server: their cookies and tokens against forgery."""

    seeded: Seeded
    server: Server
    forms: dict[str, dict[str, str]] = field(default_factory=dict)

    def headers(self, role: str) -> dict[str, str]:
        return {"Cookie": f"{COOKIE}={self.seeded.tokens[role]}", "Accept-Encoding": "identity"}

    def get(self, role: str, path: str, **more: Any) -> Request:
        return Request("GET", path, self.headers(role), **more)

    def form(self, role: str, page: str) -> tuple[dict[str, str], str]:
        """Headers with the browser's session, and the token of the form on this page."""
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        connection.request("GET", page, headers=self.headers(role))
        answer = connection.getresponse()
        text = answer.read().decode()
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text)
        kept = next(
            (
                each.split(";")[0]
                for each in answer.headers.get_all("Set-Cookie") or []
                if BROWSER_COOKIE in each
            ),
            "",
        )
        connection.close()
        if not found:
            raise RuntimeError(f"there is no form at {page}: {answer.status}")
        headers = self.headers(role)
        headers["Cookie"] += f"; {kept}"
        return headers, found[1]

    def pages(self) -> list[Work]:
        """The lists and pages that are opened most."""
        peer = self.seeded.campaigns[CampaignStage.PEER_REVIEW]
        results = self.seeded.campaigns[CampaignStage.FEEDBACK]
        addresses = {
            "reviewer's list": ("reviewer", "/reviews"),
            "one criterion under review": (
                "reviewer", f"/reviews/{peer['assignment_id']}/criteria/{peer['code']}",
            ),
            "one submission": ("coordinator", f"/submissions/{peer['submission_id']}"),
            "its reviews side by side": ("coordinator", f"/submissions/{peer['submission_id']}/reviews"),
            "coordinator's board": ("coordinator", f"/campaigns/{peer['campaign_id']}/progress"),
            "results sheet": ("coordinator", f"/campaigns/{results['campaign_id']}/results"),
            "home": ("coordinator", "/"),
        }  # fmt: skip
        made = {name: self.get(role, path) for name, (role, path) in addresses.items()}
        return [
            Work(name, partial(_same, request)) for name, request in made.items() if self._is_there(request)
        ]

    def _is_there(self, request: Request) -> bool:
        """Whether this release has the page."""
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        connection.request(request.method, request.path, headers=dict(request.headers))
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status == request.expects

    def saves(self) -> list[Work]:
        """A judgement and an answer, each saved again and again under its version."""
        peer = self.seeded.campaigns[CampaignStage.PEER_REVIEW]
        own = self.seeded.campaigns[CampaignStage.SELF_EVALUATION]
        judging = f"/reviews/{peer['assignment_id']}/criteria/{peer['code']}"
        answering = f"/submissions/{own['submission_id']}/criteria/{own['code']}"
        return [
            self._save("save one judgement", "reviewer", judging, self._judgement),
            self._save("save one answer", "contributor", answering, self._answer),
        ]

    def _save(self, name: str, role: str, path: str, fields: Callable[[int], dict[str, str]]) -> Work:
        headers, token = self.form(role, path)
        headers |= {"HX-Request": "true", "Content-Type": FORM}

        def made(number: int) -> Request:
            body = urlencode({"csrf_token": token, "version": number + 1} | fields(number)).encode()
            return Request("POST", path, headers, body)

        return Work(name, made, connections=1)

    def contest(self) -> Callable[[int], Request]:
        """Saves of the answer in different words under the version that stands: the first makes it stale."""
        own = self.seeded.campaigns[CampaignStage.SELF_EVALUATION]
        path = f"/submissions/{own['submission_id']}/criteria/{own['code']}"
        headers, token = self.form("contributor", path)
        page = answered(self.server, self.get("contributor", path)).decode()
        version = re.search(r'name="version"[^>]*value="(\d+)"', page)
        if not version:
            raise RuntimeError(f"there is no version at {path}")
        headers |= {"HX-Request": "true", "Content-Type": FORM}
        fields = {"csrf_token": token, "version": version[1]}

        def made(number: int) -> Request:
            words = fields | {"achievement": f"第{number}人同时保存。"}
            return Request("POST", path, headers, urlencode(words).encode())

        return made

    @staticmethod
    def _judgement(number: int) -> dict[str, str]:
        return {"level": "A", "score": "3.7", "comment": f"材料齐全，能相互印证。{number}"}

    @staticmethod
    def _answer(number: int) -> dict[str, str]:
        return {"achievement": f"每学期走访学生宿舍，谈心记录完整。{number}"}

    def transfers(self) -> list[Work]:
        """A large file up and down."""
        own = self.seeded.campaigns[CampaignStage.SELF_EVALUATION]
        peer = self.seeded.campaigns[CampaignStage.PEER_REVIEW]
        file = f"/evidence/{peer['evidence_id']}/file"
        page = f"/submissions/{own['submission_id']}/criteria/{own['code']}"
        headers, token = self.form("contributor", page)
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        connection.request("HEAD", file, headers=self.headers("coordinator"))
        answer = connection.getresponse()
        answer.read()
        tag = answer.headers["ETag"]
        again = self.headers("coordinator") | {"If-None-Match": tag}
        part = self.headers("coordinator") | {"Range": "bytes=10000000-11048575"}
        address = f"/submissions/{own['submission_id']}/evidence?place={own['code']}"
        return [
            Work(
                f"{MEGABYTES} MB upload",
                partial(_upload, address, headers | {"HX-Request": "true"}, token),
                times=6, floor="upload", connections=1, warm=2,
            ),
            Work(
                f"{MEGABYTES} MB download",
                partial(_same, self.get("coordinator", file)), times=20, floor="download",
            ),
            Work("1 MB of it by range", partial(_same, Request("GET", file, part, expects=206)), times=50),
            Work("it again, unchanged", partial(_same, Request("GET", file, again, expects=304)), times=100),
        ]  # fmt: skip


def _same(request: Request, _number: int) -> Request:
    return request


def _upload(address: str, headers: dict[str, str], token: str, number: int) -> Request:
    """A form with a large file, another one each time."""
    content = pdf(MEGABYTES * 1024 * 1024, number + 1)
    return form_with_file(address, headers, token, f"{number}.pdf", content)


def form_with_file(
    address: str, headers: dict[str, str], token: str, name: str, content: bytes, *, requirement: int = 0
) -> Request:
    """The form for a new piece of evidence, with one file."""
    edge = uuid4().hex
    fields = (("csrf_token", token), ("medium", "file"), ("requirement", str(requirement)))
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'.encode()
        for field, value in fields
    ]
    parts.append(
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
        "Content-Type: application/pdf\r\n\r\n".encode()
    )
    body = b"".join([*parts, content, f"\r\n--{edge}--\r\n".encode()])
    kind = {"Content-Type": f"multipart/form-data; boundary={edge}"}
    return Request("POST", address, headers | kind, body, expects=204)


def answered(server: Server, request: Request) -> bytes:
    """What the server answers to it, on a connection of its own."""
    connection = HTTPConnection("127.0.0.1", server.port, timeout=120)
    try:
        return send(connection, request)
    finally:
        connection.close()
