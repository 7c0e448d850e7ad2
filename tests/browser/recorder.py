"""Listens while browsers work: logs, Redis, mails and addresses, to be searched for people (Must show 5; RELIABILITY T21, T22)."""

import codecs
import logging
import re
import socket
import threading
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

import redis
from django.apps import apps
from django.conf import settings
from django.db import models

from tests import environment
from tests.authz.canaries import WORD, free_fields

LEAST = 5                           # letters: «Wit» is also a colour, «test» a word of ours
TOKEN = re.compile(r"[\w@.+-]+")
AT_MOST = 3000                      # rows of a model


class LogKeeper(logging.Handler):
    """Every line that the web would write, as its console handler formats it."""

    def __init__(self) -> None:
        super().__init__(logging.getLogger().getEffectiveLevel())
        self.setFormatter(logging.Formatter(settings.LOGGING["formatters"]["plain"]["format"]))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


class Monitor(threading.Thread):
    """Every command that Redis gets, of every process of this run."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.line.connect(str(environment.SERVERS.valkey_socket))
        self.line.settimeout(0.2)
        self.heard = bytearray()
        self.goes_on = True
        self.mark = f"[{environment.redis_database()} ".encode()

    def run(self) -> None:
        self.line.sendall(b"MONITOR\r\n")
        while self.goes_on:
            try:
                self.heard += self.line.recv(1 << 16)
            except TimeoutError:
                continue
            except OSError:
                break

    def take(self) -> str:
        """What was heard since the last time, up to this moment: an echo of our own marks the end."""
        sign = f"end-{time.monotonic_ns()}".encode()
        with redis.Redis.from_url(settings.REDIS_URL) as client:
            client.echo(sign)
        for _wait in range(100):
            if sign in self.heard:
                break
            time.sleep(0.02)
        taken = bytes(self.heard)
        del self.heard[: len(taken)]
        ours = [line for line in taken.split(b"\r\n") if self.mark in line and sign not in line]
        return codecs.escape_decode(b"\n".join(ours))[0].decode("utf-8", "replace")          # type: ignore[attr-defined]

    def stop(self) -> None:
        self.goes_on = False
        self.join()
        self.line.close()


class Recorder:
    """All four, and the names to search them for."""

    def __init__(self) -> None:
        self.log, self.monitor = LogKeeper(), Monitor()
        self.addresses: list[str] = []
        self.mails: list[EmailMessage] = []
        self.worker_logs: list[str] = []
        self.database_log = environment.SERVERS.postgres_data / "server.log"
        self.read_to = size_of(self.database_log)
        self.searched = 0

    def start(self) -> None:
        logging.getLogger().addHandler(self.log)
        self.monitor.start()

    def stop(self) -> None:
        logging.getLogger().removeHandler(self.log)
        self.monitor.stop()

    def check(self) -> list[str]:
        """Where a person of this test is named, by the place and the field, and never repeated here; then begin anew."""
        texts = self._take()
        words = {place: set(TOKEN.findall(text.lower())) for place, text in texts.items()}
        found = [f"{place}: a marker of the world" for place, text in texts.items() if WORD.search(text)]
        for field, value in people():
            tokens = TOKEN.findall(value.lower())
            for place, text in texts.items():
                if tokens and words[place].issuperset(tokens) and value.lower() in text.lower():
                    found.append(f"{place}: {field}")
            self.searched += len(texts)
        return sorted(set(found))

    def _take(self) -> dict[str, str]:
        addresses = [unquote(urlsplit(address).path + "?" + urlsplit(address).query) for address in self.addresses]
        mails = [f"{message['Subject']}\n{message.get_body(('plain',)).get_content()}" for message in self.mails]
        lists = {
            "log of the web": self.log.lines, "log of the worker": self.worker_logs, "log of the database": [self._database_lines()],
            "redis": [self.monitor.take()], "addresses": addresses, "mails": mails,
        }
        texts = {place: "\n".join(lines) for place, lines in lists.items()}
        for kept in (self.log.lines, self.worker_logs, self.addresses, self.mails):
            kept.clear()
        return texts

    def _database_lines(self) -> str:
        with self.database_log.open(errors="replace") as log:
            log.seek(self.read_to)
            text = log.read()
            self.read_to = log.tell()
        return text


def size_of(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def people() -> Iterator[tuple[str, str]]:
    """What is known of anybody in the database, as the registry of personal data names it."""
    places = [*free_fields(), ("accounts.User", "email"), ("accounts.User", "name")]
    for label, name in places:
        model = apps.get_model(label)
        if isinstance(model._meta.get_field(name), models.BinaryField):
            continue
        for value in set(models.QuerySet(model).values_list(name, flat=True)[:AT_MOST]):
            if isinstance(value, str) and len(value) >= LEAST and not value.isdigit():
                yield f"{label}.{name}", value
