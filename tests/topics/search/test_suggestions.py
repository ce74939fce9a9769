"""Names to choose from while somebody types."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from topics import live
from topics.search import suggestions

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(pat):
    def publish(title, *aliases, **fields):
        slug = "".join(char if char.isalnum() else "-" for char in title.lower() if char.isascii()).strip("-") or "x"
        return make.make_live(slug, by=pat, title=title, aliases=[{"name": name} for name in aliases], **fields)

    return publish


def names(query):
    return [one.name for one in suggestions(query, live.moment_of_list())]


def marked(query):
    return [[one.name[start:end] for start, end in one.marked] for one in suggestions(query, live.moment_of_list())]


def test_names_that_begin_so_come_before_names_with_a_word_that_does(published):
    published("Optic neuritis")
    published("Neuritis")
    published("Neuromyelitis")

    assert names("neuri") == ["Neuritis", "Optic neuritis"]
    assert names("neur") == ["Neuritis", "Neuromyelitis", "Optic neuritis"]


def test_a_topic_is_suggested_once_by_the_name_that_fits_best(published):
    published("CCSVI", "Liberation therapy", "Liberation treatment")

    (one,) = suggestions("liberation tr", live.moment_of_list())

    assert (one.name, one.title, one.slug) == ("Liberation treatment", "CCSVI", "ccsvi")
    assert len(names("libera")) == 1


def test_every_word_typed_must_fit(published):
    published("Optic neuritis")
    published("Optic nerve")

    assert names("optic neu") == ["Optic neuritis"]
    assert names("neuritis opt") == ["Optic neuritis"]
    assert names("optic xyz") == []


@pytest.mark.parametrize("query", ["", " ", "a", "“", "-", "\0", "é", "😀", '"', "-ms", "or"])
def test_fewer_than_two_letters_suggest_nothing(published, query):
    published("A", "MS", "É")

    assert names(query) == []


@pytest.mark.parametrize("query", ["MS", "ms", "mŚ"])
def test_two_letters_are_enough(published, query):
    published("MS hug")

    assert names(query) == ["MS hug"]


def test_there_are_at_most_eight(published):
    for number in range(12):
        published(f"Pain {number}")

    assert len(names("pain")) == 8


@pytest.mark.parametrize("query", ["neuirtis", "neurjtis", "nuritis", "nueri", "neurutis"])
def test_one_letter_may_be_wrong_where_nothing_begins_so(published, query):
    published("Neuritis")
    published("Pain")

    assert names(query) == ["Neuritis"]


def test_a_misspelling_suggests_the_title(published, pat):
    make.make_live("ccsvi", by=pat, title="CCSVI", aliases=[{"name": "Cissvi", "kind": "misspelling"}])

    assert names("ciss") == ["CCSVI"]


def test_what_was_typed_is_marked(published):
    published("Optic neuritis")

    assert marked("opt") == [["Opt"]]
    assert marked("neuritis op") == [["Op", "neuritis"]]


@pytest.mark.parametrize(
    ("title", "query", "parts"),
    [("Devic’s disease", "devi", ["Devic’s"]), ("Ångström", "angs", ["Ångs"]), ("Straße", "stra", ["Straße"])],
)
def test_marks_are_whole_words_where_letters_do_not_match_one_to_one(published, title, query, parts):
    published(title)

    assert marked(query) == [parts]


def test_nothing_is_asked_of_the_database_while_nothing_changes(published):
    published("Pain")
    moment = live.moment_of_list()
    suggestions("pain", moment)

    with CaptureQueriesContext(connection) as queries:
        assert len(suggestions("pai", moment)) == 1

    assert len(queries) == 0
