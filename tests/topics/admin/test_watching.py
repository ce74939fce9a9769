"""The lists of what watching the library found, and what editors decide."""

import re
from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from references.models import Notice
from tests.make import make_reference, make_topic, make_user
from tests.topics.admin.addresses import page
from tests.topics.admin.test_topic import posted
from tests.topics.test_views_reference import make_cited, make_dead, make_notice
from topics import merging

pytestmark = pytest.mark.django_db

NOTICES, LINKS = "/admin/references/notice/", "/admin/references/linkcheck/"


@pytest.fixture
def editor(db):
    """An editor who may decide."""
    return make_user("eve", "view_notice", "change_notice", "view_linkcheck", "view_reference")


@pytest.fixture
def client(client, editor):
    """The test client, with the editor logged in."""
    client.force_login(editor)
    return client


def words(response):
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def listed(client, address, **chosen):
    return [str(row.reference.key) for row in client.get(address, chosen).context["cl"].result_list]


def test_a_retracted_source_is_listed_with_the_topics_and_sections_it_touches(client, pat):
    reference = make_reference()
    make_cited(pat, "zamboni2009", title="CCSVI")
    make_topic("stents", title="Stents", references=[{"key": "zamboni2009"}])
    make_notice(reference, noticed_on=date(2019, 5, 3), reasons="Error in Data\nFraud", notice_doi="10.1000/r")
    shown = words(client.get(NOTICES))
    assert "Zamboni, 2009 Retraction , 3 May 2019. Error in Data; Fraud. Read the notice" in shown
    assert "CCSVI (live): One" in shown
    assert "Stents (draft only): in the list only" in shown


def test_the_list_shows_what_is_to_be_decided_first_and_the_rest_when_asked(client, editor):
    for key, nature in (("open", "Correction"), ("back", "Reinstatement"), ("done", "Retraction")):
        make_notice(make_reference(key), nature)
    Notice.objects.filter(reference__key="done").update(
        dismissed_at=timezone.now(), dismissed_by=editor, dismissed_because="Put right."
    )
    assert listed(client, NOTICES) == ["open"]
    assert listed(client, NOTICES, decided="dismissed") == ["done"]
    assert set(listed(client, NOTICES, decided="all")) == {"open", "back", "done"}
    assert "Dismissed by eve" in words(client.get(NOTICES, {"decided": "dismissed"}))


def test_a_notice_is_dismissed_with_a_reason_and_can_count_again(client, editor):
    notice = make_notice(make_reference())
    dismiss = f"{NOTICES}{notice.pk}/dismiss/"
    assert client.post(dismiss, {"because": " "}).context["form"].errors["because"] == ["This field is required."]
    assert client.post(dismiss, {"because": "It was retracted and replaced."}).status_code == 302
    notice.refresh_from_db()
    assert (notice.dismissed_by, notice.dismissed_because) == (editor, "It was retracted and replaced.")
    assert "It was retracted and replaced." in LogEntry.objects.get().get_change_message()

    assert "Let it count again" in client.get(dismiss).content.decode()
    assert client.get(f"{NOTICES}{notice.pk}/reopen/").status_code == 302
    notice.refresh_from_db()
    assert notice.dismissed_at
    client.post(f"{NOTICES}{notice.pk}/reopen/")
    notice.refresh_from_db()
    assert (notice.dismissed_at, notice.dismissed_by, notice.dismissed_because) == (None, None, "")


def test_whoever_may_only_look_decides_nothing(client):
    notice = make_notice(make_reference())
    client.force_login(make_user("ian", "view_notice"))
    assert client.get(NOTICES).status_code == 200
    assert client.post(f"{NOTICES}{notice.pk}/dismiss/", {"because": "x"}).status_code == 403
    assert client.post(f"{NOTICES}{notice.pk}/reopen/").status_code == 403
    assert client.get(f"{NOTICES}add/").status_code == client.get(f"{LINKS}add/").status_code == 403


def test_dead_links_are_listed_with_the_copy_or_where_to_look_for_one(client, pat):
    with_copy = make_reference(URL="https://example.org/a", custom={"archive-url": "https://archive.example/a"})
    without = make_reference("who2020", URL="https://example.org/b")
    make_dead(with_copy, "https://example.org/a")
    make_dead(without, "https://example.org/b")
    make_cited(pat, "zamboni2009", title="CCSVI")
    response = client.get(LINKS)
    content = response.content.decode()
    assert 'href="https://archive.example/a"' in content
    assert 'href="https://web.archive.org/web/*/https://example.org/b"' in content
    assert "CCSVI (live): One" in words(response)
    assert listed(client, LINKS, status="works") == []


@pytest.mark.parametrize("address", [NOTICES, LINKS])
def test_the_lists_cost_as_many_queries_for_many_as_for_one(client, pat, address):
    def add(number):
        reference = make_reference(f"key{number}", URL="https://example.org/a")
        make_notice(reference)
        make_dead(reference, "https://example.org/a")
        make_cited(pat, reference.key, slug=f"topic-{number}")

    add(0)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(1, 6):
        add(number)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(address).context["cl"].result_list) == 6
    assert len(many) == len(few)


def test_the_form_says_beside_a_section_that_it_rests_on_a_retracted_source(client, pat):
    make_notice(make_reference(), noticed_on=date(2019, 5, 3))
    make_reference("who2020")
    section = {"heading": "One", "body": "<p>a [@zamboni2009; @who2020].</p>"}
    topic = make_topic(sections=[section], references=[{"key": "zamboni2009"}, {"key": "who2020"}], by=pat)
    client.force_login(pat)
    shown = words(client.get(page("change", topic.pk)))
    assert (
        "Look at this: zamboni2009: retracted. The journal has withdrawn this source (3 May 2019). Do not rely on it. "
        "Readers are told so." in shown
    )
    assert "who2020: " not in shown


def test_a_saved_draft_and_the_preview_mark_a_retracted_source_as_the_page_does(client, pat):
    into, duplicate = make_reference(), make_reference("zamboni2009a")
    section = {"heading": "One", "body": "<p>a [@zamboni2009a].</p>"}
    topic = make_topic(sections=[section], references=[{"key": "zamboni2009a"}], by=pat)
    data = posted(topic)
    make_notice(into)
    merging.merge(duplicate, into, pat)
    client.force_login(pat)
    assert "[1, retracted]" in words(client.get(page("revision", topic.pk, 1)))
    preview = words(client.post(page("preview", topic.pk), data))
    assert "[1, retracted]" in preview
    # Before it is published, the source has no page.
    assert "More about this source" not in preview


def test_the_page_of_a_reference_tells_what_was_found_of_it(client):
    reference = make_reference(URL="https://example.org/a")
    assert "Nothing yet." in words(client.get(f"/admin/references/reference/{reference.pk}/change/"))
    make_notice(reference)
    make_dead(reference, "https://example.org/a")
    shown = words(client.get(f"/admin/references/reference/{reference.pk}/change/"))
    assert "Retraction . Dismiss" in shown
    assert "Its link: dead. https://example.org/a" in shown
