import json

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from references.models import Reference
from tests.references.bibliography import BIBLIOGRAPHY

pytestmark = pytest.mark.django_db

ADD = "admin:references_reference_add"


@pytest.fixture
def editor(client):
    client.force_login(User.objects.create_superuser("editor"))
    return client


def test_adding_a_reference(editor):
    text = json.dumps(BIBLIOGRAPHY["laupacis2011"])

    response = editor.post(reverse(ADD), {"key": "laupacis2011", "csl": text})

    assert response.status_code == 302
    assert Reference.objects.get().pmid == "21969411"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"type": "book",\n "title" "A"}', "This is not JSON: look at line 2, column 10"),
        ('{"type": "book", "title": "<b>A", "DOI": "<x>"}', "is not a DOI"),
        ('{"type": "book", "title": "A", "custom": NaN}', "a number is too large, or is none"),
        ('{"type": "book", "title": "A\\ud800"}', "has a character that cannot be shown"),
        ("1" * 5000, "This JSON has a number that is too long"),
        ("[" * 100_000, "too many lists in lists"),
        ("[]", "This field is required"),
        ("[1]", "A reference is one JSON object"),
        ('"text"', "A reference is one JSON object"),
        ("null", "This field is required"),
        ("", "This field is required"),
    ],
)
def test_a_mistake_is_named_and_the_text_comes_back_as_it_was_typed(editor, text, words):
    response = editor.post(reverse(ADD), {"key": "a2001", "csl": text})

    assert response.status_code == 200
    form = response.context["adminform"].form
    assert form["csl"].value() == text
    assert len(form.errors["csl"]) == 1
    assert words in form.errors["csl"][0]
    assert not Reference.objects.exists()


def test_a_doi_that_another_reference_has_is_a_sentence(editor):
    Reference.objects.create(key="zamboni2009", csl=BIBLIOGRAPHY["zamboni2009"])

    response = editor.post(reverse(ADD), {"key": "a2001", "csl": json.dumps(BIBLIOGRAPHY["zamboni2009"])})

    assert response.status_code == 200
    assert "Another reference has this DOI." in response.content.decode()


def test_changing_shows_the_item_in_order_and_keeps_the_key(editor):
    reference = Reference.objects.create(key="zamboni2009", csl=BIBLIOGRAPHY["zamboni2009"])
    address = reverse("admin:references_reference_change", args=[reference.pk])

    response = editor.get(address)

    shown = response.context["adminform"].form["csl"].value()
    assert shown.startswith('{\n  "id": "zamboni2009",\n  "type": "article-journal",\n  "title": "Chronic')
    assert "Neurosurgery &amp; Psychiatry. 2009;80(4):392-9." in response.content.decode()

    response = editor.post(address, {"key": "other", "csl": '{"id": "other", "type": "book", "title": "New"}'})

    assert response.status_code == 302
    reference.refresh_from_db()
    assert (reference.key, reference.csl["id"], reference.title) == ("zamboni2009", "zamboni2009", "New")


def test_a_hostile_title_is_text_everywhere(editor):
    reference = Reference.objects.create(key="a", csl={"type": "book", "title": "<script>alert(1)</script>"})

    for address in (
        reverse("admin:references_reference_changelist"),
        reverse("admin:references_reference_change", args=[reference.pk]),
    ):
        assert "<script>alert(1)" not in editor.get(address).content.decode()


def test_the_list_searches_in_few_queries(editor, django_assert_max_num_queries):
    for key in ("zamboni2009", "zamboni2018", "nhs-ms", "laupacis2011"):
        Reference.objects.create(key=key, csl=BIBLIOGRAPHY[key])
    address = reverse("admin:references_reference_changelist")

    with django_assert_max_num_queries(6):
        response = editor.get(address, {"q": "https://doi.org/10.1503/cmaj.111074"})

    assert [row.key for row in response.context["cl"].result_list] == ["laupacis2011"]
