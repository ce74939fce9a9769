#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys


def main():
    """Run the command that the arguments name; what is missing for it is said in one sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "az_ms.settings")
    try:
        from django.core.management import execute_from_command_line
    except ImportError:
        sys.exit("Django is not installed here. Run ./script/server once, then .venv/bin/python manage.py …")

    from az_ms.environment import SettingsError
    from az_ms.private_postgres.errors import PrivatePostgresError

    try:
        execute_from_command_line(sys.argv)
    except (SettingsError, PrivatePostgresError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
