"""Rows added in a browser that runs no scripts."""

import pytest

from references.models import Reference
from tests import make
from tests.topics.admin.addresses import page
from tests.topics.admin.posting import posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def topic(pat):
    return make.make_topic(by=pat)


def ask_for(client, topic, prefix, typed):
    """Press the button that adds a row which points to what was `typed`; return the answer and the rows' choices."""
    wanted = {"_another": prefix, f"_wanted_{prefix}": typed}
    shown = client.post(page("change", topic.pk), posted(topic, summary="Typed besides.") | wanted)
    formset = next(one.formset for one in shown.context["inline_admin_formsets"] if one.formset.prefix == prefix)
    field = "reference" if prefix == "citations" else "other"
    return shown, [form[field].value() for form in formset.forms]


@pytest.mark.parametrize("typed", ["zamboni2009", " Zamboni2009 ", "[@zamboni2009]"])
def test_a_reference_joins_the_list_by_its_key(client, topic, typed):
    reference = make.make_reference("zamboni2009")

    shown, chosen = ask_for(client, topic, "citations", typed)

    assert chosen == [str(reference.pk)]
    assert "Typed besides." in shown.content.decode()
    assert "is in the list below. Nothing is saved yet." in shown.content.decode()
    assert not topic.citations.exists()


def test_of_a_merged_reference_the_one_that_took_its_place_joins(client, topic):
    stays, goes = make.make_reference("stays2009"), make.make_reference("goes2009")
    Reference.objects.filter(pk=goes.pk).update(merged_into=stays)

    _, chosen = ask_for(client, topic, "citations", "goes2009")

    assert chosen == [str(stays.pk)]


@pytest.mark.parametrize("typed", ["optic neuritis", "optic-neuritis", "/a-z/optic-neuritis/", "old-name"])
def test_a_related_topic_joins_the_list_by_its_title_or_any_address(client, topic, typed, pat):
    other = make.make_live("old-name", by=pat)
    make.change(other, slug="optic-neuritis", title="Optic neuritis")

    _, chosen = ask_for(client, topic, "related", typed)

    assert chosen == [str(other.pk)]


@pytest.mark.parametrize(
    ("prefix", "typed", "words"),
    [
        ("citations", "nobody2020", "The library has no reference with the key “nobody2020”."),
        ("citations", "", "The library has no reference"),
        ("citations", "a\0b", "The library has no reference with the key “a b”."),
        ("related", "Nothing", "No topic has the title or the web address “Nothing”."),
        ("related", "<b>", "No topic has the title or the web address “&lt;b&gt;”."),
    ],
)
def test_what_is_not_there_is_said_and_the_form_stays(client, topic, prefix, typed, words):
    shown, chosen = ask_for(client, topic, prefix, typed)

    assert words in shown.content.decode()
    assert "Typed besides." in shown.content.decode()
    assert chosen == []
