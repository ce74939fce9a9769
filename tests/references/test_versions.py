import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from references import csl
from references.models import Reference
from tests import make

pytestmark = pytest.mark.django_db


def history(reference):
    return [(version.number, version.by, version.why) for version in reference.versions.order_by("number")]


def test_every_save_that_changes_something_is_a_version(pat):
    reference = Reference(key="a2001", csl={"type": "book", "title": "First"})
    reference.save(by=pat, why="Added")
    reference.csl = {**reference.csl, "title": "Second"}
    reference.save()

    reference.save(by=pat, why="Nothing to tell")

    assert history(reference) == [(1, pat, "Added"), (2, None, "")]
    assert [version.state["csl"]["title"] for version in reference.versions.all()] == ["Second", "First"]


def test_any_version_can_be_brought_back_and_that_is_a_version_too(pat):
    reference = make.make_reference("a2001", title="First")
    reference.csl, reference.internal_note = {"type": "report", "title": "Second"}, "Checked by phone"
    reference.save()

    reference.bring_back(reference.versions.get(number=1), by=pat)

    reference.refresh_from_db()
    assert (reference.title, reference.kind, reference.internal_note) == ("First", "journal-article", "")
    assert history(reference)[2] == (3, pat, "Version 1 brought back")


def test_a_version_is_not_brought_back_beside_one_that_took_its_doi():
    reference = make.make_reference("a2001", DOI="10.1000/x")
    reference.csl = {"type": "book", "title": "Other"}
    reference.save()
    make.make_reference("b2001", DOI="10.1000/x")

    with pytest.raises(ValidationError, match="Another reference has this DOI"):
        reference.bring_back(reference.versions.get(number=1))

    assert Reference.objects.get(key="a2001").title == "Other"
    assert len(history(reference)) == 2


def test_postgres_refuses_to_change_a_version():
    version = make.make_reference("a2001").versions.get()

    with pytest.raises(IntegrityError, match="a version never changes"), transaction.atomic():
        reference_version = type(version).objects.filter(pk=version.pk)
        reference_version.update(why="Never happened")


def test_a_title_that_saving_refuses_leaves_no_version():
    reference = make.make_reference("a2001")
    reference.csl = {"type": "no such type"}

    with pytest.raises(ValidationError):
        reference.save()

    assert len(history(reference)) == 1


def test_editorial_facts_have_columns_and_travel_with_the_item():
    reference = make.make_reference("a2001", note="authors truncated")

    reference.csl = csl.with_facts(reference.csl, is_free_to_read=True, archive_url="https://web.archive.org/web/1/a")
    reference.save()

    reference.refresh_from_db()
    assert (reference.has_more_authors, reference.is_free_to_read) == (True, True)
    assert reference.archive_url == "https://web.archive.org/web/1/a"
    assert reference.item["custom"] == {"archive-url": "https://web.archive.org/web/1/a", "free-to-read": True}


def test_authors_that_are_all_named_lose_the_words_of_the_note_too():
    item = csl.with_facts({"note": "authors truncated; see page 3"}, has_more_authors=False)

    assert item["note"] == "see page 3"
    assert not csl.has_more_authors(item)


@pytest.mark.parametrize(
    ("custom", "words"),
    [
        ({"archive-url": "javascript:alert(1)"}, "is not a web address"),
        ({"archived-on": "yesterday"}, "must be a day such as"),
        ({"free-to-read": "yes"}, "must be true or false"),
        ([], "must be an object"),
    ],
)
def test_editorial_facts_are_checked(custom, words):
    problems = csl.check({"type": "book", "title": "T", "custom": custom})

    assert len(problems) == 1
    assert words in problems[0]
