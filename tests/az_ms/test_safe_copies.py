"""Safe copies: made while others write, brought back whole into an empty database, or not at all."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import threading
from collections import Counter
from pathlib import Path

import pytest

from az_ms.private_postgres.server import PrivatePostgres
from tests.topics.test_killed_server import server  # noqa: F401 - a migrated private server, shared by this module

from .databases import PASSWORD, Private, Remote, ask
from .processes import ROOT, command, environment, is_one_sentence, manage, wait_until
from .test_script_server import folder_of_programs

# An editor who publishes for as long as there is input: a topic, its correction, and an address of its own.
WRITER = """
import itertools, sys, select
from tests import make
from topics import publishing
for number in itertools.count():
    topic = make.make_live(f"topic-{number}", title="Before")
    make.change(topic, title="After", slug=f"topic-{number}-after")
    publishing.publish(topic, make.publisher(), until=make.in_hours(1))
    print(number, flush=True)
    if select.select([sys.stdin], [], [], 0)[0]:
        break
"""


@pytest.fixture(params=[Private, Remote])
def site(request, server, tmp_path_factory):  # noqa: F811
    place = Path("/tmp") / f"az-remote-{os.getpid()}"
    site = request.param(server, place)
    yield site
    site.end()


def backup(site, folder, *arguments, **variables):
    return manage("backup", str(folder), *arguments, folder=site.folder, **site.variables | variables)


def restore(site, file, **variables):
    return manage("restore", str(file), folder=site.folder, **site.variables | variables)


def refusal(done, *, says):
    assert done.returncode == 1, done.stdout
    assert is_one_sentence(done.stderr), done.stderr
    assert says in done.stderr
    assert PASSWORD not in done.stderr
    return done.stderr


def test_a_copy_made_while_editors_publish_brings_back_one_moment(site, tmp_path):
    writer = subprocess.Popen(
        command("shell", "-c", WRITER),
        env=environment(site.folder, **site.variables),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until(lambda: writer.stdout.readline().strip() == "3")
        made = backup(site, tmp_path)
        assert made.returncode == 0, made.stderr
    finally:
        written, _ = writer.communicate("enough\n", timeout=60)
    assert written.count("\n") > 1, "nothing was written meanwhile"
    (file,) = tmp_path.glob("*.dump")
    about = json.loads(Path(f"{file}.sha256").read_text().splitlines()[0].removeprefix("# "))
    # What the moment of the copy leaves of the state in the end: all rows that were made by then.
    at = about["made_at"]
    before = site.ask(
        f"SELECT number, kind, slug, created_at FROM topics_edition WHERE created_at < '{at}' ORDER BY id"
    )
    after = site.ask(f"SELECT count(*) FROM topics_edition WHERE created_at > '{at}'")[0][0]
    assert after > 0

    site.destroy()
    done = restore(site, file)

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[0].startswith(f"Restored {file}: {about['topics']} topics")
    assert done.stdout.endswith("all is as it was recorded.\n")
    restored = site.ask("SELECT number, kind, slug, created_at FROM topics_edition ORDER BY id")
    # Each publication is three editions (with its correction and its expiry); none is there in part.
    assert restored[: len(before)] == before[: len(restored)]
    assert abs(len(restored) - len(before)) <= 3, "at most what was being committed at that very moment"
    assert len(restored) == about["editions"]
    counts = Counter(slug.removesuffix("-after") for _number, _kind, slug, _at in restored)
    assert set(counts.values()) <= {1, 3}
    assert "is not:" in refusal(restore(site, file), says="only into an empty database")
    if isinstance(site, Remote):
        _bad_cases_of_a_url(site, file, tmp_path)


def _bad_cases_of_a_url(site, file, place):
    """What only a server that somebody else keeps can do."""
    away = {"DATABASE_URL": "postgresql://owner@127.0.0.1:1/site"}
    refusal(backup(site, place, **away), says="start its server")
    wrong = {"DATABASE_URL": site.variables["DATABASE_URL"].replace("p%40ss", "other")}
    refusal(backup(site, place, **wrong), says="password authentication failed")
    ask(site.database, "CREATE ROLE guest LOGIN PASSWORD 'guest'")
    guest = {"DATABASE_URL": f"postgresql://guest:guest@127.0.0.1:{site.port}/empty"}
    refusal(backup(site, place, **guest), says="use the role that owns the tables")
    site.name("bare")
    refusal(backup(site, place), says="holds no A to Z")
    ask(site.database, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    guest = {"DATABASE_URL": f"postgresql://guest:guest@127.0.0.1:{site.port}/bare"}
    refusal(restore(site, file, **guest), says="make the role of DATABASE_URL the owner of the database")
    assert site.ask("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == [(0,)]
    assert restore(site, file).returncode == 0
    assert site.ask("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'") == [("owner",)]


class Here:
    variables = {}

    def __init__(self, folder):
        self.folder = folder


@pytest.fixture
def here(server):  # noqa: F811
    return Here(server.folder)


@pytest.fixture
def copy(here, tmp_path):
    done = backup(here, tmp_path / "kept")
    assert done.returncode == 0, done.stderr
    (file,) = (tmp_path / "kept").glob("*.dump")
    return file


def names(folder):
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


def test_a_copy_is_for_its_owner_alone_and_sha256sum_checks_it(copy):
    assert {path.stat().st_mode & 0o077 for path in (copy, Path(f"{copy}.sha256"), copy.parent)} == {0}
    checked = subprocess.run(
        ["sha256sum", "--check", f"{copy}.sha256"], cwd=copy.parent, capture_output=True, text=True, check=False
    )
    assert checked.stdout == f"{copy.name}: OK\n"


def cut(file):
    file.write_bytes(file.read_bytes()[:-100])


def turn_a_bit(file):
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def about_newer(file):
    beside = Path(f"{file}.sha256")
    beside.write_text(beside.read_text().replace('"0001_initial"', '"0001_initial", "9999_later"'))


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (cut, "is incomplete"),
        (turn_a_bit, "its checksum is wrong"),
        (lambda file: file.write_text("a letter"), "is no safe copy"),
        (lambda file: file.unlink(), "There is no file"),
        (lambda file: Path(f"{file}.sha256").unlink(), "its checksum"),
        (lambda file: Path(f"{file}.sha256").write_text("nothing"), "is not what script/backup wrote"),
        (about_newer, "a newer release"),
    ],
)
def test_a_copy_that_is_not_sound_is_a_sentence_before_anything_is_touched(folder, copy, spoil, says):
    spoil(copy)
    refusal(restore(Here(folder), copy), says=says)
    assert not folder.exists()


def test_a_folder_in_place_of_a_copy_is_a_sentence_that_names_the_newest(folder, copy):
    assert str(copy) in refusal(restore(Here(folder), copy.parent), says="is a folder")


def test_a_copy_below_a_file_in_place_of_a_folder_is_a_sentence(folder, copy):
    refusal(restore(Here(folder), copy / "copy.dump"), says="There is no file")


def test_an_archive_that_ends_in_the_middle_restores_nothing(made_folder, copy):
    cut(copy)  # and its checksum is right, as if it had been written so
    beside = Path(f"{copy}.sha256")
    digest = hashlib.sha256(copy.read_bytes()).hexdigest()
    about = json.loads(beside.read_text().splitlines()[0][2:]) | {"bytes": copy.stat().st_size}
    beside.write_text(f"# {json.dumps(about)}\n{digest}  {copy.name}\n")
    refusal(restore(Here(made_folder), copy), says="Nothing was restored")
    private = PrivatePostgres(made_folder)
    private.start()
    tables = ask(private.connection_params(), "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
    private.stop()
    assert tables == [(0,)]


def test_a_backup_where_there_is_no_database_makes_none(folder, tmp_path):
    refusal(backup(Here(folder), tmp_path), says="There is no database")
    assert not folder.exists()
    assert names(tmp_path) == []


def test_a_folder_that_cannot_be_written_to_is_a_sentence(here, tmp_path):
    (tmp_path / "file").write_text("")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        assert "make room" not in refusal(backup(here, folder), says=f"{tmp_path / 'file'} is a file, not a folder")


@pytest.mark.parametrize("name", ["backup", "restore"])
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ([""], "has no name"),
        ([" "], "has no name"),
        (["one", "two"], "Unrecognized arguments: two"),
        (["--empty"], "Unrecognized arguments: --empty"),
    ],
)
def test_a_wrong_argument_is_a_sentence_that_says_how_the_script_is_called(folder, tmp_path, name, arguments, says):
    done = subprocess.run(
        [ROOT / "script" / name, *(["any.dump"] if arguments == ["--empty"] else []), *arguments],
        env=environment(folder),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert f"./script/{name}" in refusal(done, says=says)
    assert not folder.exists()
    assert names(tmp_path) == []


def test_a_restore_of_nothing_named_is_a_sentence(folder):
    assert "./script/restore FILE" in refusal(manage("restore", folder=folder), says="FILE")


def test_a_full_disk_is_a_sentence_and_leaves_nothing(here, tmp_path):
    limited = subprocess.run(
        ["/bin/sh", "-c", 'ulimit -f 40; trap "" XFSZ; exec "$@"', "sh", *command("backup", str(tmp_path))],
        env=environment(here.folder),
        capture_output=True,
        text=True,
        check=False,
    )
    refusal(limited, says="No safe copy can be kept")
    assert names(tmp_path) == []
    assert not list(tmp_path.glob(".*.partial"))


def test_only_the_newest_copies_of_this_database_are_kept_and_nothing_else_is_touched(here, copy):
    folder = copy.parent
    (folder / "a-to-z-notes.dump").write_text("not ours")
    other = folder / "a-to-z-20200101T000000Z.dump"
    shutil.copy(copy, other)
    text = Path(f"{copy}.sha256").read_text().replace(copy.name, other.name)
    Path(f"{other}.sha256").write_text(text.replace("private database in", "private database in another"))
    (folder / ".a-to-z-killed.partial").write_text("half")
    (folder / "a-to-z-20210101T000000Z.dump.sha256").write_text("of a copy that was encrypted where it lay")
    assert backup(here, folder, "--keep", "2").returncode == 0
    assert copy.exists()
    assert "Deleted 1 older" in backup(here, folder, "--keep", "2").stdout
    assert not copy.exists()
    kept = [name for name in names(folder) if name.endswith(".dump")]
    assert len(kept) == 4
    assert {"a-to-z-notes.dump", other.name} <= set(kept)
    assert (folder / "a-to-z-20210101T000000Z.dump.sha256").exists()
    assert not list(folder.glob(".*.partial"))


def test_a_copy_with_fewer_editions_deletes_none_that_has_more(here, copy):
    beside = Path(f"{copy}.sha256")
    about = json.loads(beside.read_text().splitlines()[0][2:])
    beside.write_text(f"# {json.dumps(about | {'editions': 10**6})}\n{beside.read_text().splitlines()[1]}\n")
    done = backup(here, copy.parent, "--keep", "1")
    assert done.returncode == 0
    assert "has more editions" in done.stderr
    assert copy.exists()


@pytest.mark.parametrize("keep", ["0", "-1", "many"])
def test_how_many_are_kept_is_at_least_one(here, tmp_path, keep):
    refusal(backup(here, tmp_path, f"--keep={keep}"), says="is not a whole number from 1 up")


def test_a_backup_that_is_ended_leaves_nothing(here, tmp_path):
    code = f"""
import os, signal
from az_ms.safe_copies import making
def ended(*_arguments):
    os.kill(os.getpid(), signal.SIGTERM)
making._read_through = ended
from django.core.management import call_command
call_command("backup", {str(tmp_path / "kept")!r})
"""
    refusal(manage("shell", "-c", code, folder=here.folder), says=f"Broken off by {signal.SIGTERM.name}")
    assert [path.name for path in (tmp_path / "kept").iterdir()] == [".a-to-z-lock"]


def test_a_restore_that_is_ended_while_it_is_committed_is_whole(made_folder, copy):
    code = f"""
import os, signal
from az_ms.safe_copies import restoring
ignoring = restoring.past_breaking_off
def ended():
    ignoring()
    os.kill(os.getpid(), signal.SIGTERM)
restoring.past_breaking_off = ended
from django.core.management import call_command
call_command("restore", {str(copy)!r})
"""
    done = manage("shell", "-c", code, folder=made_folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].endswith("all is as it was recorded.")


def test_two_backups_into_one_folder_at_once_are_one(here, tmp_path):
    results = []
    threads = [threading.Thread(target=lambda: results.append(backup(here, tmp_path))) for _ in range(2)]
    from az_ms.safe_copies import copies

    with copies.held(tmp_path):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert len(results) == 2
    for done in results:
        refusal(done, says="Another safe copy is being made")


# Programs


def client(monkeypatch, found, wanted, prefer=min):
    from az_ms.safe_copies import server as reaching

    monkeypatch.setattr(reaching, "major", lambda program: found.get(program.parent.name))
    return reaching._fitting("pg_dump", wanted, [Path(name) for name in found], prefer)


def test_of_several_programs_the_oldest_that_will_do_copies_and_the_newest_brings_back(monkeypatch):
    found = {"old": 14, "fits": 15, "newest": 18}
    assert client(monkeypatch, found, 15) == Path("fits/pg_dump")
    assert client(monkeypatch, found, 15, max) == Path("newest/pg_dump")


@pytest.mark.parametrize(("found", "says"), [({}, "none was found"), ({"old": 18}, "only that of version 18")])
def test_programs_older_than_the_server_are_a_sentence_that_says_what_to_install(monkeypatch, found, says):
    from az_ms.safe_copies.errors import SafeCopyError

    with pytest.raises(SafeCopyError, match=f"{says}.*postgresql-client-19"):
        client(monkeypatch, found, 19)


def test_a_program_that_cannot_be_started_is_named(tmp_path):
    from az_ms.safe_copies import server as reaching
    from az_ms.safe_copies.errors import SafeCopyError

    (tmp_path / "pg_dump").write_text("")
    with pytest.raises(SafeCopyError, match="pg_dump cannot be started"):
        reaching.start([tmp_path / "pg_dump"])


# The scripts


def test_the_scripts_take_paths_from_where_they_are_called(here, folder, tmp_path):
    made = subprocess.run(
        [ROOT / "script" / "backup", "kept"],
        env=environment(here.folder),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    (file,) = (tmp_path / "kept").glob("*.dump")
    restored = subprocess.run(
        [ROOT / "script" / "restore", f"kept/{file.name}"],
        env=environment(folder),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert restored.returncode == 0, restored.stderr
    assert "all is as it was recorded" in restored.stdout
    assert PrivatePostgres(folder).pid() is None


def test_a_script_without_any_python_is_a_sentence(tmp_path):
    shutil.copytree(ROOT / "script", tmp_path / "script")
    done = subprocess.run(
        [tmp_path / "script" / "backup"],
        env=environment(PATH=folder_of_programs(tmp_path)),
        capture_output=True,
        text=True,
        check=False,
    )
    refusal(done, says="Python 3.11 or newer is needed")
