"""Django's PostgreSQL backend, with the private server started on the first connection.

In ``DATABASES`` the ``HOST`` is the server's data folder, which is also where its socket is.
"""

from django.db.backends.postgresql import base
from django.db.backends.postgresql.client import DatabaseClient as PostgresClient

from .launching import programs
from .server import private_server


class DatabaseClient(PostgresClient):
    """``manage.py dbshell`` with the psql that came with the server."""

    def runshell(self, parameters):
        """Start the server, then psql on it."""
        private_server(self.connection.settings_dict["HOST"]).start()
        self.executable_name = str(programs() / "psql")
        super().runshell(parameters)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the private server."""

    client_class = DatabaseClient

    def get_connection_params(self):
        """Return what to connect with, after making sure that the server runs.

        Asked for once a connection, so that commands that make none start nothing, and a server that was killed is
        started again. Raises PrivatePostgresError when it cannot be had.
        """
        private_server(self.settings_dict["HOST"]).start()
        return super().get_connection_params()
