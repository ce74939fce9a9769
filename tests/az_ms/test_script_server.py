import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request

import psutil
import pytest

from az_ms.private_postgres.server import PrivatePostgres

from .processes import ROOT, environment, is_alive, is_one_sentence, wait_until

SCRIPT = ROOT / "script" / "server"


def free_port():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        return server.getsockname()[1]


class Site:
    """The site as script/server serves it, in a session of its own, as in a terminal."""

    def __init__(self, folder, said):
        self.port, self.database, self._said = free_port(), PrivatePostgres(folder), said
        with said.open("w") as output:
            self.script = subprocess.Popen(
                [SCRIPT, str(self.port)],
                env=environment(folder),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        wait_until(self.answers, seconds=120)

    def answers(self):
        assert self.script.poll() is None, self.said()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz/", timeout=10) as response:
                return response.status == 200
        except (urllib.error.URLError, ConnectionError):
            return False

    def said(self):
        return self._said.read_text()

    def processes(self):
        """All processes of the site's and its database's."""
        roots = [psutil.Process(self.script.pid), psutil.Process(self.database.pid())]
        return [process for root in roots for process in (root, *root.children(recursive=True))]

    def end(self, signal_it):
        """Signal the end and return the processes that are left after it."""
        before = self.processes()
        signal_it()
        self.script.wait(timeout=30)
        return [process for process in before if is_alive(process)]


@pytest.fixture
def serve(folder, tmp_path):
    sites = []

    def serve():
        sites.append(Site(folder, tmp_path / f"said-{len(sites)}"))
        return sites[-1]

    yield serve
    for site in sites:
        if site.script.poll() is None:
            os.killpg(site.script.pid, signal.SIGTERM)
            site.script.wait(timeout=30)


def test_it_serves_a_new_site_and_ends_everything_and_begins_again_with_nothing_overwritten(serve):
    site = serve()
    passwords = re.findall(r"admin, password (\S+)", site.said())
    assert len(passwords) == 1
    assert len(site.processes()) > 3
    assert site.end(site.script.terminate) == []
    assert "Traceback" not in site.said()

    again = serve()
    assert "password" not in again.said()
    # Ctrl-C in a terminal goes to every process there.
    assert again.end(lambda: os.killpg(again.script.pid, signal.SIGINT)) == []
    assert "Traceback" not in again.said()

    once_more = serve()
    assert once_more.end(lambda: once_more.script.send_signal(signal.SIGINT)) == []


def refusal(*arguments, script=SCRIPT, **variables):
    """Return the sentence with which script/server refuses to begin."""
    done = subprocess.run(
        [script, *arguments],
        env=environment(**variables),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1
    assert is_one_sentence(done.stderr), done.stderr
    return done.stderr


def test_a_port_that_is_taken_is_a_sentence_that_names_another():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refusal(str(port))
    assert f"Port {port} is taken" in said
    assert "choose another" in said


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1", "80 80", "99999999999999999999"])
def test_a_port_that_is_none_is_a_sentence(port):
    assert "from 1 to 65535" in refusal(port)


def test_a_database_server_that_is_away_is_a_sentence():
    said = refusal(str(free_port()), DATABASE_URL="postgresql://az_ms@127.0.0.1:1/az_ms")
    assert "DATABASE_URL" in said
    assert "start its server" in said


def test_settings_of_production_are_a_sentence():
    production = {"DJANGO_DEBUG": "0", "SECRET_KEY": "k" * 60, "ALLOWED_HOSTS": "www.example.org"}
    assert "docs/operations.md" in refusal(str(free_port()), DATABASE_URL="private", **production)


def folder_of_programs(place, **scripts):
    """Make a folder for PATH with only the programs that the script itself needs, and these shell scripts."""
    programs = place / "bin"
    programs.mkdir()
    for name in ("cat", "dirname"):
        (programs / name).symlink_to(shutil.which(name))
    for name, text in scripts.items():
        (programs / name).write_text(f"#!/bin/sh\n{text}\n")
        (programs / name).chmod(0o755)
    return str(programs)


def test_no_python_at_all_is_a_sentence(tmp_path):
    assert "Python 3.11 or newer is needed" in refusal(PATH=folder_of_programs(tmp_path))


def test_a_python_too_old_is_a_sentence(tmp_path):
    old = folder_of_programs(tmp_path, python3="exec true")  # it does not name itself as one that is new enough
    assert "Python 3.11 or newer is needed" in refusal(PATH=old)


def test_a_python_without_its_venv_module_is_a_sentence(tmp_path):
    shutil.copytree(ROOT / "script", tmp_path / "script")
    lacking = f"""
case "$*" in
    *sys.executable*) echo "$0" ;;
    *ensurepip*) exit 1 ;;
    *) exec {sys.executable} "$@" ;;
esac"""
    programs = folder_of_programs(tmp_path, python3=lacking)
    said = refusal(str(free_port()), script=tmp_path / "script" / "server", PATH=programs)
    assert "apt-get install python3-venv" in said
