import json

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from references import csl
from references.models import Reference
from references.vocabulary import TYPES
from tests import make
from tests.references.bibliography import BIBLIOGRAPHY
from topics import publishing
from topics.models import Link

pytestmark = pytest.mark.django_db


def make_reference(key="a2001", **variables):
    return Reference.objects.create(key=key, csl={"type": "book", "title": "A title", **variables})


def save_demo(*keys):
    for key in keys:
        Reference.objects.create(key=key, csl=BIBLIOGRAPHY[key])


def keys(queryset):
    return list(queryset.values_list("key", flat=True))


def test_save_derives_the_columns_and_makes_the_key_the_id():
    item = {**BIBLIOGRAPHY["laupacis2011"], "id": "http://zotero.org/users/1/items/X", "DOI": "doi:10.1503/CMAJ.111074"}

    reference = Reference.objects.create(key="laupacis2011", csl=item)

    reference.refresh_from_db()
    assert reference.csl["id"] == "laupacis2011"
    assert reference.title.startswith("Association between chronic")
    assert reference.first_author == "Laupacis"
    assert (reference.kind, reference.get_kind_display()) == ("journal-article", "journal article")
    assert reference.year == 2011
    assert reference.doi == reference.csl["DOI"] == "10.1503/cmaj.111074"
    assert reference.pmid == "21969411"


@pytest.mark.parametrize("key", sorted(BIBLIOGRAPHY))
def test_the_verified_bibliography_reads_back_byte_for_byte(key):
    save_demo(key)

    stored = Reference.objects.get(key=key)

    assert json.dumps(stored.item) == json.dumps(csl.normalise(BIBLIOGRAPHY[key]))


def test_awkward_values_read_back_byte_for_byte():
    reference = make_reference(custom={"z": [1e15, 0.1, 1e-7, -0.0, 2.0, 5e-324, 123456789.123], "é": "\u2028😀"})
    written = json.dumps(reference.item)

    reference.refresh_from_db()

    assert json.dumps(reference.item) == written


def test_words_for_people_are_in_british_english():
    assert TYPES["entry-encyclopedia"] == "encyclopaedia entry"


def test_saving_some_fields_saves_what_follows_from_them():
    reference = make_reference()
    reference.csl = {"type": "report", "title": "Another"}

    reference.save(update_fields=["csl"])

    reference.refresh_from_db()
    assert (reference.title, reference.kind) == ("Another", "report")


def test_a_first_author_longer_than_its_column():
    assert len(make_reference(author=[{"literal": "x" * 1000}]).first_author) == 300


@pytest.mark.parametrize(("key", "item"), [("A b", {"type": "book", "title": "T"}), ("a", {"type": "x"}), ("a", None)])
def test_save_refuses_what_is_unsound(key, item):
    with pytest.raises(ValidationError):
        Reference.objects.create(key=key, csl=item)


def test_problems_of_key_and_item_are_told_once_each_at_their_fields():
    with pytest.raises(ValidationError) as caught:
        Reference(key="A b", csl={"type": "x", "title": "T", "DOI": "y"}).full_clean()

    assert {field: len(messages) for field, messages in caught.value.message_dict.items()} == {"key": 1, "csl": 2}


def test_a_sound_reference_validates_before_it_is_saved():
    Reference(key="zamboni2009", csl=BIBLIOGRAPHY["zamboni2009"]).full_clean()


@pytest.mark.parametrize(("variable", "value"), [("DOI", "https://doi.org/10.1000/X"), ("PMID", "PMID: 5")])
def test_doi_and_pmid_are_unique_when_there_are_any(variable, value):
    make_reference("none1")
    make_reference("none2")
    make_reference("first", **{variable: value})

    with pytest.raises(ValidationError, match=f"Another reference has this {variable}"):
        Reference(key="second", csl={"type": "book", "title": "T", variable: value}).full_clean(exclude=["doi", "pmid"])
    with pytest.raises(IntegrityError), transaction.atomic():
        make_reference("second", **{variable: value})


def test_a_reference_is_not_merged_into_itself():
    reference = make_reference()
    reference.merged_into = reference

    with pytest.raises(ValidationError, match="cannot be merged into itself"):
        reference.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        reference.save()


def test_what_others_were_merged_into_stays():
    kept = make_reference("kept")
    merged = make_reference("merged")
    merged.merged_into = kept
    merged.save()

    assert keys(kept.merged_from.all()) == ["merged"]
    with pytest.raises(ProtectedError):
        kept.delete()


def is_kept(reference):
    with pytest.raises(IntegrityError, match=f"the reference {reference.key} is cited"), transaction.atomic():
        reference.delete()
    return keys(Reference.objects.filter(key=reference.key)) == [reference.key]


def test_a_reference_stays_that_readers_have_though_no_draft_names_it(pat):
    reference = make_reference("zamboni2009")
    topic = make.make_live(references=[{"key": "zamboni2009"}])
    make.change(topic, references=[])
    assert is_kept(reference)

    publishing.publish(topic, pat)
    Link.objects.all().delete()

    assert is_kept(reference)


def test_a_reference_stays_that_only_a_revision_names(pat):
    reference = make_reference("zamboni2009")
    topic = make.make_topic(by=pat, references=[{"key": "zamboni2009"}])
    make.change(topic, references=[])

    assert is_kept(reference)

    publishing.discard(topic, pat)
    reference.delete()
    assert not Reference.objects.exists()


def test_a_reference_goes_whose_key_is_only_a_part_of_what_revisions_say():
    similar = make_reference("zamboni")
    make_reference("zamboni2009")
    make.make_live(
        "zamboni",
        sections=[{"heading": "", "body": '<p>"key": "zamboni" [@zamboni2009]</p>'}],
        references=[{"key": "zamboni2009", "link_text": "zamboni"}],
    )

    similar.delete()

    assert keys(Reference.objects.all()) == ["zamboni2009"]


def test_a_key_never_changes():
    reference = make_reference("zamboni2009")
    reference.key = "zamboni2010"

    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        reference.save()
    with pytest.raises(IntegrityError, match="never changes"), transaction.atomic():
        Reference.objects.update(key="zamboni2010")

    assert keys(Reference.objects.all()) == ["zamboni2009"]


def test_order():
    save_demo("zamboni2018", "zamboni2009", "nhs-ms", "compston2008")

    assert keys(Reference.objects.all()) == ["compston2008", "nhs-ms", "zamboni2009", "zamboni2018"]


def test_str():
    save_demo("zamboni2009", "nhs-ms")

    assert [str(reference) for reference in Reference.objects.all()] == [
        "NHS – Multiple sclerosis",
        "Zamboni 2009 – Chronic cerebrospinal venous insufficiency in patients with…",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("zamboni", ["zamboni2009", "zamboni2018"]),
        ("Zamboni 2009", ["zamboni2009"]),
        ("SCLEROSIS venous", ["laupacis2011", "zamboni2009"]),
        ("https://doi.org/10.1136/JNNP.2008.157164", ["zamboni2009"]),
        ("PMID: 29150995", ["zamboni2018"]),
        ("29150995", ["zamboni2018"]),
        ("99999999", []),
        ("nhs-", ["nhs-ms"]),
        ("2018 %", []),
        ("", ["laupacis2011", "nhs-ms", "zamboni2009", "zamboni2018"]),
    ],
)
def test_search(text, found):
    save_demo("zamboni2018", "zamboni2009", "nhs-ms", "laupacis2011")

    assert keys(Reference.objects.search(text)) == found
