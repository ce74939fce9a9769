"""Everything between an installed project and a site that answers: what script/server runs."""

import signal
import sys

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DatabaseError, NotSupportedError, connection


class Command(BaseCommand):
    """Bring the database up to date, fill a new one, and serve the site for development."""

    help = "Brings the database up to date, loads the demo and makes an administrator where there is none, and serves."

    def add_arguments(self, parser):
        """Take the port."""
        parser.add_argument("port", nargs="?", type=int, default=8000)

    def handle(self, *args, port, **options):
        """Serve on 127.0.0.1 until SIGINT, SIGTERM or SIGHUP; exit with one sentence where there is no database.

        This process uses the private server from the first step on, so it runs for as long as the site is served.
        """
        if not settings.DEBUG:
            sys.exit("This serves for development only; docs/operations.md says how a site in production is served.")
        # However it is ended, it ends in the ordinary way, so that the database ends too. SIGINT as well: of what
        # KeyboardInterrupt ends, Python does not wait for the child, which uses the database as long as it lives.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: sys.exit(0))
        self._prepare()
        self._say(f"Serving on http://127.0.0.1:{port}/ (Ctrl-C ends it)")
        self._serve(port)

    def _prepare(self) -> None:
        is_private = settings.DATABASES["default"]["ENGINE"] == "az_ms.private_postgres"
        self._say("Starting the private PostgreSQL" if is_private else "Connecting to the server of DATABASE_URL")
        try:
            connection.ensure_connection()
        except NotSupportedError as error:
            sys.exit(f"{str(error).rstrip('.')}: use a newer server, or unset DATABASE_URL.")
        except DatabaseError as error:
            sys.exit(str(error) if is_private else _unreachable(error))
        self._say("Bringing the database up to date")
        call_command("migrate", verbosity=0, interactive=False)
        self._say("Loading the demo, if the site is new")
        call_command("seed_demo", if_empty=True)
        call_command("create_first_administrator")
        connection.close()

    def _serve(self, port: int) -> None:
        # The reloader runs the command line again as a child, which must be runserver's: that outlives a source that
        # cannot be imported, and waits until it is mended.
        address = f"127.0.0.1:{port}"
        sys.argv = [sys.argv[0], "runserver", address]
        call_command("runserver", address)

    def _say(self, step: str) -> None:
        self.stdout.write(f"==> {step}")
        self.stdout.flush()


def _unreachable(error: DatabaseError) -> str:
    reason = " ".join(str(error).split())
    return f"The database of DATABASE_URL cannot be used ({reason}): start its server, or correct DATABASE_URL."
