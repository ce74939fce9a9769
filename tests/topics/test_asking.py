"""Readers' queries: planned once a connection, asked no more while nothing changes, and never answered wrongly."""

import io
import threading

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, connections, transaction

from tests import make
from topics import documents, live, projection, publishing
from topics.models import IndexEntry, Site

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def other_connection():
    """Run a function in a thread, and so in a connection, of its own."""

    def run(function):
        def work():
            try:
                done.append(function())
            finally:
                connections.close_all()

        done = []
        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        return done[0]

    return run


def end_the_connection():
    """Let the server end this connection, as it does when it is restarted."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = cursor.fetchone()[0]

    def work():
        with connections["default"].cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()


def status_of(path):
    """Return the status with which the site answers as a server asks it, signals of the request included."""
    answered = []
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }
    response = get_wsgi_application()(environ, lambda status, headers: answered.append(int(status[:3])))
    response.close()
    return answered[0]


def test_pages_are_there_again_with_the_first_request_after_the_server_was_restarted(settings):
    settings.DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    connection.health_check_enabled = True
    make.make_live("one")
    make.make_live("two")
    before = [status_of("/a-z/one/"), status_of("/")]
    end_the_connection()

    after = [status_of("/a-z/two/"), status_of("/a-z/one/"), status_of("/"), status_of("/a-z/none/")]

    assert before == [200, 200]
    assert after == [200, 200, 200, 404]


def test_a_warm_page_asks_one_query_and_sees_what_another_connection_has_written(
    client, other_connection, django_assert_num_queries
):
    topic = make.make_live("ccsvi")
    client.get("/a-z/ccsvi/")

    with django_assert_num_queries(1):
        client.get("/a-z/ccsvi/")

    def publish():
        make.change(topic, summary="New words.")
        publishing.publish(topic, make.publisher())

    other_connection(publish)
    assert "New words." in client.get("/a-z/ccsvi/").content.decode()


def test_a_column_that_the_next_release_brings_does_not_disturb_the_one_still_running(client):
    make.make_live("ccsvi")
    client.get("/")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE topics_site ADD COLUMN colour text DEFAULT 'teal'")
        cursor.execute("ALTER TABLE topics_edition ALTER COLUMN slug TYPE varchar(120)")
    try:
        close_old_connections()

        assert client.get("/a-z/ccsvi/").status_code == 200
        assert client.get("/").status_code == 200
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE topics_site DROP COLUMN colour")
            cursor.execute("ALTER TABLE topics_edition ALTER COLUMN slug TYPE varchar(100)")


def test_the_sites_words_are_never_stale(client, other_connection):
    client.get("/")

    other_connection(lambda: Site.objects.update(notice="Closed on Friday"))

    assert "Closed on Friday" in client.get("/").content.decode()


def test_nothing_is_remembered_inside_a_transaction(client):
    make.make_live("ccsvi")
    live.topic_at("ccsvi")

    with transaction.atomic():
        Site.objects.update(notice="Within")

        assert live.topic_at("ccsvi")[1].site.notice == "Within"


def test_rebuilding_beside_a_publication_derives_each_row_once(other_connection):
    topic = make.make_topic("two")
    make.make_live("one")
    pat = make.publisher()
    rebuilt = threading.Event()
    published = []

    def publish():
        rebuilt.wait()
        published.append(publishing.publish(topic, pat))
        connections.close_all()

    thread = threading.Thread(target=publish)
    thread.start()
    projection.rebuild(lambda editions: (rebuilt.set(), editions)[1])
    thread.join()

    assert sorted(IndexEntry.objects.filter(kind="title").values_list("title", flat=True)) == ["One", "Two"]


def test_a_repairing_rebuild_shows_on_pages_that_were_kept(client):
    make.make_live("ccsvi")
    client.get("/a-z/")
    IndexEntry.objects.update(name="Broken", title="Broken")

    projection.rebuild()

    assert "Ccsvi" in client.get("/a-z/").content.decode()


def test_two_topics_may_be_linked_to_each_other_at_once():
    one, two = make.make_topic("one"), make.make_topic("two")
    make.publisher()
    barrier = threading.Barrier(2)
    failures = []

    def link(topic, other):
        try:
            with transaction.atomic():
                publishing.record(topic, make.publisher())
                barrier.wait()
                documents.restore(topic, documents.compose(topic) | {"related": [other]})
                publishing.record(topic, make.publisher())
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=link, args=pair) for pair in ((one, "two"), (two, "one"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
