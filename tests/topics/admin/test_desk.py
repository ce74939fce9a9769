"""The first page of the admin: each number is what its list shows, and of what the account may see."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import Group
from django.utils import timezone

from tests import make
from tests.topics.test_views_reference import make_cited, make_dead, make_notice
from topics import publishing
from topics.admin.desk import KINDS
from topics.models import SearchCount, Site

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(client):
    """The test client, with a member of the publishers logged in."""
    lee = make.make_user("lee")
    lee.groups.add(Group.objects.get(name="Publishers"))
    client.force_login(lee)
    client.user = lee
    return client


def shown(client):
    """Return the numbers on the first page by their words."""
    desk = client.get("/admin/").context["desk"]
    return {one.kind.words: one for _heading, waiting in desk["groups"] for one in waiting}


def count(client, words):
    return shown(client)[words].count


def slugs(client, words):
    """Return the slugs of the topics that the list of a number shows."""
    return {topic.slug for topic in client.get(shown(client)[words].address).context["cl"].queryset}


def changed(slug, by):
    """Return a live topic that `by` has changed since."""
    topic = make.make_live(slug)
    publishing.record(make.change(topic, title=f"Changed {slug}"), by)
    return topic


def make_some_of_everything(lee, number=1):
    """Make something of each kind, with `number` in its names."""
    pat, today = make.publisher(), timezone.localdate()
    changed(f"mine-{number}", lee)
    changed(f"theirs-{number}", pat)
    make.make_topic(f"new-{number}", by=pat)
    publishing.publish(make.make_topic(f"soon-{number}"), pat, at=make.in_hours(1))
    publishing.publish(make.make_topic(f"expiring-{number}"), pat, until=make.in_hours(1))
    publishing.review(make.make_live(f"overdue-{number}"), pat, date(2020, 1, 1), date(2021, 1, 1))
    make_notice(make.make_reference(f"retracted{number}"))
    make_dead(make.make_reference(f"dead{number}"), "https://example.org/")
    make_cited(pat, f"retracted{number}", f"dead{number}", slug=f"citing-{number}")
    SearchCount.objects.create(day=today, query=f"nothing {number}", searched=3, results=0)
    SearchCount.objects.create(day=today, query=f"told {number}", searched=1, results=2, told=1)


def test_each_number_is_how_many_its_list_shows(client):
    make_some_of_everything(client.user, 1)
    make_some_of_everything(client.user, 2)
    found = shown(client)

    assert {one.kind.words for one in found.values()} == {one.words for kinds in KINDS.values() for one in kinds}
    for words, one in found.items():
        listed = client.get(one.address)
        assert listed.status_code == 200
        assert (words, listed.context["cl"].result_count) == (words, one.count)
        assert one.count > 0


def test_every_choice_of_a_number_is_one_that_its_list_offers(client):
    for one in shown(client).values():
        filters = client.get(one.address).context["cl"].filter_specs
        offered = {
            (found.parameter_name, str(choice))
            for found in filters
            if hasattr(found, "lookup_choices") and hasattr(found, "parameter_name")
            for choice, _words in found.lookup_choices
        }
        assert set(one.kind.chosen.items()) <= offered


def test_my_drafts_are_those_that_i_wrote_last_and_readers_do_not_have(client):
    lee, pat = client.user, make.publisher()
    changed("mine", lee)
    publishing.record(make.change(changed("taken-over", lee), title="By Pat"), pat)
    publishing.publish(changed("published", lee), lee)
    publishing.publish(make.make_topic("scheduled", by=lee), lee, at=make.in_hours(1))
    called_off = publishing.publish(make.make_topic("called-off", by=lee), lee, at=make.in_hours(1))
    publishing.cancel(called_off, lee)
    make.make_topic("new", by=lee)
    changed("theirs", pat)
    assert slugs(client, "My drafts") == {"mine", "called-off", "new"}


def test_a_withdrawn_topic_is_among_my_drafts_only_once_i_have_written_on(client):
    lee = client.user
    topic = make.make_topic(by=lee)
    publishing.publish(topic, lee)
    publishing.withdraw(topic, lee, "out-of-date")
    assert count(client, "My drafts") == 0
    publishing.record(make.change(topic, title="Better"), lee)
    assert slugs(client, "My drafts") == {"ccsvi"}


def test_only_live_topics_are_waiting_for_their_review(client, pat):
    withdrawn, live = make.make_live("withdrawn"), make.make_live("live")
    for topic in (withdrawn, live):
        publishing.review(topic, pat, date(2020, 1, 1), date(2021, 1, 1))
    publishing.withdraw(withdrawn, pat, "out-of-date")
    make.make_topic("draft", by=pat)
    make.make_live("never")
    assert slugs(client, "Review overdue") == {"live"}
    assert slugs(client, "Never reviewed") == {"never"}


def test_sources_count_only_while_a_live_topic_cites_them(client, pat):
    for key in ("live", "draft", "withdrawn", "nowhere"):
        make_notice(make.make_reference(key))
        make_dead(make.Reference.objects.get(key=key), "https://example.org/")
    make_cited(pat, "live", slug="live")
    make.make_topic("draft", by=pat, references=[{"key": "draft"}])
    publishing.withdraw(make_cited(pat, "withdrawn", slug="withdrawn"), pat, "out-of-date")
    for words in ("Retractions and other notices", "Dead links"):
        listed = client.get(shown(client)[words].address).context["cl"].queryset
        assert [row.reference.key for row in listed] == ["live"]


def test_a_source_is_cited_by_the_key_of_its_duplicate_too(client, pat):
    stays = make.make_reference("stays")
    gone = make.make_reference("gone")
    make_cited(pat, "gone")
    gone.merged_into = stays
    gone.save()
    make_notice(stays)
    assert count(client, "Retractions and other notices") == 1


def test_what_was_searched_for_long_ago_no_longer_counts(client):
    long_ago = timezone.localdate() - timedelta(days=40)
    SearchCount.objects.create(day=long_ago, query="old", searched=3, results=0)
    assert count(client, "Searches that found nothing") == 0


@pytest.mark.parametrize("number", [1, 6])
def test_the_page_asks_as_often_for_much_as_for_little(client, number, django_assert_num_queries):
    for each in range(number):
        make_some_of_everything(client.user, each)
    client.get("/admin/")
    # Session, user, permissions (2); a count each (11), the site's words; the recent actions.
    with django_assert_num_queries(17):
        client.get("/admin/")


def test_only_what_the_account_may_see_is_there(client):
    client.force_login(make.make_user("val", "view_searchcount"))
    assert list(shown(client)) == ["Searches that found nothing", "Searches that readers told us about"]
    content = client.get("/admin/").content.decode()
    assert "Write a new topic" not in content
    assert "Find a topic" not in content
    assert "so readers cannot reach you" not in content


def test_who_may_do_nothing_is_told_whom_to_ask(client):
    client.force_login(make.make_user("new"))
    content = client.get("/admin/").content.decode()
    assert "ask an administrator to put you into the group" in content
    assert "Nothing is waiting" not in content


def test_where_nothing_is_waiting_the_page_says_so_and_each_list_can_still_be_opened(client):
    assert "Nothing is waiting for you." in client.get("/admin/").content.decode()
    assert {one.count for one in shown(client).values()} == {0}
    make.make_topic(by=make.publisher())
    assert "Nothing is waiting for you." not in client.get("/admin/").content.decode()


def test_a_topic_is_begun_or_found_from_the_first_page_and_the_rest_of_it_stays(client):
    content = client.get("/admin/").content.decode()
    assert re.search(r'<a class="button" href="/admin/topics/topic/add/">Write a new topic</a>', content)
    assert '<form action="/admin/topics/topic/" role="search">' in content
    assert "Recent actions" in content
    assert 'href="/admin/topics/synonym/"' in content


def test_who_can_mend_it_is_told_that_readers_cannot_reach_anybody(client):
    words = "so readers cannot reach you"
    assert words in client.get("/admin/").content.decode()
    for way in ({"contact_email": "us@example.org"}, {"helpline_phone": "0808 157 0123"}):
        Site.objects.update(**{"contact_email": "", "helpline_phone": "", **way})
        assert words not in client.get("/admin/").content.decode()
