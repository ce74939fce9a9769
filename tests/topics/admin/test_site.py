"""The form of the site's own words."""

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from tests import make
from topics.models import Site

pytestmark = pytest.mark.django_db

FORM = "admin:topics_site_change"
WORDS = {
    "name": "A to Z of MS",
    "charity": "Example MS Charity",
    "helpline_name": "MS Helpline",
    "helpline_phone": "+44 (0)20 7946 0000",
    "helpline_hours": "Monday to Friday, 9am to 5pm",
    "contact_email": "info@example.org",
}


NO_HELPLINE = {"helpline_name": "", "helpline_phone": "", "helpline_hours": ""}


@pytest.fixture
def client(client):
    """The test client, with a member of the publishers logged in."""
    user = make.make_user("lee")
    user.groups.add(Group.objects.get(name="Publishers"))
    client.force_login(user)
    return client


def save(client, **words):
    return client.post(reverse(FORM, args=[1]), WORDS | words, follow=True)


def test_what_is_saved_stands_on_the_contact_page_and_the_number_can_be_dialled(client):
    response = save(client)
    assert "was changed successfully" in response.content.decode()
    page = client.get("/contact/").content.decode()
    assert 'href="tel:+44-20-7946-0000">+44 (0)20 7946 0000</a>' in page
    assert "info@example.org" in page


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("helpline_phone", "ask for Pat", "is not a telephone number that can be dialled"),
        ("contact_email", "info at example.org", "Enter a valid email address."),
        ("name", "", "This field is required."),
        ("notice", "x" * 301, "at most 300 characters"),
        ("helpline_phone", "", "Write the number too, or clear the helpline’s name and hours"),
        ("helpline_hours", "", "Say when somebody answers"),
        ("licence", "CC BY 4.0", "Give the address of the licence too"),
        ("licence", "Creative Commons, see creativecommons.org", "Give the address of the licence too"),
    ],
)
def test_what_cannot_be_is_a_sentence_beside_its_field_and_nothing_is_saved(client, field, text, words):
    before = Site.objects.values().get()
    response = save(client, **{field: text})
    assert words in " ".join(response.context["adminform"].form.errors[field])
    assert Site.objects.values().get() == before


def test_a_site_that_nobody_can_reach_is_saved_with_a_warning(client):
    response = save(client, **NO_HELPLINE, contact_email="")
    assert Site.objects.get().charity == "Example MS Charity"
    assert "nobody can reach you" in response.content.decode()
    assert "nobody can reach you" not in save(client, helpline_phone="111", contact_email="").content.decode()


@pytest.mark.parametrize("name", ["", "MS Helpline"])
def test_a_helpline_needs_a_number_and_hours_but_no_name(client, name):
    assert "was changed successfully" in save(client, helpline_name=name).content.decode()


@pytest.mark.parametrize("left", ["helpline_name", "helpline_hours"])
def test_half_a_helpline_is_refused_beside_the_number(client, left):
    response = save(client, **NO_HELPLINE | {left: WORDS[left]})
    assert list(response.context["adminform"].form.errors) == ["helpline_phone"]
    assert "was changed successfully" in save(client, **NO_HELPLINE).content.decode()


@pytest.mark.parametrize(
    "licence", ["", "All rights reserved.", "Texts: CC BY 4.0, https://creativecommons.org/licenses/by/4.0/", "ACCESS"]
)
def test_a_licence_that_others_can_read_is_saved(client, licence):
    assert "was changed successfully" in save(client, licence=licence).content.decode()
    assert Site.objects.get().licence == licence


def test_every_field_says_what_belongs_there_with_an_example(client):
    form = client.get(reverse(FORM, args=[1])).context["adminform"].form
    assert [name for name, field in form.fields.items() if "such as “" not in field.help_text] == []


def test_the_form_opens_the_page_that_readers_see(client):
    assert 'href="/contact/"' in client.get(reverse(FORM, args=[1])).content.decode()


def test_a_number_from_before_numbers_were_checked_is_shown_but_not_linked(client):
    Site.objects.update(helpline_phone="ask for Pat", helpline_name="Helpline")
    page = client.get("/contact/").content.decode()
    assert "ask for Pat" in page
    assert "tel:" not in page
