"""Databases that tests destroy: of a private server, and of one that is reached by TCP with a password."""

import os
import shutil

import psycopg2

from az_ms.private_postgres.launching import Launcher
from az_ms.private_postgres.server import PrivatePostgres

from .processes import manage
from .test_script_server import free_port

PASSWORD = "p@ss/w:rd#1"


def ask(database, sql):
    """Run `sql` in a connection of its own; `database` are psycopg2's parameters. Return the rows, if there are any."""
    connection = psycopg2.connect(**database)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchall() if cursor.description else None
    finally:
        connection.close()


class Private:
    """The private server of a folder, whose database is destroyed with the folder."""

    def __init__(self, private, _place):
        self.folder, self.variables = private.folder, {}
        self.database = private.connection_params()

    def destroy(self):
        self.folder = self.folder.with_name("empty")
        self.database |= {"host": str(self.folder)}

    def ask(self, sql):
        private = PrivatePostgres(self.folder)
        private.start()
        try:
            return ask(self.database, sql)
        finally:
            private.stop()

    def end(self):
        if self.folder.name == "empty":
            shutil.rmtree(self.folder)


class Remote:
    """A server that is reached by TCP with a password, as DATABASE_URL names it."""

    folder = None

    def __init__(self, _private, place):
        self.place, self.port = place, free_port()
        place.mkdir()
        self.launcher = Launcher(place / "data")
        if self.launcher.owner:
            os.chown(place, self.launcher.owner.pw_uid, self.launcher.owner.pw_gid)
        (place / "password").write_text(PASSWORD)
        (place / "password").chmod(0o644)
        auth = ("--auth=scram-sha-256", f"--pwfile={place / 'password'}", "--username=owner", "--no-sync")
        self._run("initdb", *auth, "--encoding=UTF8", "--locale=C", "-D", place / "data")
        options = f"-c port={self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
        self._run("pg_ctl", "start", "-s", "-w", "-D", place / "data", "-l", place / "log", "-o", options)
        self.database = {"host": "127.0.0.1", "port": self.port, "user": "owner", "password": PASSWORD}
        self.name("site")
        assert manage("migrate", "--verbosity=0", **self.variables).returncode == 0

    def _run(self, *arguments):
        done = self.launcher.run(*arguments)
        assert done.returncode == 0, done.stderr

    def name(self, name):
        ask(self.database | {"dbname": "postgres"}, f"CREATE DATABASE {name}")
        self.database["dbname"] = name
        quoted = "p%40ss%2Fw%3Ard%231"
        self.variables = {"DATABASE_URL": f"postgresql://owner:{quoted}@127.0.0.1:{self.port}/{name}"}

    def destroy(self):
        ask(self.database | {"dbname": "postgres"}, "DROP DATABASE site WITH (FORCE)")
        self.name("empty")

    def ask(self, sql):
        return ask(self.database, sql)

    def end(self):
        self._run("pg_ctl", "stop", "-s", "-m", "immediate", "-D", self.place / "data")
        shutil.rmtree(self.place)
