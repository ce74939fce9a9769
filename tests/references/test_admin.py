import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from references import csl
from references.models import Reference
from tests import make
from tests.references.bibliography import BIBLIOGRAPHY

pytestmark = pytest.mark.django_db

ADD = "admin:references_reference_add"


@pytest.fixture
def editor(client):
    client.force_login(User.objects.create_superuser("editor"))
    return client


def change(reference):
    return reverse("admin:references_reference_change", args=[reference.pk])


def fields_of(response):
    """What the form of a response would send if nothing were changed."""
    form = response.context["adminform"].form
    values = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in values.items() if value not in (None, False)}


def errors(response):
    return dict(response.context["adminform"].form.errors)


ARTICLE = {
    "kind": "journal-article",
    "title": "Chronic cerebrospinal venous insufficiency",
    "authors": "Zamboni, Paolo\r\nMS Society",
    "container_title": "Journal of Neurology",
    "issued": "30 April 2009",
    "doi": "https://doi.org/10.1136/JNNP.2008.157164",
    "pmid": "PMID: 19060024",
    "isbn": "",
}


def test_plain_fields_become_a_reference_with_a_key_and_a_history(editor):
    response = editor.post(reverse(ADD), ARTICLE)

    assert response.status_code == 302
    reference = Reference.objects.get()
    assert reference.key == "zamboni2009"
    assert reference.item == {
        "id": "zamboni2009",
        "type": "article-journal",
        "title": "Chronic cerebrospinal venous insufficiency",
        "author": [{"family": "Zamboni", "given": "Paolo"}, {"literal": "MS Society"}],
        "container-title": "Journal of Neurology",
        "issued": {"date-parts": [[2009, 4, 30]]},
        "DOI": "10.1136/jnnp.2008.157164",
        "PMID": "19060024",
    }
    version = reference.versions.get()
    assert (version.by.username, version.why) == ("editor", "Typed in")


@pytest.mark.parametrize(
    ("kind", "fields", "variables"),
    [
        ("systematic-review", {}, {"type": "article-journal", "genre": "Systematic review"}),
        ("book", {"isbn": "0-306-40615-2", "edition": "2"}, {"type": "book", "ISBN": "9780306406157", "edition": "2"}),
        (
            "chapter",
            {"editors": "Compston, Alastair", "page": "3-68"},
            {"type": "chapter", "editor": [{"family": "Compston", "given": "Alastair"}], "page": "3-68"},
        ),
        ("report", {"genre": "Annual report"}, {"type": "report", "genre": "Annual report"}),
        (
            "guideline",
            {"genre": "NICE guideline", "number": "NG220"},
            {"type": "report", "genre": "NICE guideline", "number": "NG220"},
        ),
        ("guideline", {}, {"type": "report", "genre": "Guideline"}),
        (
            "web-page",
            {"url": "https://www.nhs.uk/", "accessed": "24 Nov 2026"},
            {"type": "webpage", "URL": "https://www.nhs.uk/", "accessed": {"date-parts": [[2026, 11, 24]]}},
        ),
        ("preprint", {}, {"type": "article", "genre": "Preprint"}),
        (
            "clinical-trial",
            {"number": "NCT01864148"},
            {"type": "webpage", "genre": "Clinical trial registration", "number": "NCT01864148"},
        ),
        ("thesis", {"genre": "PhD thesis"}, {"type": "thesis", "genre": "PhD thesis"}),
        ("other", {"type": "legislation"}, {"type": "legislation"}),
    ],
)
def test_each_kind_lies_in_csl_as_it_should_and_reads_back_as_that_kind(editor, kind, fields, variables):
    editor.post(reverse(ADD), {"kind": kind, "title": "T", "authors": "A, B", **fields})

    reference = Reference.objects.get()
    assert reference.kind == kind
    assert {name: reference.csl.get(name) for name in variables} == variables


@pytest.mark.parametrize("key", sorted(BIBLIOGRAPHY))
def test_saving_the_form_as_it_opens_changes_nothing(editor, key):
    item = BIBLIOGRAPHY[key] | {"custom": {"shelf": "3"}, "annote": "Kept"}
    reference = Reference.objects.create(key=key, csl=item)

    response = editor.post(change(reference), fields_of(editor.get(change(reference))))

    assert response.status_code == 302
    reference.refresh_from_db()
    assert reference.item == csl.normalise(item)
    assert reference.versions.count() == 1


AWKWARD = {
    "type": "book",
    "title": "T",
    "author": [
        {"family": "Beethoven", "given": "Ludwig", "non-dropping-particle": "van"},
        {"literal": "Paolo Zamboni"},
        {"family": "Anderson", "given": "M. M.", "suffix": "Jr"},
        {"given": "Plato"},
    ],
    "issued": {"date-parts": [[2019, 10, 30], [2019, 11, 5]]},
    "accessed": {"raw": "in the spring"},
    "translator": [{"family": "X"}],
}


def test_awkward_names_and_dates_survive_the_form(editor):
    reference = Reference.objects.create(key="a", csl=AWKWARD)

    sent = fields_of(editor.get(change(reference))) | {"title": "New"}
    editor.post(change(reference), sent)

    reference.refresh_from_db()
    assert reference.item == {"id": "a", **csl.normalise(AWKWARD | {"title": "New"})}


@pytest.mark.parametrize(
    ("fields", "field", "words"),
    [
        ({"doi": "nonsense"}, "doi", "is not a DOI"),
        ({"pmid": "12345678901"}, "pmid", "is not a PMID"),
        ({"pmcid": "5"}, "pmcid", "is not a PMCID"),
        ({"isbn": "0-306-40615-3"}, "isbn", "its last digit does not fit"),
        ({"url": "javascript:alert(1)"}, "url", "is not a web address"),
        ({"archive_url": "see there"}, "archive_url", "is not a web address"),
        ({"issued": "30/02/2009"}, "issued", "There is no such day."),
        ({"accessed": "2009-13-01"}, "accessed", "There is no such day."),
        ({"title": ""}, "title", "This field is required."),
        ({"title": "A\ufffe"}, "title", "has a character that cannot be shown"),
        ({"kind": "nonsense"}, "kind", "Select a valid choice."),
        ({"kind": "guideline", "genre": "Leaflet"}, "genre", "Say “guideline” or “guidance” in it"),
        ({"kind": "report", "genre": "NICE guideline"}, "genre", "the name of another kind"),
        ({"key": "Zamboni 2009"}, "key", "A key has lower-case letters"),
    ],
)
def test_a_mistake_is_told_at_its_field_and_what_was_typed_comes_back(editor, fields, field, words):
    response = editor.post(reverse(ADD), ARTICLE | fields)

    assert response.status_code == 200
    assert len(errors(response)[field]) == 1
    assert words in errors(response)[field][0]
    assert not Reference.objects.exists()
    form = response.context["adminform"].form
    assert form["authors"].value() == ARTICLE["authors"]


@pytest.mark.parametrize(("field", "variable"), [("doi", "DOI"), ("pmid", "PMID")])
def test_a_doi_or_pmid_that_the_library_has_names_the_reference_that_has_it(editor, field, variable):
    value = {"doi": "10.1136/jnnp.2008.157164", "pmid": "19060024"}[field]
    make.make_reference("known2009", **{variable: value})

    response = editor.post(reverse(ADD), ARTICLE)

    assert errors(response) == {field: ["The library has this already: Known, 2009, known2009. Use that one."]}


def test_a_name_that_was_taken_for_a_persons_is_told(editor):
    response = editor.post(reverse(ADD), ARTICLE | {"authors": "Paolo Zamboni"}, follow=True)

    assert "was read as Zamboni, Paolo." in response.content.decode()


def test_the_key_stays_whatever_is_sent(editor):
    reference = make.make_reference("zamboni2009")

    sent = fields_of(editor.get(change(reference))) | {"key": "other", "title": "New"}
    assert editor.post(change(reference), sent).status_code == 302

    reference.refresh_from_db()
    assert (reference.key, reference.csl["id"], reference.title) == ("zamboni2009", "zamboni2009", "New")


def test_two_references_of_one_author_and_year_get_two_keys(editor):
    editor.post(reverse(ADD), {"kind": "book", "title": "One", "authors": "A, B", "issued": "2001"})
    editor.post(reverse(ADD), {"kind": "book", "title": "Two", "authors": "A, B", "issued": "2001"})

    assert list(Reference.objects.order_by("key").values_list("key", flat=True)) == ["a2001", "a2001b"]


def test_another_kind_takes_its_genre_along_only_where_it_fits(editor):
    reference = make.make_reference("a2001", genre="Systematic review")

    editor.post(change(reference), fields_of(editor.get(change(reference))) | {"kind": "journal-article"})

    reference.refresh_from_db()
    assert (reference.kind, "genre" in reference.csl) == ("journal-article", False)


def test_a_save_over_a_colleagues_is_refused_once_and_loses_nothing(editor, pat):
    reference = make.make_reference("a2001")
    sent = fields_of(editor.get(change(reference))) | {"title": "Mine"}
    reference.csl = {**reference.csl, "title": "Theirs"}
    reference.save(by=pat)

    refused = editor.post(change(reference), sent)

    assert "pat has changed this reference since you opened it" in errors(refused)["__all__"][0]
    assert refused.context["adminform"].form["title"].value() == "Mine"
    reference.refresh_from_db()
    assert reference.title == "Theirs"

    assert editor.post(change(reference), fields_of(refused)).status_code == 302
    reference.refresh_from_db()
    assert reference.title == "Mine"
    assert [version.state["csl"]["title"] for version in reference.versions.all()] == ["Mine", "Theirs", "On a2001"]


def test_the_history_says_who_changed_what_and_brings_any_version_back(editor):
    reference = make.make_reference("a2001")
    sent = fields_of(editor.get(change(reference)))
    editor.post(change(reference), sent | {"title": "Second <b>", "internal_note": "Rang them"})
    history = reverse("admin:references_reference_history", args=[reference.pk])

    page = editor.get(history).content.decode()

    assert "<strong>Title</strong>: <del>On a2001</del> → <ins>Second &lt;b&gt;</ins>" in page
    assert "<strong>Note for colleagues</strong>: (nothing) → <ins>Rang them</ins>" in page
    back = reverse("admin:references_reference_bring_back", args=[reference.pk, 1])
    assert back in page

    assert editor.get(back).status_code == 405
    assert editor.post(back).status_code == 302
    reference.refresh_from_db()
    assert (reference.title, reference.internal_note) == ("On a2001", "")
    assert reference.versions.first().why == "Version 1 brought back"


def test_a_version_that_cannot_come_back_says_why(editor):
    reference = make.make_reference("a2001", DOI="10.1000/x")
    reference.csl = {"type": "book", "title": "Other"}
    reference.save()
    make.make_reference("b2001", DOI="10.1000/x")

    response = editor.post(reverse("admin:references_reference_bring_back", args=[reference.pk, 1]), follow=True)

    assert "Another reference has this DOI." in response.content.decode()


def test_who_may_only_look_sees_the_reference_and_changes_nothing(client):
    reference = make.make_reference("a2001")
    client.force_login(make.make_user("guest", "view_reference"))

    page = client.get(change(reference)).content.decode()

    assert "On a2001" in page
    assert 'name="title"' not in page
    assert client.post(change(reference), {"title": "New"}).status_code == 403
    assert client.post(reverse("admin:references_reference_bring_back", args=[reference.pk, 1])).status_code == 403
    assert (
        "Bring back"
        not in client.get(reverse("admin:references_reference_history", args=[reference.pk])).content.decode()
    )


def test_a_hostile_title_is_text_everywhere(editor):
    reference = Reference.objects.create(key="a", csl={"type": "book", "title": "<script>alert(1)</script>"})

    for address in (
        reverse("admin:references_reference_changelist"),
        reverse("admin:references_reference_history", args=[reference.pk]),
        change(reference),
    ):
        assert "<script>alert(1)" not in editor.get(address).content.decode()


def test_the_list_searches_in_few_queries(editor, django_assert_max_num_queries):
    for key in ("zamboni2009", "zamboni2018", "nhs-ms", "laupacis2011"):
        Reference.objects.create(key=key, csl=BIBLIOGRAPHY[key])
    address = reverse("admin:references_reference_changelist")

    with django_assert_max_num_queries(6):
        response = editor.get(address, {"q": "https://doi.org/10.1503/cmaj.111074"})

    assert [row.key for row in response.context["cl"].result_list] == ["laupacis2011"]
