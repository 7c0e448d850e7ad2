"""The real processes that a test may ask for."""

from django.core.mail import EmailMessage

from privacyadmin.celery import app, broker_url


def test_a_worker_of_its_own_answers_is_killed_and_starts_again(real_worker):
    """STYLE 7: a real worker where a task is the point."""
    name = next(iter(app.control.inspect(timeout=10, limit=1).ping()))
    assert name.startswith(real_worker.queue)
    real_worker.kill()
    assert app.control.inspect(timeout=1).ping() is None
    real_worker.start()
    assert list(app.control.inspect(timeout=10, limit=1).ping()) == [name]


def test_a_mail_arrives_at_the_mail_server_of_the_test(smtp):
    EmailMessage("Nieuws", "Er is nieuws.", "privacy@demo.example", ["parent.one@demo.example"]).send()
    assert [message["To"] for message in smtp.messages] == ["parent.one@demo.example"]


def test_the_task_queue_finds_the_broker_on_its_socket():
    assert broker_url("unix:///tmp/v.sock?db=3") == "redis+socket:///tmp/v.sock?virtual_host=3"
    assert broker_url("redis://redis:6379/0") == "redis://redis:6379/0"
