"""The form of a synonym: nothing is kept before the editor was shown what it changes."""

import re

import pytest
from django.urls import reverse

from tests import make
from topics.asking import TookTooLong
from topics.models import Synonym

pytestmark = pytest.mark.django_db

ADD = "/admin/topics/synonym/add/"
WORDS = {"term": "Foot drop", "other": "Splint", "is_two_way": "False", "note": "Readers say so."}


@pytest.fixture
def keeper(client, pat):
    """The client, with an editor logged in who may keep the thesaurus."""
    editor = make.make_user("kim", *[f"{action}_synonym" for action in ("add", "change", "delete", "view")])
    client.force_login(editor)
    client.editor = editor
    return client


def page_of(client, address, **data):
    """Return the page that a posted form leads to, with what it compares."""
    response = client.post(address, data)
    assert response.status_code == 200
    return response


def compared(response):
    """Return, for each search that was compared, its words and the titles and counts of both sides."""
    return [
        (
            one.query,
            one.now.count,
            [hit.title for hit in one.now.hits],
            one.then.count,
            [h.title for h in one.then.hits],
        )
        for one in response.context.get("comparisons", [])
    ]


def confirm(client, address, **data):
    """Post the form, look at what it changes, and post it again as the page then stands."""
    shown = page_of(client, address, **data)
    return client.post(address, data | {"compared": shown.context["compared"]})


def test_the_first_post_shows_what_changes_and_keeps_nothing(keeper):
    make.make_live("splints", title="Splints")
    make.make_live("drop", title="Foot drop")

    response = page_of(keeper, ADD, **WORDS)

    assert compared(response) == [("foot drop", 1, ["Foot drop"], 2, ["Foot drop", "Splints"])]
    content = response.content.decode()
    assert "Splints <strong>(new here)</strong>" in content
    assert 'value="Save synonym"' in content
    assert not Synonym.objects.exists()


def test_the_second_post_keeps_it_with_who_and_when(keeper):
    response = confirm(keeper, ADD, **WORDS)

    assert response.status_code == 302
    kept = Synonym.objects.get()
    assert (kept.term, kept.other, kept.is_two_way, kept.note) == ("foot drop", "splint", False, "Readers say so.")
    assert kept.created_by == keeper.editor


def test_a_synonym_both_ways_shows_both_searches(keeper):
    make.make_live("splints", title="Splints")

    response = page_of(keeper, ADD, **WORDS | {"is_two_way": "True"})

    assert [words for words, *_sides in compared(response)] == ["foot drop", "splint"]
    assert "This changes nothing" in response.content.decode()


@pytest.mark.parametrize("change", [{"term": "drop foot"}, {"other": "crutch"}, {"is_two_way": "True"}])
def test_words_that_were_changed_after_they_were_shown_are_shown_again_first(keeper, change):
    shown = page_of(keeper, ADD, **WORDS)

    again = keeper.post(ADD, WORDS | change | {"compared": shown.context["compared"]})

    assert again.status_code == 200
    assert compared(again)
    assert not Synonym.objects.exists()


def test_a_note_that_was_added_after_the_words_were_shown_is_kept(keeper):
    shown = page_of(keeper, ADD, **WORDS)

    keeper.post(ADD, WORDS | {"note": "Newer.", "compared": shown.context["compared"]})

    assert Synonym.objects.get().note == "Newer."


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"term": ""}, "This field is required."),
        ({"term": "splint"}, "the same words already"),
        ({"term": '"foot drop"'}, "a search reads them as signs"),
        ({"other": "the"}, "Search leaves out “the”"),
        ({"term": "of the"}, "Search leaves out “of the”"),
        ({"term": "a\0b"}, "Null characters"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_compared(keeper, fields, words):
    response = page_of(keeper, ADD, **WORDS | fields)

    assert words in " ".join(map(str, response.context["errors"]))
    assert compared(response) == []
    assert not Synonym.objects.exists()


def test_a_pair_that_is_there_already_is_refused(keeper):
    confirm(keeper, ADD, **WORDS)
    response = page_of(keeper, ADD, **WORDS | {"term": "splint", "other": "foot drop"})
    assert "are a synonym already" in response.content.decode()


def test_a_search_that_takes_too_long_is_said_and_nothing_is_kept(keeper, monkeypatch):
    def never(*_args, **_options):
        raise TookTooLong

    monkeypatch.setattr("topics.admin.thesaurus.search", never)
    response = page_of(keeper, ADD, **WORDS)

    assert "The search took too long" in response.content.decode()
    assert 'value="Show what changes"' in response.content.decode()
    assert not Synonym.objects.exists()


def test_a_change_is_compared_with_what_the_synonym_was(keeper):
    make.make_live("splints", title="Splints")
    make.make_live("crutches", title="Crutches")
    confirm(keeper, ADD, **WORDS)
    address = reverse("admin:topics_synonym_change", args=[Synonym.objects.get().pk])

    shown = page_of(keeper, address, **WORDS | {"other": "crutches"})

    assert compared(shown) == [("foot drop", 1, ["Splints"], 1, ["Crutches"])]
    assert Synonym.objects.get().other == "splint"
    keeper.post(address, WORDS | {"other": "crutches", "compared": shown.context["compared"]})
    assert Synonym.objects.get().other == "crutches"
    assert Synonym.objects.get().created_by == keeper.editor


def test_the_form_comes_filled_in_with_a_search_that_failed(keeper):
    content = keeper.get(ADD, {"term": "foot drop"}).content.decode()
    assert re.search(r'name="term"[^>]* value="foot drop"|value="foot drop"[^>]* name="term"', content)
    assert 'value="Show what changes"' in content


def test_a_synonym_can_be_deleted(keeper):
    confirm(keeper, ADD, **WORDS)
    keeper.post(reverse("admin:topics_synonym_delete", args=[Synonym.objects.get().pk]), {"post": "yes"})
    assert not Synonym.objects.exists()


def test_only_those_who_keep_the_thesaurus_see_and_change_it(client, pat):
    one = Synonym.objects.create(term="a", other="b", created_by=pat)
    change = reverse("admin:topics_synonym_change", args=[one.pk])
    client.force_login(make.make_user("ed", "view_topic"))
    assert [client.get(address).status_code for address in (ADD, change, "/admin/topics/synonym/")] == [403] * 3
    client.force_login(make.make_user("vi", "view_synonym"))
    seen = client.get(change)
    assert seen.status_code == 200
    assert "Show what changes" not in seen.content.decode()
    assert client.post(change, WORDS).status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_as_often_for_many_synonyms_as_for_one(keeper, count, django_assert_max_num_queries):
    for number in range(count):
        Synonym.objects.create(term=f"word {number}", other="other", created_by=keeper.editor)
    with django_assert_max_num_queries(7):
        content = keeper.get("/admin/topics/synonym/").content.decode()
    assert f"word {count - 1}" in content
