"""Two editors on one topic: warned early, shown both versions, and nothing is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from tests.topics.admin.addresses import page
from tests.topics.admin.posting import posted
from topics import documents, publishing
from topics.models import Opening, Topic, WithdrawalReason

pytestmark = pytest.mark.django_db

ONE, TWO, THREE = (
    {"key": name.lower(), "heading": name, "body": f"<p>{name} text.</p>"} for name in ("One", "Two", "Three")
)


@pytest.fixture
def ben(db):
    return make.make_user("ben", "change_topic", "view_topic")


@pytest.fixture
def topic(pat):
    return make.make_topic(by=pat, sections=[ONE, TWO], summary="Short.", aliases=[{"name": "Veins"}])


def save_as(user, topic, **fields):
    make.change(topic, **fields)
    publishing.record(topic, user)


def parts(response):
    return {part.label: part for part in response.context["conflict"].comparison.parts}


def test_the_second_editor_sees_both_versions_and_who_changed_what(client, topic, ben):
    mine = posted(topic, summary="Mine.", sections=[ONE, TWO | {"body": "<p>Two mine.</p>"}])
    save_as(ben, topic, title="Theirs", sections=[ONE, TWO | {"body": "<p>Two theirs.</p>"}])

    response = client.post(page("change", topic.pk), mine)

    found = parts(response)
    assert {label: part.by for label, part in found.items()} == {
        "Title": "only ben changed this",
        "In short": "only you changed this",
        "Section “Two”": "both changed this",
    }
    assert "theirs" in found["Section “Two”"].old
    assert "mine" in found["Section “Two”"].new
    shown = response.content.decode()
    assert "Two versions: what ben saved, and what you typed" in shown
    assert "ben saved this topic at" in shown


@pytest.mark.parametrize(
    ("sections", "label", "change"),
    [
        ([ONE], "Section “Two”", "added"),
        ([TWO, ONE], "Section “One”", "moved"),
        ([ONE, TWO, THREE], "Section “Three”", "removed"),
    ],
    ids=["deleted", "reordered", "added"],
)
def test_sections_that_the_other_one_deleted_moved_or_added_are_told(client, topic, ben, sections, label, change):
    mine = posted(topic)
    save_as(ben, topic, sections=sections)

    response = client.post(page("change", topic.pk), mine)

    assert parts(response)[label].change == change
    assert parts(response)[label].by in ("only ben changed this", "")


def test_what_only_the_other_one_changed_is_taken_over_and_mine_stays(client, topic, ben, pat):
    make.make_reference("nice2012")
    mine = posted(topic, sections=[ONE, TWO | {"body": "<p>Two mine.</p>"}])
    base = topic.revisions.first()
    theirs = [
        THREE | {"body": "<p>So [@nice2012].</p>"},
        ONE | {"heading": "Won"},
        TWO | {"body": "<p>Two theirs.</p>"},
    ]
    save_as(ben, topic, title="Theirs", aliases=[], references=[{"key": "nice2012"}], sections=theirs)

    taken = client.post(page("change", topic.pk), mine | {"_take_over": base.pk})
    form = taken.context["adminform"].form
    names = "Title, Section “Three”, Section “Won”, Other names, References"
    assert f"Taken over from ben: {names}." in taken.content.decode()
    assert "Both of you changed: Section “Two”. There the form has your words" in taken.content.decode()
    assert documents.compose(Topic.objects.get())["title"] == "Theirs"
    again = dict(form.data.items()) | {"opened_on": taken.context["opened_on"]}
    again.pop("_take_over")
    client.post(page("change", topic.pk), again)

    saved = documents.compose(Topic.objects.get())
    assert (saved["title"], saved["aliases"]) == ("Theirs", [])
    assert [(one["heading"], one["body"]) for one in saved["sections"]] == [
        ("Three", "<p>So [@nice2012].</p>"),
        ("Won", "<p>One text.</p>"),
        ("Two", "<p>Two mine.</p>"),
    ]


@pytest.mark.parametrize("base", ["", "0", "x", "9" * 40])
def test_taking_over_from_nothing_changes_nothing(client, topic, base):
    shown = client.post(page("change", topic.pk), posted(topic, summary="Mine.") | {"_take_over": base})
    assert shown.status_code in (200, 302)
    assert topic.revisions.count() <= 2


def test_both_versions_are_shown_even_where_mine_breaks_rules(client, topic, ben):
    mine = posted(topic, title="", sections=[ONE | {"body": "<p>[@No key]</p>"}])
    save_as(ben, topic, title="Theirs")

    found = parts(client.post(page("change", topic.pk), mine))

    assert found["Title"].change == "removed"
    assert "No" in found["Section “One”"].new


def test_a_withdrawal_meanwhile_keeps_the_draft_open_for_saving(client, pat, ben):
    topic = make.make_live(by=pat)
    mine = posted(topic, summary="Mine.")
    publishing.withdraw(topic, ben, WithdrawalReason.IN_ERROR)

    client.post(page("change", topic.pk), mine)

    assert Topic.objects.get().summary == "Mine."


def test_a_publication_meanwhile_without_another_word_is_no_conflict(client, topic, ben):
    mine = posted(topic, summary="Mine.")
    publishing.publish(topic, ben)

    response = client.post(page("change", topic.pk), mine)

    assert response.status_code == 302
    assert Topic.objects.get().summary == "Mine."


def test_what_was_typed_in_a_discarded_topic_becomes_a_new_one(client, topic, ben):
    mine, address = posted(topic, summary="Mine."), page("change", topic.pk)
    publishing.discard(topic, ben)

    shown = client.post(address, mine)
    assert "Somebody has discarded this topic" in shown.content.decode()
    assert "Mine." in shown.content.decode()
    assert not Topic.objects.exists()

    client.post(address, mine | {"anew": "1", "opened_on": "", "opened_after": ""})
    assert Topic.objects.get().summary == "Mine."


def test_whoever_opens_a_form_is_told_who_else_did_lately(client, topic, ben):
    client.force_login(ben)
    client.get(page("change", topic.pk))
    Opening.objects.update(opened_at=timezone.now() - timedelta(minutes=4))
    client.force_login(make.publisher())

    shown = client.get(page("change", topic.pk)).content.decode()

    assert "Opened by another editor: <strong>ben</strong>, 4\xa0minutes ago" in shown


def test_nobody_is_warned_of_oneself_of_old_openings_or_of_who_has_left(client, topic, ben):
    client.get(page("change", topic.pk))
    assert client.get(page("change", topic.pk)).context["openings"] == []
    Opening.objects.create(topic=topic, user=ben, opened_at=timezone.now() - timedelta(hours=2))
    assert client.get(page("change", topic.pk)).context["openings"] == []

    client.force_login(ben)
    client.get(page("change", topic.pk))
    client.post(page("change", topic.pk), posted(topic, summary="By Ben.") | {"_save": "1"})
    client.force_login(make.publisher())
    assert client.get(page("change", topic.pk)).context["openings"] == []


def test_a_form_that_is_shown_again_on_request_stores_nothing(client, topic):
    shown = client.post(page("change", topic.pk), posted(topic, summary="Typed.") | {"_rebuild": "1"})

    assert "This is what you had typed. It is not saved yet." in shown.content.decode()
    assert "Typed." in shown.content.decode()
    assert topic.revisions.count() == 1


def test_without_scripts_a_row_is_added_by_a_button(client, topic):
    shown = client.post(page("change", topic.pk), posted(topic, summary="Typed.") | {"_another": "sections"})

    assert len(shown.context["inline_admin_formsets"][0].formset.forms) == 3
    assert "Typed." in shown.content.decode()


def test_a_saved_form_is_told_to_the_browser_that_kept_it(client, topic):
    client.post(page("change", topic.pk), posted(topic, summary="Typed.") | {"kept": "1-2-3"})

    assert client.get(page("change", topic.pk)).context["desk"]["saved"] == ["1-2-3"]


def test_a_row_in_which_nobody_wrote_is_no_row(client, topic):
    empty = {
        "aliases-1-name": "",
        "aliases-1-kind": "also-called",
        "aliases-1-is_listed": "on",
        "aliases-1-position": "2",
    }
    client.post(page("change", topic.pk), posted(topic, summary="New.") | empty | {"aliases-TOTAL_FORMS": 2})

    assert Topic.objects.get().summary == "New."
    assert topic.aliases.count() == 1
