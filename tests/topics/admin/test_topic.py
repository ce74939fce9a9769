"""The editors' side, by posted forms; tests/browser/test_admin.py does the same with mouse and keyboard."""

import pytest

from tests import make
from tests.topics.admin.addresses import page
from tests.topics.admin.posting import errors_of, posted
from topics import publishing
from topics.models import Edition, Section, Topic, WithdrawalReason

pytestmark = pytest.mark.django_db


def test_a_new_topic_is_kept_as_a_draft_with_its_first_revision(client, pat):
    response = client.post(page("add"), posted(title="Optic neuritis", slug="optic-neuritis"))

    topic = Topic.objects.get(slug="optic-neuritis")
    assert response.status_code == 302
    assert [(one.number, one.created_by) for one in topic.revisions.all()] == [(1, pat)]
    assert not topic.editions.exists()


def test_a_save_that_changes_a_word_records_a_revision_and_one_that_does_not_records_none(client, pat):
    topic = make.make_topic(by=pat)

    client.post(page("change", topic.pk), posted(topic))
    client.post(page("change", topic.pk), posted(topic, summary="Other words."))

    assert list(topic.revisions.values_list("number", flat=True)) == [2, 1]


def test_the_second_of_two_editors_is_refused_told_who_saved_when_and_keeps_what_was_typed(client, pat):
    topic = make.make_topic(by=pat)
    mine = posted(topic, summary="What I typed.")
    make.change(topic, summary="What Ben saved.")
    publishing.record(topic, make.make_user("ben"))

    response = client.post(page("change", topic.pk), mine)

    topic.refresh_from_db()
    assert "ben saved this topic at" in errors_of(response)
    assert topic.summary == "What Ben saved."
    assert topic.revisions.count() == 2
    assert "What I typed." in response.content.decode()
    assert response.context["opened_on"] == str(topic.revisions.first().pk)


def test_sections_that_another_editor_deleted_meanwhile_do_not_lose_the_text(client, pat):
    topic = make.make_topic(
        by=pat, sections=[{"heading": "One", "body": "<p>1</p>"}, {"heading": "Two", "body": "<p>2</p>"}]
    )
    mine = posted(topic)
    for index, section in enumerate(topic.sections.all()):
        mine[f"sections-{index}-id"] = section.pk
    make.change(topic, sections=[{"heading": "One", "body": "<p>1</p>"}])
    publishing.record(topic, make.make_user("ben"))

    response = client.post(page("change", topic.pk), mine)

    assert response.status_code == 200
    assert "&lt;p&gt;2&lt;/p&gt;" in response.content.decode()


def test_the_same_form_posted_twice_is_stored_once_and_is_no_conflict(client, pat):
    topic = make.make_topic(by=pat)
    mine = posted(topic, summary="Once.")

    first = client.post(page("change", topic.pk), mine)
    second = client.post(page("change", topic.pk), mine)

    assert (first.status_code, second.status_code) == (302, 302)
    assert topic.revisions.count() == 2


def test_rows_are_kept_in_the_order_in_which_they_were_put_and_new_ones_come_last(client, pat):
    topic = make.make_topic(
        by=pat, sections=[{"heading": name, "body": f"<p>{name}</p>"} for name in ("One", "Two", "Three")]
    )
    mine = posted(topic)
    mine |= {"sections-0-position": 3, "sections-1-position": 0, "sections-2-position": 1}

    client.post(page("change", topic.pk), mine)

    assert list(topic.sections.values_list("heading", flat=True)) == ["Three", "One", "Two"]


def test_two_rows_can_change_places(client, pat):
    topic = make.make_topic(by=pat, sections=[{"heading": name, "body": "<p>x</p>"} for name in ("One", "Two")])
    mine = posted(topic) | {"sections-0-position": 2, "sections-1-position": 1}

    response = client.post(page("change", topic.pk), mine)

    assert response.status_code == 302
    assert list(topic.sections.values_list("heading", flat=True)) == ["Two", "One"]


def test_a_deleted_row_is_gone(client, pat):
    topic = make.make_topic(by=pat, sections=[{"heading": name, "body": "<p>x</p>"} for name in ("One", "Two")])

    client.post(page("change", topic.pk), posted(topic) | {"sections-0-DELETE": "on"})

    assert [section.heading for section in topic.sections.all()] == ["Two"]


def test_the_last_section_cannot_be_deleted(client, pat):
    topic = make.make_topic(by=pat)

    response = client.post(page("change", topic.pk), posted(topic) | {"sections-0-DELETE": "on"})

    assert "at least one section" in errors_of(response)
    assert Section.objects.filter(topic=topic).exists()


def test_a_cited_reference_of_the_library_joins_the_topics_list(client, pat):
    make.make_reference("nice2012")
    topic = make.make_topic(by=pat)

    client.post(
        page("change", topic.pk), posted(topic, sections=[{"heading": "H", "body": "<p>So. [ @nice2012 ]</p>"}])
    )

    assert [citation.reference.key for citation in topic.citations.all()] == ["nice2012"]
    assert topic.sections.get().body == "<p>So. [@nice2012]</p>"


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("<p>[@nobody2020]</p>", "The library has no reference [@nobody2020]"),
        ("<p>[@Zamboni 2009]</p>", "is not a citation"),
        ("<blockquote>" * 300, "nested too deeply"),
    ],
)
def test_what_is_wrong_with_a_text_is_said_beside_it_and_nothing_is_stored(client, pat, body, words):
    topic = make.make_topic(by=pat)

    response = client.post(page("change", topic.pk), posted(topic, sections=[{"heading": "H", "body": body}]))

    formset = response.context["inline_admin_formsets"][0].formset
    assert words in formset.forms[0].errors["body"][0]
    assert topic.revisions.count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"sections": [{"heading": "A", "body": "<p>a</p>"}, {"heading": "", "body": "<p>b</p>"}]}, "Section 2: Only"),
        ({"slug": "letter"}, "The site itself uses this address"),
        ({"slug": "Not a slug"}, "small letters"),
        ({"evidence": {"status": "harmful", "statement": ""}}, "Give both"),
        ({"title": "A\0B"}, "Null characters"),
    ],
)
def test_a_rule_that_is_broken_is_said_in_words_and_nothing_is_stored(client, pat, fields, words):
    topic = make.make_topic(by=pat)

    response = client.post(page("change", topic.pk), posted(topic, **fields))

    assert response.status_code == 200
    assert words in errors_of(response)
    assert topic.revisions.count() == 1


def test_an_address_that_another_topic_once_had_is_refused(client, pat):
    other = make.make_live("old-name", by=pat)
    make.change(other, slug="new-name")
    publishing.publish(other, pat)
    topic = make.make_topic(by=pat)

    response = client.post(page("change", topic.pk), posted(topic, slug="old-name"))

    assert "belongs to the topic" in errors_of(response)


def test_scripts_in_a_text_are_taken_out_by_the_server(client, pat):
    topic = make.make_topic(by=pat)

    client.post(
        page("change", topic.pk),
        posted(topic, sections=[{"heading": "H", "body": '<p onclick="x()">Hi<script>x()</script></p>'}]),
    )

    assert topic.sections.get().body == "<p>Hi</p>"


def test_the_list_shows_both_axes_and_filters_by_them(client, pat):
    make.make_topic("draft-only", by=pat)
    make.make_live("live-one", by=pat)
    changed = make.make_live("changed-one", by=pat)
    make.change(changed, summary="Other.")
    publishing.record(changed, pat)

    def titles(query):
        return [topic.title for topic in client.get(page("changelist") + query).context["cl"].queryset]

    assert titles("") == ["Changed one", "Draft only", "Live one"]
    assert titles("?readers_see=nothing") == ["Draft only"]
    assert titles("?readers_see=live&draft_is=changed") == ["Changed one"]
    assert titles("?q=changed+other") == ["Changed one"]
    assert titles("?readers_see=nonsense") == ["Changed one", "Draft only", "Live one"]


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_asks_as_often_for_many_topics_as_for_one(client, pat, count, django_assert_max_num_queries):
    for number in range(count):
        make.make_topic(f"topic-{number}", by=pat)

    with django_assert_max_num_queries(8):
        client.get(page("changelist"))


def test_topics_cannot_be_deleted_in_the_admin(client, pat):
    topic = make.make_topic(by=pat)

    assert client.get(f"/admin/topics/topic/{topic.pk}/delete/").status_code == 403


def test_publishing_from_an_old_form_does_not_undo_a_withdrawal_without_a_word(client, pat):
    topic = make.make_live(by=pat)
    mine = posted(topic, summary="New.") | {"opened_after": topic.editions.first().pk}
    publishing.withdraw(topic, make.make_user("ben"), WithdrawalReason.IN_ERROR)

    response = client.post(page("change", topic.pk), mine | {"_publish": "1"})

    assert "ben decided what readers get: withdrawn, published in error" in errors_of(response)
    assert not Edition.objects.live().exists()


def test_rows_come_back_in_the_order_in_which_they_were_put_when_something_is_wrong(client, pat):
    topic = make.make_topic(
        by=pat, sections=[{"heading": name, "body": f"<p>{name}</p>"} for name in ("One", "Two", "Three")]
    )
    mine = posted(topic, title="")
    mine |= {"sections-0-position": 3, "sections-1-position": 1, "sections-2-position": 2}

    response = client.post(page("change", topic.pk), mine)

    rows = response.context["inline_admin_formsets"][0].formset.forms
    assert [row["heading"].value() for row in rows] == ["Two", "Three", "One"]
    assert [row["position"].value() for row in rows] == ["1", "2", "3"]


def test_whoever_may_add_but_not_change_topics_saves_without_an_error(client, pat):
    client.force_login(make.make_user("ed", "add_topic", "view_topic"))

    form = client.get(page("add")).content.decode()
    response = client.post(page("add"), posted() | {"_save": "1"})

    assert 'name="_continue"' not in form
    assert response.status_code == 302
    assert Topic.objects.get().slug == "ccsvi"


def test_a_reference_taken_from_the_list_but_still_cited_comes_back_and_the_editor_is_told(client, pat):
    make.make_reference("nice2012")
    topic = make.make_topic(
        by=pat, references=[{"key": "nice2012"}], sections=[{"heading": "H", "body": "<p>So [@nice2012].</p>"}]
    )

    response = client.post(page("change", topic.pk), posted(topic) | {"citations-0-DELETE": "on"}, follow=True)

    assert "because the text cites it: nice2012" in response.content.decode()
    assert topic.citations.count() == 1


def test_a_misspelling_is_left_out_of_the_index_whatever_the_tick_says(client, pat):
    topic = make.make_topic(by=pat)

    client.post(
        page("change", topic.pk), posted(topic, aliases=[{"name": "CCVSI", "kind": "misspelling", "listed": 1}])
    )

    assert topic.aliases.get().is_listed is False


def test_a_row_that_was_to_be_deleted_stays_deleted_when_something_else_is_wrong(client, pat):
    topic = make.make_topic(by=pat, aliases=[{"name": "One"}, {"name": "Two"}])

    response = client.post(page("change", topic.pk), posted(topic, title="") | {"aliases-0-DELETE": "on"})

    rows = response.context["inline_admin_formsets"][1].formset.forms
    assert [row["name"].value() for row in rows] == ["Two"]
