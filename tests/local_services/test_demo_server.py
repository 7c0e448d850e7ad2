"""`make demo`: all three processes or none."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from privacyadmin import demo_server, local_services
from tests import processes

SLEEPS = [sys.executable, "-c", "import time; time.sleep(600)"]
DIES = [sys.executable, "-c", "import sys; sys.exit(3)"]
IGNORES_THE_REQUEST = [sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"]


def test_one_process_that_dies_is_named_and_takes_the_others_with_it():
    together = demo_server.Processes({"web": SLEEPS, "worker": DIES})
    together.start()
    together.running["worker"].wait(20)
    with pytest.raises(demo_server.Stopped, match=r"worker ended by itself \(exit 3\)"):
        together.check()
    together.stop()
    assert together.running["web"].returncode == -signal.SIGTERM


def test_a_process_that_ignores_the_request_to_stop_is_stopped_all_the_same(monkeypatch):
    monkeypatch.setattr(demo_server, "GRACE", 1)
    together = demo_server.Processes({"web": IGNORES_THE_REQUEST})
    together.start()
    together.stop()
    assert together.running["web"].returncode in {-signal.SIGKILL, -signal.SIGTERM}


def test_a_port_that_is_taken_is_said_before_anything_starts():
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        line.listen()
        result = subprocess.run(
            [sys.executable, "-m", "privacyadmin.demo_server"], env=os.environ | {"PORT": str(line.getsockname()[1])},
            cwd=local_services.CHECKOUT, capture_output=True, text=True, check=False,
        )
    assert result.returncode == 1
    assert "is taken" in result.stderr


def test_the_demo_starts_web_worker_and_beat_on_loopback_only():
    """CONTRACT: make demo."""
    commands = demo_server.commands(processes.free_port())
    assert list(commands) == ["web", "worker", "beat"]
    assert any(word.startswith("127.0.0.1:") for word in commands["web"])
