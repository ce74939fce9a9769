"""What readers could not find: a work list that is read, and mended in two clicks."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import make
from topics.asking import TookTooLong
from topics.models import SearchCount, Synonym
from topics.models.searches import OTHERS, PERSONAL

pytestmark = pytest.mark.django_db

LIST = "/admin/topics/searchcount/"


@pytest.fixture
def reader(client):
    """The client, with an editor logged in who may see the searches, keep the thesaurus and write topics."""
    client.force_login(make.make_user("kim", "view_searchcount", "add_synonym", "change_synonym", "add_topic"))
    return client


def asked(query, days_ago=0, **fields):
    """Keep the count of a query for a day; it found nothing unless `results` says otherwise."""
    fields = {"searched": 1, "results": 0, **fields}
    return SearchCount.objects.create(day=timezone.localdate() - timedelta(days=days_ago), query=query, **fields)


def rows(client, **parameters):
    """Return the rows of the list."""
    response = client.get(LIST, parameters)
    assert response.status_code == 200, response.get("Location")
    return list(response.context["cl"].result_list)


def queries(client, **parameters):
    return [row.query for row in rows(client, **parameters)]


def test_the_list_begins_with_what_was_asked_most_and_found_nothing(reader):
    asked("foot drop", searched=2)
    asked("foot drop", 1, searched=3)
    asked("splint", searched=4)
    asked("ccsvi", searched=50, results=1)

    assert [(row.query, row.times) for row in rows(reader)] == [("foot drop", 5), ("splint", 4)]


def test_days_of_a_query_are_added_up_for_the_time_that_is_chosen(reader):
    for days_ago in (0, 6, 7, 29, 30, 89, 90):
        asked("foot drop", days_ago, scripted=1, opened=1, told=1)

    def times(**parameters):
        [row] = rows(reader, **parameters)
        return (row.times, row.times_known, row.times_opened, row.times_told)

    assert times() == (4,) * 4
    assert times(days="7") == (2,) * 4
    assert times(days="30") == (4,) * 4
    assert times(days="90") == (6,) * 4
    assert times(days="nonsense") == (4,) * 4


def test_a_query_counts_as_answered_by_what_it_found_when_it_was_last_known(reader):
    asked("mended", 0, results=2)
    asked("mended", 1, results=0)
    asked("broken", 0, results=None)
    asked("broken", 1, results=0)
    asked("broken", 2, results=5)

    assert queries(reader) == ["broken"]
    assert [(row.query, row.finds) for row in rows(reader, outcome="every")] == [("broken", 0), ("mended", 2)]


def test_found_but_never_opened_is_said_only_where_it_is_known(reader):
    asked("not opened", results=3, scripted=1)
    asked("opened once", results=3, scripted=2, opened=1, searched=2)
    asked("opened yesterday", results=3, scripted=1)
    asked("opened yesterday", 1, results=3, scripted=1, opened=1)
    asked("not known", results=3)

    assert queries(reader, outcome="unopened") == ["not opened"]
    assert "not known" in reader.get(LIST, {"outcome": "every"}).content.decode()


def test_what_readers_told_is_listed_with_their_words_escaped(reader):
    asked("foot drop", results=3, told=2, said="Me too.\nHow do I <walk>?")
    asked("splint")

    assert queries(reader, outcome="told") == ["foot drop"]
    content = reader.get(LIST, {"outcome": "told"}).content.decode()
    assert "2: “How do I &lt;walk&gt;?”" in content


def test_the_list_is_searched_by_folded_words(reader):
    asked("foot drop")
    asked("splint")
    assert queries(reader, q="Foot-DROP") == ["foot drop"]


@pytest.mark.parametrize("query", ["or", "fatigue or tremor"])
def test_whatever_readers_type_the_list_and_the_page_of_a_query_open(reader, query):
    kept = asked(query)

    assert queries(reader) == [query]
    assert reader.get(f"{LIST}{kept.pk}/change/").status_code == 200


def two_clicks(client, label):
    """Follow the link of that name on the only line of the list, and return its address and page."""
    content = client.get(LIST, {"outcome": "every"}).content.decode()
    before = content.split(f">{label}<")[0]
    address = before.rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    return address, client.get(address).content.decode()


def test_a_line_becomes_a_synonym_in_two_clicks(reader):
    asked("foot drop & co")
    address, form = two_clicks(reader, "Add as synonym")
    assert urlsplit(address).path == reverse("admin:topics_synonym_add")
    assert parse_qs(urlsplit(address).query) == {"term": ["foot drop & co"]}
    assert 'value="foot drop &amp; co"' in form


def test_a_line_becomes_a_topic_in_two_clicks(reader):
    asked("foot drop")
    _address, form = two_clicks(reader, "New topic")
    assert 'value="Foot drop"' in form
    assert 'value="foot-drop"' in form


def test_a_line_that_has_a_synonym_by_now_says_so(reader, pat):
    asked("foot drop")
    asked("splint")
    asked("gait")
    one = Synonym.objects.create(term="foot drop", other="gait", created_by=pat)

    content = reader.get(LIST).content.decode()

    link = f'Has a synonym: <a href="{reverse("admin:topics_synonym_change", args=[one.pk])}">foot drop → gait</a>'
    assert content.count(link) == 1
    assert content.count(">Add as synonym<") == 2


def test_what_stands_for_many_queries_is_not_offered_to_be_mended(reader):
    asked(PERSONAL)
    asked(OTHERS)
    content = reader.get(LIST, {"outcome": "every"}).content.decode()
    assert PERSONAL in content
    assert ">Add as synonym<" not in content
    assert ">New topic<" not in content
    assert (
        reader.get(reverse("admin:topics_searchcount_change", args=[SearchCount.objects.first().pk])).status_code == 200
    )


def test_mending_is_offered_to_those_who_may(client):
    asked("foot drop")
    client.force_login(make.make_user("vi", "view_searchcount"))
    content = client.get(LIST).content.decode()
    assert "foot drop" in content
    assert ">Add as synonym<" not in content
    assert ">New topic<" not in content


def test_a_query_has_a_page_with_its_days_and_what_it_finds_now(reader):
    make.make_live("foot-drop", title="Foot drop")
    asked("foot drop", 1, searched=3, told=1, said="How?")
    newest = asked("foot drop", 0, searched=2)
    asked("foot drop", 90, searched=100)

    content = reader.get(reverse("admin:topics_searchcount_change", args=[newest.pk])).content.decode()

    assert "Asked 5 times in the last 90 days." in content
    assert '<a href="/a-z/foot-drop/">Foot drop</a>' in content
    assert "“How?”" in content
    assert content.count('<th scope="row">') == 2
    assert ">Add as synonym<" in content


def test_a_page_of_a_query_whose_search_takes_too_long_says_so(reader, monkeypatch):
    def never(*_args):
        raise TookTooLong

    monkeypatch.setattr("topics.admin.searches.search", never)
    content = reader.get(reverse("admin:topics_searchcount_change", args=[asked("foot drop").pk])).content.decode()

    assert "The search took too long" in content
    assert "Day by day" in content


@pytest.mark.parametrize("pk", ["0", "abc", "9" * 30])
def test_a_query_that_is_forgotten_leads_back(reader, pk):
    assert reader.get(f"{LIST}{pk}/change/").status_code == 302


def test_nobody_changes_counts_by_hand(client):
    one = asked("foot drop")
    client.force_login(make.make_user("root", is_superuser=True))
    change = reverse("admin:topics_searchcount_change", args=[one.pk])
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.get(reverse("admin:topics_searchcount_delete", args=[one.pk])).status_code == 403
    client.post(change, {"searched": 7})
    client.post(LIST, {"action": "delete_selected", "_selected_action": one.pk, "post": "yes"})
    assert SearchCount.objects.get().searched == 1


def test_only_editors_see_searches(client):
    one = asked("foot drop")
    client.force_login(make.make_user("ed", "view_topic"))
    assert client.get(LIST).status_code == 403
    assert client.get(reverse("admin:topics_searchcount_change", args=[one.pk])).status_code == 403


@pytest.mark.parametrize("count", [1, 40])
def test_the_list_asks_as_often_for_many_searches_as_for_one(reader, pat, count, django_assert_max_num_queries):
    for number in range(count):
        asked(f"word {number}")
        asked(f"word {number}", 1)
        Synonym.objects.create(term=f"word {number}", other="other", created_by=pat)
    with django_assert_max_num_queries(7):
        assert len(rows(reader)) == count
