"""Files sent by the plain form, as a browser without JavaScript does, to a server that may die."""

import hashlib
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException

from app.domain.evidence_details import OTHER
from benchmarks.files import pdf
from benchmarks.server import Server
from benchmarks.work import Desk, form_with_file

from .house import House

KEPT, KEPT_BEFORE, NO_ROOM = 204, 422, 507
BROKEN = (OSError, HTTPException)  # how a client meets a server that dies


@dataclass(frozen=True)
class File:
    """What is sent; made again from its number, so that many thousands cost nothing to remember."""

    number: int
    size: int

    @property
    def content(self) -> bytes:
        return pdf(self.size, self.number)

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


class Sender:
    """The contributor of the first unit at one server."""

    def __init__(self, house: House, server: Server) -> None:
        self.server = server
        place, submission = house.ids["code"], house.ids["submission_id"]
        desk = Desk(house.seeded, server)
        self.headers, self.token = desk.form("contributor", f"/submissions/{submission}/criteria/{place}")
        self.address = f"/submissions/{submission}/evidence?place={place}"

    def send(self, file: File) -> int:
        """The status of the answer. Raises BROKEN when the server dies meanwhile."""
        headers = self.headers | {"HX-Request": "true"}
        request = form_with_file(
            self.address, headers, self.token, f"{file.number}.pdf", file.content, requirement=OTHER
        )
        connection = HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        try:
            connection.request(request.method, request.path, request.body, dict(request.headers))
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()
