"""A server that speaks clamd's protocol, honestly or not: the genuine one does not misbehave when asked."""

import socketserver
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

# in two parts, so that no scanner takes this file for one
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR" + rb"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
HONEST = b"honest"
SILENT = b"silent"


class Scanner(socketserver.ThreadingTCPServer):
    """`says`: HONEST, SILENT (it hangs up without a word), or the very bytes of every answer to a file."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Conversation)
        self.says = HONEST
        self.limit = 1 << 30
        self.pongs = True
        self.scanned = 0
        self.largest_piece = 0

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self.server_address[1]}"


class Conversation(socketserver.StreamRequestHandler):
    server: Scanner

    def handle(self) -> None:
        command = self.rfile.read(6)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0" if self.server.pongs else b"")
            return
        assert command + self.rfile.read(4) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            self.server.largest_piece = max(self.server.largest_piece, length)
            content += self.rfile.read(length)
            if len(content) > self.server.limit:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                self.wfile.flush()
                time.sleep(0.05)
                return
        self.server.scanned += 1
        honest = b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"
        self.wfile.write({HONEST: honest, SILENT: b""}.get(self.server.says, self.server.says))


@contextmanager
def scanner() -> Iterator[Scanner]:
    with Scanner() as server:
        listening = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        listening.start()
        try:
            yield server
        finally:
            server.shutdown()
            listening.join()
