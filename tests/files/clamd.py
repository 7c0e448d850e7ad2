"""A virus scanner as clamd speaks: a real server on a real socket, which finds what it was told to find."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Scanner(socketserver.ThreadingTCPServer):
    """`finds`: bytes that are a virus; `says`: what it answers instead, where it is ill."""

    allow_reuse_address, daemon_threads = True, False

    def __init__(self, finds: bytes, says: bytes | None) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.finds, self.says, self.scanned = finds, says, 0

    @property
    def url(self) -> str:
        return f"tcp://127.0.0.1:{self.server_address[1]}"


class Talk(socketserver.StreamRequestHandler):
    server: Scanner

    def handle(self) -> None:
        command = self._until_zero()
        if command == b"zPING":
            self.wfile.write(b"PONG\0")
            return
        assert command == b"zINSTREAM"
        content = b""
        while length := int.from_bytes(self.rfile.read(4)):
            content += self.rfile.read(length)
        self.server.scanned += 1
        verdict = b"stream: Test.Virus FOUND\0" if self.server.finds in content else b"stream: OK\0"
        self.wfile.write(verdict if self.server.says is None else self.server.says)

    def _until_zero(self) -> bytes:
        read = b""
        while not read.endswith(b"\0"):
            read += self.rfile.read(1)
        return read[:-1]


@contextmanager
def scanner(settings, *, finds: bytes = b"VIRUS", says: bytes | None = None) -> Iterator[Scanner]:
    """A running scanner, which the product is told of."""
    with Scanner(finds, says) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMAV = server.url
        yield server
        server.shutdown()
