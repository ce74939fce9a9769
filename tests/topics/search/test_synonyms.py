"""What the thesaurus adds to a search, in whatever direction editors gave it; it never takes anything away."""

import pytest

from tests import make
from topics import live
from topics.models import Synonym
from topics.search import search
from topics.search.synonyms import expansions

ONE_WAY = [("foot drop", "walking", False)]
TWO_WAYS = [("foot drop", "walking", True)]


@pytest.fixture
def topics(pat):
    make.make_live("walking", by=pat, title="Walking", summary="", sections=[{"heading": "", "body": "<p>Gait.</p>"}])
    make.make_live("splint", by=pat, title="Splint", summary="For foot drop.", sections=[{"heading": "", "body": ""}])


def found(query, synonyms=()):
    results = search(query, live.moment_of_list(), synonyms=synonyms)
    return [hit.slug for hit in results.hits], results.included


@pytest.mark.django_db
@pytest.mark.usefixtures("topics")
def test_a_search_finds_what_its_synonym_finds_behind_nothing_but_its_own_and_says_so():
    assert found("foot drop") == (["splint"], ())
    slugs, included = found("foot drop", ONE_WAY)

    assert sorted(slugs) == ["splint", "walking"]
    assert included == ("walking",)


@pytest.mark.django_db
@pytest.mark.usefixtures("topics")
def test_one_way_leads_one_way_and_two_ways_lead_both():
    assert found("walking", ONE_WAY) == (["walking"], ())
    assert found("walking", TWO_WAYS) == (["walking", "splint"], ("foot drop",))


@pytest.mark.django_db
@pytest.mark.usefixtures("topics")
def test_the_thesaurus_of_the_site_counts_where_none_is_given(pat):
    Synonym.objects.create(term="foot drop", other="walking", is_two_way=False, created_by=pat)

    results = search("foot drop", live.moment_of_list())

    assert {hit.slug for hit in results.hits} == {"splint", "walking"}
    assert [hit.slug for hit in search("foot drop", live.moment_of_list(), synonyms=[]).hits] == ["splint"]


@pytest.mark.django_db
@pytest.mark.usefixtures("topics")
def test_the_very_name_stays_before_what_a_synonym_finds(pat):
    make.make_live("foot-drop", by=pat, title="Foot drop")

    assert found("foot drop", TWO_WAYS)[0][:2] == ["foot-drop", "walking"]


@pytest.mark.parametrize(
    ("query", "expanded"),
    [
        ("foot drop", ["walking"]),
        ("foot drops", ["walking"]),
        ("help for foot drop at work", ["help for walking at work"]),
        ("drop foot", []),
        ("foot", []),
        ("footdrop", []),
    ],
)
def test_a_term_is_followed_as_whole_words_with_whatever_ending(query, expanded):
    assert [" ".join(words) for words, _other in expansions(query.split(), ONE_WAY)] == expanded


def test_at_most_ten_synonyms_are_followed():
    assert len(expansions(["pain"], [("pain", f"ache {number}", False) for number in range(50)])) == 10
