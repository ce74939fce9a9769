import os
import re
import signal
import stat
import subprocess
from pathlib import Path

import psutil
import pytest

from az_ms.private_postgres import launching
from az_ms.private_postgres.errors import PrivatePostgresError
from az_ms.private_postgres.server import PrivatePostgres

from .databases import ask
from .processes import is_one_sentence, manage, shell, wait_until

ASK = "from django.db import connection as c; k = c.cursor(); k.execute('SELECT 1'); print(k.fetchone())"
IS_ROOT = os.geteuid() == 0
DAC_READ_SEARCH = 1 << 2  # linux/capability.h


def kill(server):
    os.kill(server.pid(), signal.SIGKILL)
    wait_until(lambda: server.pid() is None)


# When it runs


def test_a_command_that_makes_no_connection_starts_nothing(folder):
    done = manage("check", folder=folder)
    assert done.returncode == 0, done.stderr
    assert not folder.exists()


def test_a_lone_command_starts_the_server_and_stops_it(made_folder):
    done = manage("shell", "-c", f"{ASK}; c.close()", folder=made_folder)
    assert done.stdout.endswith("(1,)\n"), done.stderr
    assert (made_folder / "server.log").exists()
    assert PrivatePostgres(made_folder).pid() is None


def test_a_command_does_not_stop_a_server_that_another_process_uses(server):
    before = server.pid()
    assert manage("shell", "-c", ASK, folder=server.folder).returncode == 0
    assert server.pid() == before
    assert server.stop() is True
    assert server.pid() is None


def test_stopping_what_was_never_started_does_nothing(folder):
    assert PrivatePostgres(folder).stop() is False


def test_processes_that_start_at_once_get_the_same_server(folder):
    together = [subprocess.Popen(**shell(ASK, folder)) for _ in range(4)]
    outcomes = [process.communicate(timeout=120) for process in together]
    assert [said.splitlines()[-1:] for said, _ in outcomes] == [["(1,)"]] * 4, outcomes
    assert PrivatePostgres(folder).pid() is None


def test_starting_and_stopping_at_once_never_leaves_a_process_without_a_server(server):
    again_and_again = f"""
import psycopg2
from az_ms.private_postgres.server import PrivatePostgres
server = PrivatePostgres({str(server.folder)!r})
for _ in range(8):
    server.start()
    psycopg2.connect(**server.connection_params()).close()
    server.stop()
print("well")
"""
    server.stop()
    together = [subprocess.Popen(**shell(again_and_again, server.folder)) for _ in range(4)]
    outcomes = [process.communicate(timeout=120) for process in together]
    assert [said.splitlines()[-1:] for said, _ in outcomes] == [["well"]] * 4, outcomes
    assert server.pid() is None


def test_a_user_that_was_killed_is_forgotten(server):
    other = subprocess.Popen(**shell(f"{ASK}; print('using', flush=True); input()", server.folder))
    wait_until(lambda: "using" in other.stdout.readline())
    other.kill()
    other.communicate()
    assert server.stop() is True


def test_a_forked_child_keeps_the_server_after_its_parent(made_folder):
    code = f"""
import os, sys, psycopg2
from az_ms.private_postgres.server import PrivatePostgres
server = PrivatePostgres({str(made_folder)!r})
server.start()
goes_on, parent_is_gone = os.pipe()
if os.fork():
    sys.exit()
os.close(parent_is_gone)
os.read(goes_on, 1)
psycopg2.connect(**server.connection_params()).close()
print("child well", flush=True)
"""
    done = manage("shell", "-c", code, folder=made_folder)  # its output ends when the child ends too
    assert "child well" in done.stdout, done.stderr
    wait_until(lambda: PrivatePostgres(made_folder).pid() is None)


# After an accident


def test_a_killed_server_is_started_again_with_its_data(server):
    ask(server.connection_params(), "CREATE TABLE kept AS SELECT 42 AS number")
    kill(server)
    server.start()
    assert ask(server.connection_params(), "SELECT number FROM kept") == [(42,)]


def test_a_connection_made_after_the_server_was_killed_gets_it_back(made_folder):
    code = f"""
import os, signal, time
from django.db import connection
from az_ms.private_postgres.server import private_server
server = private_server({str(made_folder)!r})
connection.ensure_connection()
os.kill(server.pid(), signal.SIGKILL)
while server.pid():
    time.sleep(0.02)
connection.close()
{ASK}
"""
    done = manage("shell", "-c", code, folder=made_folder)
    assert done.stdout.endswith("(1,)\n"), done.stderr


def test_a_start_that_was_killed_half_way_is_begun_anew(folder):
    half_made = folder.with_name("postgres.new")
    half_made.mkdir()
    (half_made / "PG_VERSION").write_text("18\n")
    server = PrivatePostgres(folder)
    server.start()
    assert ask(server.connection_params(), "SELECT 1") == [(1,)]
    assert not half_made.exists()
    server.stop()


def test_the_number_of_a_server_that_is_gone_is_not_taken_for_another_process(folder):
    folder.mkdir()
    (folder / "postmaster.pid").write_text(f"{os.getpid()}\n")
    assert PrivatePostgres(folder).pid() is None


# What cannot be is a sentence


def test_a_path_too_long_for_a_socket_is_a_sentence(folder):
    done = manage("migrate", folder=folder / ("long" * 30))
    assert done.returncode == 1
    assert "too long" in done.stderr
    assert is_one_sentence(done.stderr)


def test_a_folder_with_other_files_is_left_alone(folder):
    folder.mkdir()
    (folder / "letter.txt").write_text("dear")
    server = PrivatePostgres(folder)
    with pytest.raises(PrivatePostgresError, match="not empty"):
        server.start()
    assert (folder / "letter.txt").read_text() == "dear"
    server.stop()


def test_a_server_that_does_not_start_says_why(server):
    server.stop()
    (server.folder / "PG_VERSION").write_text("9\n")
    with pytest.raises(PrivatePostgresError, match="incompatible"):
        server.start()


# Who may do what


def test_the_application_is_an_ordinary_role_that_may_make_the_tests_database(server):
    role = "SELECT rolsuper, rolcreaterole, rolcreatedb FROM pg_roles WHERE rolname = current_user"
    assert ask(server.connection_params(), role) == [(False, False, True)]


def test_the_server_listens_on_no_network_and_its_folder_is_closed(server):
    assert not psutil.Process(server.pid()).net_connections("inet")
    assert stat.S_IMODE(server.folder.stat().st_mode) == 0o700


def test_variables_meant_for_another_server_do_not_reach_it(made_folder, monkeypatch):
    monkeypatch.setenv("PGPORT", "6543")
    monkeypatch.setenv("PGDATA", "/nowhere")
    server = PrivatePostgres(made_folder)
    server.start()
    assert ask(server.connection_params(), "SELECT 1") == [(1,)]
    server.stop()


def permissions(*paths):
    """Return mode and owner of every folder above the paths."""
    above = {parent for path in paths for parent in path.parents}
    return {parent: (parent.stat().st_mode, parent.stat().st_uid, parent.stat().st_gid) for parent in above}


def is_open_to_all(folder):
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in folder.parents)


@pytest.mark.skipif(not IS_ROOT, reason="only root starts the server as another user")
class TestAsRoot:
    def test_closed_folders_above_are_passed_through_and_stay_closed(self, folder):
        folder.parent.chmod(0o700)
        before = permissions(folder, launching.programs())
        server = PrivatePostgres(folder)
        server.start()
        assert ask(server.connection_params(), "SELECT 1") == [(1,)]
        assert psutil.Process(server.pid()).uids().effective == folder.stat().st_uid != 0
        kill(server)
        server.start()
        server.stop()
        assert permissions(folder, launching.programs()) == before

    def test_the_capability_is_given_only_where_a_folder_is_closed(self, made_folder):
        for mode, capabilities in ((0o700, DAC_READ_SEARCH), (0o755, 0)):
            made_folder.parent.chmod(mode)
            server = PrivatePostgres(made_folder)
            server.start()
            status = Path(f"/proc/{server.pid()}/status").read_text()
            server.stop()
            if is_open_to_all(launching.programs()):  # or else it is needed whatever the mode
                assert int(re.search(r"CapEff:\s*(\w+)", status)[1], base=16) == capabilities

    def test_closed_folders_without_the_capability_are_a_sentence(self, made_folder, monkeypatch):
        made_folder.parent.chmod(0o700)
        monkeypatch.setattr(launching.shutil, "which", lambda *_, **__: None)
        server = PrivatePostgres(made_folder)
        with pytest.raises(PrivatePostgresError, match="may not reach"):
            server.start()
        server.stop()
