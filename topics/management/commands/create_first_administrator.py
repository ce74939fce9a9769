"""Make the administrator that a new site needs."""

import secrets

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.db import transaction


class Command(BaseCommand):
    """Make an administrator with a random password, printed once, where no active one exists; else do nothing."""

    help = "Makes the first administrator, with a random password that is printed once, where there is none."

    @transaction.atomic
    def handle(self, *args, **options):
        """Print the name and the password of the administrator made; print nothing where one exists."""
        users = get_user_model().objects
        if users.filter(is_superuser=True, is_active=True).exists():
            return
        name = self._free_name()
        password = secrets.token_urlsafe(12)
        users.create_superuser(name, password=password)
        self.stdout.write(
            f"Made the first administrator: {name}, password {password}\n"
            "Write it down: it is shown only this once. A new one is set with\n"
            f".venv/bin/python manage.py changepassword {name}"
        )

    def _free_name(self) -> str:
        """Return "admin", or with a number behind it where a deactivated user or an editor is called so."""
        taken = set(get_user_model().objects.values_list("username", flat=True))
        names = ["admin", *(f"admin{number}" for number in range(2, len(taken) + 3))]
        return next(name for name in names if name not in taken)
