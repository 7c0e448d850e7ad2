"""The mail server of the demo: a table that everybody may read."""
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from .models import DemoMail


class Backend(BaseEmailBackend):
    """Keeps every mail for /demo/mail/, and sends none."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        mails = [DemoMail(to=to, subject=mail.subject[:250], body=str(mail.body)) for mail in email_messages for to in mail.recipients()]
        DemoMail.objects.bulk_create(mails)
        return len(email_messages)
