"""Processes that tests use for real: a Celery worker, and a mail server."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from aiosmtpd.controller import Controller

from privacyadmin import local_services

PATIENCE = 60.0


def wait_until(question, *, what: str, seconds: float = PATIENCE):
    """The first true answer; an error that names what did not happen."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = question()
        if answer:
            return answer
        time.sleep(0.05)
    raise TimeoutError(f"{what} did not happen within {seconds:.0f} seconds")


class MailServer:
    """Accepts every mail; `refuse` makes it answer with a temporary error instead."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuse = ""
        self._controller = Controller(self, hostname="127.0.0.1", port=0)
        self.host, self.port = "127.0.0.1", 0

    async def handle_DATA(self, server, session, envelope):
        """Called by aiosmtpd for each mail."""
        if self.refuse:
            return self.refuse
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 accepted"

    def __enter__(self) -> "MailServer":
        self._controller.port = free_port()
        self._controller.start()
        self.port = self._controller.port
        return self

    def __exit__(self, *_unused) -> None:
        self._controller.stop()


class Worker:
    """`celery worker` in its own process group; `kill` is kill -9 of the whole group."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment | {"PYTHONPATH": str(local_services.CHECKOUT), "C_FORCE_ROOT": "1"}
        self.queue = environment["CELERY_QUEUE"]
        self.log = Path(tempfile.mkstemp(prefix="privacyadmin-worker-")[1])
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Until it says that it is ready."""
        command = [
            sys.executable, "-m", "celery", "-A", "privacyadmin", "worker", "--concurrency", "1", "--queues", self.queue,
            "--loglevel", "INFO", "--without-mingle", "--without-gossip", "--hostname", f"{self.queue}@%h",
        ]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(
                command, env=self.environment, cwd=local_services.CHECKOUT, stdout=output, stderr=output, start_new_session=True,
            )
        before = self.log.read_text(errors="replace").count(" ready.")
        wait_until(lambda: self._ready(before), what="the start of the worker")

    def _ready(self, before: int) -> bool:
        text = self.log.read_text(errors="replace")
        if self.process is not None and self.process.poll() is not None:
            raise RuntimeError(f"the worker stopped:\n{text[-4000:]}")
        return text.count(" ready.") > before

    def kill(self) -> None:
        """As when the machine loses power."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """As when it is asked to."""
        self._signal(signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> None:
        if self.process is None:
            return
        with contextlib.suppress(ProcessLookupError):
            if number == signal.SIGKILL:
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(20)
        self.process = None

    def __enter__(self) -> "Worker":
        self.start()
        return self

    def __exit__(self, *_unused) -> None:
        self.stop()
        self.log.unlink(missing_ok=True)


def free_port() -> int:
    """A port on loopback that nobody had a moment ago."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        return line.getsockname()[1]
