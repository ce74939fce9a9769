"""The preview, and the document that it is made from: the posted form, unsaved."""

import pytest

from tests import make
from tests.topics.admin.addresses import page
from tests.topics.admin.posting import posted
from topics import documents, forms
from topics.models import Revision, Topic

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(rf):
    """A function that returns what a form with these fields says."""

    def read(data, topic=None):
        return forms.posted_document(rf.post("/", data), topic)

    return read


def test_a_form_is_read_as_the_document_that_a_save_would_record(client, pat, said):
    make.make_reference("nice2012")
    topic = make.make_topic(by=pat, aliases=[{"name": "Veins"}])
    data = posted(topic, summary="New.", sections=[{"heading": "H", "body": "<p>So. [ @nice2012 ]</p>"}])

    read = said(data, topic)
    client.post(page("change", topic.pk), data)

    assert read.faults == []
    assert read.document == documents.compose(Topic.objects.get())


def test_reading_a_form_stores_nothing_and_changes_nothing(pat, said):
    topic = make.make_topic(by=pat)
    before = documents.compose(topic)

    said(posted(topic, title="Other"), topic)

    assert topic.title == "Ccsvi"
    assert documents.compose(Topic.objects.get()) == before
    assert Revision.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "fault", "kept"),
    [
        ({"title": ""}, "Title: This field is required.", "This is ccsvi."),
        ({"title": "A\0B"}, "Title: Null characters", "AB"),
        ({"slug": "Not a slug"}, "Web address: Use small letters", "This is ccsvi."),
        ({"sections": [{"heading": "H", "body": "<p>Kept [@nobody2020].</p>"}]}, "no reference [@nobody2020]", "Kept"),
        ({"sections": [{"heading": "H", "body": "<p>Kept [@No Key].</p>"}]}, "is not a citation", "Kept"),
        ({"sections": [{"heading": "H", "body": "<blockquote>" * 300 + "Kept"}]}, "nested too deeply", "Kept"),
        ({"sections": [{"heading": "H", "body": "<p>Ke\0pt</p>"}]}, "Null characters", "Kept"),
        ({"sections": [{"heading": "A" * 300, "body": "<p>Kept</p>"}]}, "at most 200", "Kept"),
        (
            {"sections": [{"heading": "", "body": "<p>a</p>"}, {"heading": "", "body": "Kept"}]},
            "Only the first",
            "Kept",
        ),
        ({"evidence": {"status": "harmful", "statement": ""}}, "Give both", "This is ccsvi."),
        (
            {"aliases": [{"name": "", "kind": "brand-name", "listed": 1}]},
            "Other name 1, Name: This field",
            "This is ccsvi.",
        ),
        ({"sections": []}, "at least one section", "All about ccsvi."),
    ],
)
def test_whatever_is_wrong_is_said_and_the_rest_is_shown(client, pat, fields, fault, kept):
    topic = make.make_topic(by=pat)

    shown = client.post(page("preview", topic.pk), posted(topic, **fields))

    assert shown.status_code == 200
    assert any(fault in one for one in shown.context["faults"]), shown.context["faults"]
    assert kept in shown.content.decode()


def test_the_preview_is_the_public_page_over_the_unsaved_form(client, pat):
    make.make_reference("nice2012")
    make.make_live("veins", title="Veins", by=pat)
    make.make_topic("not-yet", title="Not yet", by=pat)
    topic = make.make_topic(by=pat, related=["veins", "not-yet"])

    response = client.post(
        page("preview", topic.pk), posted(topic, sections=[{"heading": "Unsaved", "body": "<p>Typed [@nice2012].</p>"}])
    )
    shown = response.content.decode()

    assert "topic_detail.html" in [template.name for template in response.templates]
    assert '<h2 id="unsaved" tabindex="-1">Unsaved</h2>' in shown
    assert 'href="#ref_1"' in shown
    assert '<a href="/a-z/veins/">Veins</a>' in shown
    assert "Not yet" not in shown
    assert "no-store" in response["Cache-Control"]
    assert Topic.objects.get(slug="ccsvi").sections.get().heading == "What is it?"


def test_a_preview_says_whether_its_words_are_saved_and_whether_readers_have_them(client, pat):
    topic = make.make_live(by=pat)
    live, typed = posted(topic), posted(topic, summary="Typed.")

    assert "Readers have exactly these words already." in client.post(page("preview", topic.pk), live).content.decode()
    assert "It is not saved" in client.post(page("preview", topic.pk), typed).content.decode()
    client.post(page("change", topic.pk), typed)
    assert "the draft as it is saved" in client.post(page("preview", topic.pk), typed).content.decode()


def test_a_topic_that_was_never_saved_is_previewed_too(client):
    shown = client.post(page("preview_new"), posted(title="Brand new"))

    assert "Brand new" in shown.content.decode()
    assert not Topic.objects.exists()


def test_a_link_to_a_preview_shows_nothing(client, pat):
    topic = make.make_topic(by=pat)

    assert client.get(page("preview", topic.pk))["Location"] == page("change", topic.pk)
    assert client.get(page("preview_new"))["Location"] == page("add")


def test_nobody_else_gets_a_preview(client, pat):
    topic = make.make_topic(by=pat)
    data = posted(topic)

    client.force_login(make.make_user("viewer", "view_topic"))
    refused = client.post(page("preview", topic.pk), data)
    client.logout()
    asked = client.post(page("preview", topic.pk), data)

    assert refused.status_code == 403
    assert asked["Location"].startswith("/admin/login/")


def test_what_was_found_stands_beside_its_section_and_the_summary(client, pat):
    topic = make.make_topic(
        by=pat,
        summary="",
        sections=[{"heading": "One", "body": "<p>So.</p>"}, {"heading": "Two", "body": "<p>" + "word " * 30 + "</p>"}],
    )

    context = client.get(page("change", topic.pk)).context

    found = [
        [one.words for one in form.instance.findings] for form in context["inline_admin_formsets"][0].formset.forms
    ]
    assert [any("30 words" in words for words in section) for section in found] == [False, True]
    assert "“In short” is empty" in context["adminform"].form.instance.findings[0].words


def test_a_form_that_is_refused_comes_back_with_checks_of_what_was_typed(client, pat):
    topic = make.make_topic(by=pat)

    response = client.post(
        page("change", topic.pk),
        posted(topic, title="", sections=[{"heading": "A", "body": "<p>" + "word " * 30 + "</p>"}]),
    )

    (section,) = response.context["inline_admin_formsets"][0].formset.forms
    assert any("30 words" in one.words for one in section.instance.findings)


def test_save_and_publish_without_a_summary_keeps_the_draft_and_says_what_to_mend(client, pat):
    topic = make.make_topic(by=pat)

    response = client.post(page("change", topic.pk), posted(topic, summary="") | {"_publish": "1"}, follow=True)

    assert "The draft is saved, but it was not published. “In short” is empty" in response.content.decode()
    assert Topic.objects.get().summary == ""
    assert not topic.editions.exists()
