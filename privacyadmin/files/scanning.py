"""The virus scanner of the installation, spoken to over its socket (clamd, INSTREAM); without one, nothing is asked."""

import socket
from urllib.parse import urlsplit

from django.conf import settings

CHUNK = 64 * 1024


class ScannerDown(Exception):
    """The scanner is configured and gives no verdict: what waits for it goes on waiting."""


def is_configured() -> bool:
    return bool(settings.CLAMAV)


def is_clean(content: bytes) -> bool:
    """The scanner's verdict; anything but its two plain answers counts as none. Raises ScannerDown."""
    answer = _asked(b"zINSTREAM\0", content)
    if answer == "stream: OK":
        return True
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return False
    raise ScannerDown


def answers() -> bool:
    """Whether the scanner is there, for who looks after the installation."""
    try:
        return _asked(b"zPING\0", None) == "PONG"
    except ScannerDown:
        return False


def _asked(command: bytes, content: bytes | None) -> str:
    try:
        with _connected() as connection:
            connection.sendall(command)
            if content is not None:
                _send(connection, content)
            return _answer(connection)
    except (OSError, ValueError) as error:
        raise ScannerDown from error


def _connected() -> socket.socket:
    """CLAMAV is tcp://host:3310 or unix:///run/clamav/clamd.ctl."""
    place = urlsplit(settings.CLAMAV)
    if place.scheme == "tcp" and place.hostname:
        return socket.create_connection((place.hostname, place.port or 3310), timeout=settings.CLAMAV_TIMEOUT)
    if place.scheme != "unix":
        raise ValueError("CLAMAV is tcp://host:port or unix:///path.")
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(settings.CLAMAV_TIMEOUT)
    try:
        connection.connect(place.path)
    except OSError:
        connection.close()
        raise
    return connection


def _send(connection: socket.socket, content: bytes) -> None:
    for start in range(0, len(content), CHUNK):
        chunk = content[start:start + CHUNK]
        connection.sendall(len(chunk).to_bytes(4) + chunk)
    connection.sendall(bytes(4))


def _answer(connection: socket.socket) -> str:
    answer = bytearray()
    while not answer.endswith(b"\0") and len(answer) < 4096:
        part = connection.recv(4096)
        if not part:
            break
        answer += part
    if not answer.endswith(b"\0"):
        raise ValueError("The answer was cut off.")
    return answer[:-1].decode("ascii", "replace").strip()
