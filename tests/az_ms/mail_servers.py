"""Mail servers that fail, as backends of Django's mail."""

import smtplib

from django.core.mail.backends.base import BaseEmailBackend


class Silent(BaseEmailBackend):
    """One that cannot be reached."""

    def open(self):
        raise ConnectionRefusedError


class Refusing(BaseEmailBackend):
    """One that refuses every mail."""

    def send_messages(self, email_messages):
        raise smtplib.SMTPRecipientsRefused({})


class Picky(BaseEmailBackend):
    """One to which the sender's address is none."""

    def send_messages(self, email_messages):
        raise ValueError("Invalid address")
