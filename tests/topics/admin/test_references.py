"""The bibliography in the admin, with where its references are used."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from references.models import Reference
from tests.make import change, make_live, make_reference, make_topic, make_user
from tests.topics.test_views_reference import make_dead, make_notice
from topics import publishing
from topics.models import Topic

pytestmark = pytest.mark.django_db

LIST = "/admin/references/reference/"


@pytest.fixture
def client(client, db):
    """The test client, with an editor of references and topics logged in."""
    client.force_login(
        make_user("eve", "view_reference", "change_reference", "delete_reference", "change_topic", "view_topic")
    )
    return client


def address(name, reference):
    return reverse(f"admin:references_reference_{name}", args=[reference.pk])


def words(response):
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def citing(slug, key="zamboni2009", heading="Is it safe?", **fields):
    return {
        "slug": slug,
        "sections": [{"heading": heading, "body": f"<p>a [@{key}].</p>"}],
        "references": [{"key": key}],
        **fields,
    }


def test_the_page_of_a_reference_tells_the_topics_and_sections_that_use_it(client, pat):
    reference = make_reference()
    make_live(by=pat, **citing("ccsvi"))
    make_topic(**citing("stents", heading="What is it?"))
    page = words(client.get(address("change", reference)))
    assert "Ccsvi Is it safe? Is it safe? Read Ccsvi –" in page
    assert "Stents What is it? – –" in page


def test_the_list_counts_the_topics_in_as_many_queries_for_one_as_for_many(client, pat, django_assert_num_queries):
    for number in range(2):
        make_reference(f"key{number}")
        make_live(f"topic-{number}", by=pat, references=[{"key": f"key{number}"}])
    with CaptureQueriesContext(connection) as few:
        rows = client.get(LIST).context["cl"].result_list
    assert [row.topic_count for row in rows] == [1, 1]
    for number in range(2, 9):
        make_reference(f"key{number}")
    with django_assert_num_queries(len(few)):
        assert "1 topic" in client.get(LIST).content.decode()


def test_the_list_can_be_narrowed_to_what_nobody_uses_and_leaves_out_what_was_merged(client, pat):
    used, unused, merged = make_reference(), make_reference("unused2001"), make_reference("merged2001")
    make_topic(**citing("ccsvi"))
    Reference.objects.filter(pk=merged.pk).update(merged_into=used)

    def listed(use=""):
        return {row.key for row in client.get(LIST, {"use": use} if use else {}).context["cl"].result_list}

    assert listed() == {used.key, unused.key}
    assert listed("used") == {used.key}
    assert listed("unused") == {unused.key}
    assert listed("merged") == {merged.key}


def test_a_form_offers_no_reference_that_was_merged(client):
    reference, merged = make_reference(), make_reference("zamboni2009a")
    Reference.objects.filter(pk=merged.pk).update(merged_into=reference)
    found = client.get(
        "/admin/autocomplete/",
        {"app_label": "topics", "model_name": "citation", "field_name": "reference", "term": "zamboni"},
    ).json()
    assert [one["id"] for one in found["results"]] == [str(reference.pk)]


def test_what_nothing_names_can_be_deleted(client):
    reference = make_reference()
    # What was found of it goes with it.
    make_notice(reference)
    make_dead(reference, "https://example.org/a")
    assert "Are you sure" in words(client.get(address("delete", reference)))
    assert client.post(address("delete", reference), {"post": "yes"}).status_code == 302
    assert not Reference.objects.exists()


def test_deleting_what_a_draft_cites_is_refused_with_the_list(client):
    reference = make_reference()
    make_topic(**citing("ccsvi"))
    response = client.post(address("delete", reference), {"post": "yes"})
    assert "This reference is in use, so it stays." in words(response)
    assert "Ccsvi Is it safe?" in words(response)
    assert Reference.objects.exists()


def test_deleting_what_only_an_old_version_names_is_refused_with_the_version(client, pat):
    reference = make_reference()
    topic = make_live(by=pat, **citing("ccsvi"))
    publishing.publish(change(topic, sections=[{"heading": "One", "body": "<p>b</p>"}], references=[]), pat)
    response = client.get(address("delete", reference))
    assert "Named by saved versions of Ccsvi: revision 1" in words(response)
    assert "Cited by" not in words(response)


def test_deleting_what_a_duplicate_was_merged_into_is_refused(client):
    reference, merged = make_reference(), make_reference("zamboni2009a")
    Reference.objects.filter(pk=merged.pk).update(merged_into=reference)
    assert "Duplicates that were merged into it zamboni2009a" in words(client.get(address("delete", reference)))


def test_nobody_deletes_many_at_once_or_without_the_permission(client):
    reference = make_reference()
    client.post(LIST, {"action": "delete_selected", "_selected_action": [reference.pk], "post": "yes"})
    client.force_login(make_user("ian", "view_reference", "change_reference"))
    assert client.post(address("delete", reference), {"post": "yes"}).status_code == 403
    assert Reference.objects.exists()


def test_merging_shows_what_changes_before_it_is_done(client):
    duplicate = make_reference("zamboni2009a", title="On it", DOI="10.1000/x")
    into = make_reference(title="On it")
    make_topic(**citing("ccsvi", "zamboni2009a"))

    page = client.get(address("merge", duplicate))
    assert [one.key for one in page.context["likely"]] == ["zamboni2009"]
    page = client.get(address("merge", duplicate), {"into": into.pk})
    shown = words(page)
    assert "This one stays: zamboni2009 " in shown
    assert "This one goes: zamboni2009a " in shown
    assert "because the other lacks it DOI: 10.1000/x" in shown
    assert "Ccsvi Is it safe?" in shown
    assert not Reference.objects.exclude(merged_into=None).exists()

    response = client.post(address("merge", duplicate), {"into": into.pk}, follow=True)
    assert "“zamboni2009a” is now “zamboni2009”. Changed drafts: Ccsvi." in words(response)
    assert Topic.objects.get().sections.get().body == "<p>a [@zamboni2009].</p>"
    assert "was merged into zamboni2009" in words(client.get(address("change", duplicate)))


@pytest.mark.parametrize("into", ["", "nonsense", "itself", "999999", "merged"])
def test_a_target_that_cannot_be_is_a_sentence(client, into):
    duplicate, merged, other = make_reference(), make_reference("merged2001"), make_reference("other2001")
    Reference.objects.filter(pk=merged.pk).update(merged_into=other)
    target = {"itself": duplicate.pk, "merged": merged.pk}.get(into, into)
    for ask in (client.get, client.post):
        response = ask(address("merge", duplicate), {"into": target})
        assert response.status_code == 200
        assert response.context["form"].errors["into"]


def test_what_was_merged_cannot_be_changed_or_merged_again(client):
    reference, merged = make_reference(), make_reference("zamboni2009a")
    Reference.objects.filter(pk=merged.pk).update(merged_into=reference)
    assert client.post(address("change", merged), {"csl": "{}"}).status_code == 403
    assert client.get(address("merge", merged)).status_code == 403


def test_merging_needs_the_right_to_write_topics(client):
    reference = make_reference()
    client.force_login(make_user("ian", "view_reference", "change_reference"))
    assert client.get(address("merge", reference)).status_code == 403
