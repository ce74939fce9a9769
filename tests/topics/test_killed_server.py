"""A database server that is killed in the middle of a publish: readers have all of it afterwards, or nothing."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import psutil
import psycopg2
import pytest

from az_ms.private_postgres.server import PrivatePostgres
from tests.az_ms.processes import is_alive, manage, shell

# Makes a topic that readers have as “Before”, then publishes it as “After” at a new address, for a time only.
_PUBLISH = """
import sys
from tests import make
from topics import projection, publishing

def say(word):
    print(word, flush=True)
    sys.stdin.readline()

def pause(module, name):
    real = getattr(module, name)
    def paused(*args, **kwargs):
        result = real(*args, **kwargs)
        say("in the middle")
        return result
    setattr(module, name, paused)

topic = make.make_live({slug!r}, title="Before")
make.change(topic, title="After", slug={slug!r} + "-after")
{pause}
publishing.publish(topic, make.publisher(), until=make.in_hours(1))
say("done")
"""

_WHAT_IS_THERE = """
SELECT (SELECT count(*) FROM topics_revision WHERE topic_id = topic.id),
       (SELECT string_agg(slug, ' ' ORDER BY slug) FROM topics_address WHERE topic_id = topic.id),
       (SELECT string_agg(kind || CASE WHEN live_until IS NULL THEN '' ELSE ' until' END, ', ' ORDER BY number)
          FROM topics_edition WHERE topic_id = topic.id),
       (SELECT string_agg(entry.name, ' ' ORDER BY edition.number)
          FROM topics_indexentry AS entry JOIN topics_edition AS edition ON edition.id = entry.edition_id
         WHERE edition.topic_id = topic.id)
  FROM topics_topic AS topic WHERE slug = %s
"""

NOTHING_OF_IT = (1, "{0}", "published", "Before")
ALL_OF_IT = (2, "{0} {0}-after", "published until, published until, withdrawn", "Before After")


@pytest.fixture(scope="module")
def server():
    """A migrated private server on a folder of its own; no process of it outlives the tests."""
    place = Path(tempfile.mkdtemp(prefix="az-", dir="/tmp"))
    server = PrivatePostgres(place / "postgres")
    server.start()
    migrated = manage("migrate", "--verbosity=0", folder=server.folder)
    assert migrated.returncode == 0, migrated.stderr
    yield server
    server.start()
    family = processes_of(server)
    server.stop()
    # On a busy machine a worker may take a moment longer than the server that told it to end.
    _gone, alive = psutil.wait_procs(family, timeout=15)
    assert not [process for process in alive if is_alive(process)]
    shutil.rmtree(place)


def processes_of(server):
    """Return the server's processes, its first one first."""
    first = psutil.Process(server.pid())
    return [first, *first.children(recursive=True)]


def kill(server):
    """Kill -9 the server and every process of it, and wait until they are gone."""
    family = processes_of(server)
    for process in family:
        process.kill()
    psutil.wait_procs(family, 10)
    assert not [process for process in family if is_alive(process)]


def publish_and_kill(server, slug, when, pause=""):
    """Let another process publish, kill the server when that process says `when`, and start the server again."""
    child = subprocess.Popen(**shell(_PUBLISH.format(slug=slug, pause=pause), server.folder))
    try:
        said = next((line for line in child.stdout if line.strip() == when), None)
        assert said, child.communicate()
        kill(server)
        child.communicate("\n", timeout=30)
    finally:
        child.kill()
        child.wait()
    server.start()
    return child.returncode


def what_is_there(server, slug):
    """Return what the database holds of the topic whose draft has the address `slug`."""
    client = psycopg2.connect(**server.connection_params())
    try:
        with client.cursor() as cursor:
            cursor.execute(_WHAT_IS_THERE, [slug])
            return cursor.fetchone()
    finally:
        client.close()


def expected(what, slug):
    """Return `what` with the topic's first address filled in."""
    return tuple(part.format(slug) if isinstance(part, str) else part for part in what)


@pytest.mark.parametrize(
    ("slug", "pause"),
    [
        ("rows", 'pause(projection, "project")'),
        ("windows", 'pause(publishing, "_set_windows")'),
    ],
)
def test_killed_in_the_middle_nothing_of_the_publication_is_there(server, slug, pause):
    assert publish_and_kill(server, slug, "in the middle", pause) != 0
    assert what_is_there(server, f"{slug}-after") == expected(NOTHING_OF_IT, slug)


def test_killed_right_after_all_of_the_publication_is_there(server):
    publish_and_kill(server, "done", "done")
    assert what_is_there(server, "done-after") == expected(ALL_OF_IT, "done")
