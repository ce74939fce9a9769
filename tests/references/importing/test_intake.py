import json

import pytest
from django.core.exceptions import ValidationError

from references.importing import intake
from references.models import Intake, Reference
from tests import make

pytestmark = pytest.mark.django_db


def item(title="A trial of nothing at all", author="Zamboni", year=2009, **variables):
    return {
        "type": "article-journal",
        "title": title,
        "author": [{"family": author, "given": "P"}],
        "issued": {"date-parts": [[year]]},
        **variables,
    }


@pytest.fixture
def begin(pat):
    """A function that puts CSL items into the box as one file."""
    return lambda *found: intake.begin([("a.json", json.dumps(found))], pat)


def statuses(found):
    return list(found.records.values_list("status", flat=True))


def library():
    return list(Reference.objects.order_by("key").values_list("key", flat=True))


def test_nothing_is_in_the_library_before_it_is_confirmed(begin):
    found = begin(item())

    assert statuses(found) == ["new"]
    assert library() == []


def test_what_is_confirmed_is_stored_with_a_key_and_a_history(begin, pat):
    found = intake.store(begin(item(DOI="10.1000/X"), item(author="Sørensen")), pat)

    assert library() == ["sorensen2009", "zamboni2009"]
    reference = Reference.objects.get(key="zamboni2009")
    assert (reference.doi, reference.title, reference.kind) == (
        "10.1000/x",
        "A trial of nothing at all",
        "journal-article",
    )
    version = reference.versions.get()
    assert (version.number, version.by, version.why) == (1, pat, "Added from a.json")
    assert version.state == reference.state()
    assert [record.reference.key for record in found.records.all()] == ["zamboni2009", "sorensen2009"]


@pytest.mark.parametrize("identifier", [{"DOI": "10.1000/x"}, {"PMID": "5"}, {"PMCID": "PMC5"}])
def test_the_same_identifier_is_already_here(begin, pat, identifier):
    known = make.make_reference("known2009", **identifier)

    found = intake.store(begin(item("Another title altogether", **identifier)), pat)

    record = found.records.get()
    assert (record.status, record.reference) == ("here", known)
    assert library() == ["known2009"]


def test_a_merged_reference_is_the_one_it_went_into(begin):
    into = make.make_reference("into2009")
    merged = make.make_reference("merged2009", DOI="10.1000/x")
    merged.merged_into = into
    merged.save()

    assert begin(item(DOI="10.1000/x")).records.get().reference == into


@pytest.mark.parametrize(
    ("other", "is_probable"),
    [
        (item(), True),
        (item("A trial of Nothing at all."), True),
        (item("A trial of nothing at al"), True),
        (item(year=2010), True),
        (item(author="ZAMBONI"), True),
        (item(year=2012), False),
        (item(author="Galeotti"), False),
        (item("A trial of something else"), False),
        (item(DOI="10.1000/other"), True),
    ],
)
def test_nearly_the_same_title_author_and_year_are_probably_the_same(begin, other, is_probable):
    known = Reference.objects.create(key="known", csl=item(DOI="10.1000/x"))

    record = begin(other).records.get()

    assert (record.status, record.reference) == (("probable", known) if is_probable else ("new", None))
    assert record.is_wanted is not is_probable


def test_what_is_probably_the_same_is_stored_only_when_it_is_wanted(begin, pat):
    Reference.objects.create(key="known", csl=item())
    left, wanted = begin(item()), begin(item())
    wanted.records.update(is_wanted=True)

    intake.store(left, pat)
    assert library() == ["known"]

    intake.store(wanted, pat)
    assert library() == ["known", "zamboni2009"]


def test_twice_in_what_was_added_is_stored_once(begin, pat):
    found = intake.store(begin(item(DOI="10.1000/x"), item("Other words", DOI="10.1000/x"), item()), pat)

    assert statuses(found) == ["new", "twice", "probable"]
    assert library() == ["zamboni2009"]
    assert {record.reference.key for record in found.records.all()} == {"zamboni2009"}


def test_what_a_colleague_has_added_meanwhile_is_not_added_again(begin, pat):
    found = begin(item(DOI="10.1000/x"))
    known = make.make_reference("known2009", DOI="10.1000/x")

    found = intake.store(found, pat)

    assert library() == ["known2009"]
    assert (statuses(found), found.records.get().reference) == (["here"], known)


def test_an_intake_is_stored_once(begin, pat):
    found = begin(item())
    intake.store(found, pat)

    with pytest.raises(ValidationError, match="have been added already"):
        intake.store(found, pat)

    assert library() == ["zamboni2009"]


def test_an_error_halfway_leaves_nothing_half_done(begin, pat, monkeypatch):
    monkeypatch.setattr(intake, "_BATCH", 1)
    found = begin(item(), item("Another one", author="Galeotti"))
    made = []

    def break_down(*arguments):
        made.append(arguments)
        if len(made) == 2:
            raise RuntimeError("The power went.")
        return real(*arguments)

    real = intake._reference
    monkeypatch.setattr(intake, "_reference", break_down)

    with pytest.raises(RuntimeError):
        intake.store(found, pat)

    assert library() == []
    found.refresh_from_db()
    assert found.stored_at is None


def test_a_key_of_its_own_is_kept_where_it_is_free(begin, pat):
    make.make_reference("taken2001")

    intake.store(begin(item(id="mine2001"), item("A second one", id="taken2001")), pat)

    assert library() == ["mine2001", "taken2001", "zamboni2009"]


def test_every_record_is_there_with_what_is_wrong_with_it(pat):
    text = "TY  - JOUR\nTI  - Good\nER  -\nTY  - JOUR\nAU  - Nobody\nER  -\n"

    found = intake.begin([("a.ris", text), ("b.pdf", b"%PDF-1"), ("", "10.1000/x")], pat)

    assert statuses(found) == ["new", "unreadable", "look-up"]
    assert [record.problem for record in found.records.all()] == ["", "It has no title.", ""]
    assert found.files[1] == {
        "name": "b.pdf",
        "problem": "This is a PDF. Export the references as RIS, and add that file.",
    }
    assert [record.file for record in found.records.all()] == [0, 0, 2]


def test_an_address_of_what_the_library_has_is_already_here(pat):
    known = make.make_reference("known2009", DOI="10.1000/x")

    record = intake.begin([("", "https://doi.org/10.1000/X")], pat).records.get()

    assert (record.status, record.reference) == ("here", known)


def test_what_nobody_confirms_goes_after_a_week(begin):
    Intake.objects.filter(pk=begin(item()).pk).update(at="2026-01-01T00:00Z")

    begin(item())

    assert Intake.objects.count() == 1


def test_thousands_take_few_queries(begin, pat, django_assert_max_num_queries):
    found = [item(f"Title number {number} of many", author=f"Author{number}") for number in range(1200)]

    with django_assert_max_num_queries(15):
        taken_in = begin(*found)
    with django_assert_max_num_queries(30):
        intake.store(taken_in, pat)

    assert Reference.objects.count() == 1200
