"""The standing pages' form."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from tests import make
from topics.models import StandingPage

pytestmark = pytest.mark.django_db


@pytest.fixture
def about():
    return StandingPage.objects.get(url="/about/")


@pytest.fixture
def client(client):
    """The test client, with a member of the publishers logged in."""
    user = make.make_user("lee")
    user.groups.add(Group.objects.get(name="Publishers"))
    client.force_login(user)
    return client


def form_of(page):
    return reverse("admin:topics_standingpage_change", args=[page.pk])


def test_a_publisher_writes_the_text_and_readers_have_it_cleaned_at_once(client, about):
    response = client.post(form_of(about), {"content": '<p onclick="x()">We are <b>new</b>.</p>'}, follow=True)
    assert "was changed successfully" in response.content.decode()
    assert "<p>We are <strong>new</strong>.</p>" in client.get("/about/").content.decode()


def test_title_and_address_are_fixed_whatever_is_posted(client, about):
    client.post(
        form_of(about), {"content": "<p>New</p>", "title": "Hacked", "url": "/a-z/", "registration_required": 1}
    )
    about.refresh_from_db()
    assert (about.title, about.url, about.content) == ("About this A to Z", "/about/", "<p>New</p>")
    assert not about.registration_required


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "This field is required."),
        ("<p>&nbsp;</p><script>x</script>", "Readers would get an empty page."),
        ("<p>\x07</p>", "invisible control character"),
        ("<div>" * 300, "nested too deeply"),
        ("<p>x</p>" * 70_000, "more than a section can hold"),
    ],
)
def test_a_text_that_cannot_be_is_a_sentence_and_the_old_one_stays(client, about, text, words):
    response = client.post(form_of(about), {"content": text})
    assert response.status_code == 200
    assert words in " ".join(response.context["adminform"].form.errors["content"])
    assert StandingPage.objects.get(pk=about.pk).content == about.content


def test_there_are_these_five_and_nobody_adds_or_deletes_one(client, about):
    listed = client.get(reverse("admin:topics_standingpage_changelist")).context["cl"].result_list
    assert [page.title for page in listed] == [
        "About this A to Z",
        "Contact us",
        "Privacy and cookies",
        "Accessibility",
        "How we make our information",
    ]
    assert client.get(reverse("admin:topics_standingpage_add")).status_code == 403
    assert client.get(reverse("admin:topics_standingpage_delete", args=[about.pk])).status_code == 403


def test_the_form_leads_to_the_page_and_has_the_safe_editor(client, about):
    content = client.get(form_of(about)).content.decode()
    assert 'href="/about/"' in content
    assert "Page text" in content
    assert 'data-type="ckeditortype"' in content


def test_who_may_only_look_sees_the_text_and_cannot_change_it(client, about):
    client.force_login(make.make_user("val", "view_standingpage"))
    assert client.get(form_of(about)).status_code == 200
    assert client.post(form_of(about), {"content": "<p>New</p>"}).status_code == 403


def test_djangos_own_forms_for_them_are_not_there(client):
    client.force_login(make.make_user("root", is_superuser=True))
    apps = client.get(reverse("admin:index")).context["app_list"]
    names = {model["object_name"] for app in apps for model in app["models"]}
    assert "FlatPage" not in names
    assert "StandingPage" in names
    assert "sites" not in {app["app_label"] for app in apps}
