"""What the editor's buttons look up."""

import pytest

from tests import make
from tests.topics.admin.addresses import page

pytestmark = pytest.mark.django_db


def found(client, name, words):
    return client.get(page(name), {"q": words}).json()["results"]


@pytest.mark.parametrize("words", ["zamb", "On zamboni2009", "2009", "zamboni2009", "zamboni 2009"])
def test_a_source_is_found_by_author_title_year_or_key(client, words):
    make.make_reference("zamboni2009")
    make.make_reference("nice2012", issued={"date-parts": [[2012]]})

    assert found(client, "find_references", words) == [
        {"key": "zamboni2009", "name": "Zamboni, 2009", "more": "On zamboni2009 [@zamboni2009]"}
    ]


def test_a_topic_is_found_by_any_name_with_its_address_and_whether_readers_have_it(client, pat):
    make.make_live("ccsvi", title="CCSVI", full_name="Vein theory", aliases=[{"name": "Liberation"}], by=pat)
    make.make_topic("draft", title="Liberation draft")

    assert found(client, "find_topics", "liberation") == [
        {"name": "Liberation draft", "url": "/a-z/draft/", "more": "not live yet"},
        {"name": "CCSVI", "url": "/a-z/ccsvi/", "more": "Vein theory, also called Liberation"},
    ]


@pytest.mark.parametrize("words", ["", "  ", "\0", "%", "'; --", "x" * 5_000])
@pytest.mark.parametrize("name", ["find_references", "find_topics"])
def test_whatever_is_typed_gives_an_answer(client, name, words):
    assert found(client, name, words) == []


def test_only_who_may_see_topics_looks_up(client):
    client.force_login(make.make_user("nobody"))
    assert client.get(page("find_topics"), {"q": "x"}).status_code == 403
