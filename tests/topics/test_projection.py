"""Rows for readers' queries: what is derived from an edition, and that a rebuild derives the same."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import make
from topics import projection, publishing
from topics.models import (
    Edition,
    EditionKind,
    IndexEntry,
    Link,
    ProjectionState,
    SearchEntry,
    WithdrawalReason,
)

pytestmark = pytest.mark.django_db

CCSVI = {
    "title": "CCSVI",
    "full_name": "Chronic cerebrospinal venous insufficiency",
    "summary": "A theory about veins.\nIt was not confirmed.",
    "evidence": {"status": "not-supported", "statement": "Tested; no benefit."},
    "aliases": [
        {"name": "Liberation therapy", "kind": "also-called"},
        {"name": "The Zamboni procedure", "kind": "brand-name", "listed": False},
        {"name": "CSSVI", "kind": "misspelling"},
    ],
}


def rows(model):
    """Return all that the rows of `model` say, without the ids that each rebuild gives anew."""
    names = [field.attname for field in model._meta.concrete_fields if field.attname != "id"]
    return sorted(model.objects.values_list(*names), key=repr)


def everything():
    return rows(IndexEntry), rows(SearchEntry), rows(Link)


def test_each_name_has_a_row_and_a_misspelling_is_not_listed():
    make.make_live("ccsvi", **CCSVI)

    names = IndexEntry.objects.order_by("pk").values_list("name", "kind", "is_listed", "initial", "sort_key", "folded")

    assert list(names) == [
        ("CCSVI", "title", True, "C", "ccsvi", "ccsvi"),
        (
            "Chronic cerebrospinal venous insufficiency", "full-name", True, "C",
            "chronic cerebrospinal venous insufficiency", "chronic cerebrospinal venous insufficiency",
        ),
        ("Liberation therapy", "also-called", True, "L", "liberation therapy", "liberation therapy"),
        ("The Zamboni procedure", "brand-name", False, "Z", "zamboni procedure", "the zamboni procedure"),
        ("CSSVI", "misspelling", False, "C", "cssvi", "cssvi"),
    ]  # fmt: skip


def test_each_row_holds_what_a_line_of_the_a_to_z_shows():
    make.make_live("ccsvi", **CCSVI)

    shown = set(IndexEntry.objects.values_list("title", "full_name", "evidence_status"))

    assert shown == {("CCSVI", "Chronic cerebrospinal venous insufficiency", "not-supported")}


def test_a_name_that_is_there_twice_counts_once_as_the_first_kind():
    make.make_live(
        "ms",
        title="MS",
        full_name="ms",
        aliases=[{"name": "Ms"}, {"name": "MS.", "kind": "abbreviation"}, {"name": "STRASSE"}, {"name": "Straße"}],
    )

    assert list(IndexEntry.objects.order_by("pk").values_list("name", "kind")) == [
        ("MS", "title"),
        ("MS.", "abbreviation"),
        ("STRASSE", "also-called"),
    ]


def test_names_that_differ_in_accents_are_two():
    make.make_live("barre", title="Barré", aliases=[{"name": "Barre"}])

    assert IndexEntry.objects.filter(folded="barre").count() == 2


def test_names_that_grow_when_folded_fit():
    make.make_live("long", title="\ufdfa" * 200, full_name="ﬃ" * 300)

    assert max(len(key) for key in IndexEntry.objects.values_list("sort_key", flat=True)) == 400
    assert max(len(folded) for folded in IndexEntry.objects.values_list("folded", flat=True)) == 600


def test_the_topic_and_each_section_have_a_search_entry():
    make.make_reference("zamboni2009")
    make.make_live(
        "ccsvi",
        title="Ångström’s Disease",
        aliases=[{"name": "Angstorm", "kind": "misspelling"}],
        summary="Über\nveins.",
        references=[{"key": "zamboni2009"}],
        sections=[
            {"heading": "", "body": "<p>Café [@zamboni2009].</p><p>1 &lt; 2</p>"},
            {"heading": "Prüfung", "body": "<p>–</p>", "key": "tests"},
        ],
    )

    entries = SearchEntry.objects.order_by("position").values_list(
        "position", "section_key", "section_heading", "text", "names", "summary", "heading", "body"
    )

    assert list(entries) == [
        (0, "", "", "Über\nveins.", "angstroms disease\nangstorm", "uber veins.", "\nprufung", "cafe. 1 < 2\n–"),
        (1, "lead", "", "Café. 1 < 2", "", "", "", "cafe. 1 < 2"),
        (2, "tests", "Prüfung", "–", "", "", "prufung", "–"),
    ]


def test_the_words_of_a_topic_are_those_of_its_names_and_texts_once_each_without_misspellings():
    make.make_live(
        "anaemia",
        title="Anaemia",
        aliases=[{"name": "Anemya", "kind": "misspelling"}, {"name": "Low iron"}],
        summary="Too little iron.",
        sections=[{"heading": "Café", "body": "<p>Iron, too.</p>"}],
    )

    assert SearchEntry.objects.get(position=0).words == ["anaemia", "cafe", "iron", "little", "low", "too"]
    assert SearchEntry.objects.get(position=1).words == []


def test_what_is_searched_is_in_one_spelling_of_two():
    make.make_live("x", title="Tumours", summary="Colour.", sections=[{"heading": "Oedema", "body": "<p>Haem.</p>"}])

    entry = SearchEntry.objects.get(position=0)
    assert (entry.names, entry.summary, entry.heading, entry.body) == ("tumors", "color.", "edema", "hem.")
    assert entry.text == "Colour."


def test_a_section_of_any_length_can_be_searched():
    words = " ".join(
        chr(0x10000 + number // 80) + chr(0x10000 + number % 80) + f"-{number}" for number in range(40_000)
    )

    make.make_live("long", sections=[{"heading": "", "body": f"<p>{words}</p>"}])

    entry = SearchEntry.objects.get(position=1)
    assert len(entry.body) == 150_000
    assert len(entry.text) > 300_000


def test_links_lead_to_related_topics_and_cited_references_in_their_order():
    make.make_reference("b2002")
    make.make_reference("a2001")
    make.make_topic("pain")
    make.make_topic("fatigue")
    make.make_live("ccsvi", related=["pain", "fatigue"], references=[{"key": "b2002"}, {"key": "a2001"}])

    assert list(Link.objects.order_by("kind", "position").values_list("kind", "target", "position")) == [
        ("cites", "b2002", 0),
        ("cites", "a2001", 1),
        ("related", "pain", 0),
        ("related", "fatigue", 1),
    ]


def test_a_withdrawn_edition_has_no_rows(pat):
    topic = make.make_live("ccsvi", by=pat)
    before = everything()

    withdrawal = publishing.withdraw(topic, pat, WithdrawalReason.OUT_OF_DATE)

    assert withdrawal.kind == EditionKind.WITHDRAWN
    assert everything() == before
    projection.project(withdrawal)
    assert everything() == before


def test_an_edition_that_is_scheduled_has_its_rows_already(pat):
    topic = make.make_live("ccsvi", by=pat, title="Before")
    later = publishing.publish(make.change(topic, title="After"), pat, at=timezone.now() + timedelta(days=1))

    assert [entry.name for entry in later.index_entries.all()] == ["After"]


@pytest.fixture
def record(pat):
    """A record with whatever can be in it: two editions, one cancelled, one withdrawn, one topic never published."""
    make.make_reference("zamboni2009")
    make.make_topic("draft-only")
    ccsvi = make.make_live("ccsvi", by=pat, **CCSVI, related=["draft-only"], references=[{"key": "zamboni2009"}])
    publishing.publish(make.change(ccsvi, title="CCSVI, again"), pat)
    later = publishing.publish(make.change(ccsvi, title="To come"), pat, at=timezone.now() + timedelta(days=1))
    publishing.cancel(later, pat)
    publishing.withdraw(ccsvi, pat, WithdrawalReason.IN_ERROR)
    make.make_live("fatigue", by=pat)


@pytest.mark.usefixtures("record")
def test_a_rebuild_derives_the_same_rows_as_publishing_did():
    before = everything()

    count = projection.rebuild()

    assert count == 4
    assert everything() == before


@pytest.mark.usefixtures("record")
def test_a_rebuild_may_be_repeated():
    projection.rebuild()
    before = everything()

    projection.rebuild()

    assert everything() == before


@pytest.mark.usefixtures("record")
def test_a_rebuild_mends_what_was_lost_or_changed():
    before = everything()
    IndexEntry.objects.filter(kind="title").delete()
    SearchEntry.objects.update(text="something else")
    Link.objects.create(edition=Edition.objects.first(), kind="cites", target="nobody", position=9)

    projection.rebuild()

    assert everything() == before


@pytest.mark.usefixtures("record")
def test_a_rebuild_shows_how_far_it_has_come():
    seen = []

    def progress(editions):
        for edition in editions:
            seen.append(edition)
            yield edition

    projection.rebuild(progress)

    assert len(seen) == 4


def test_more_editions_than_one_batch_are_all_rebuilt(pat, monkeypatch):
    monkeypatch.setattr(projection, "_BATCH", 2)
    for slug in ("a", "b", "c", "d", "e"):
        make.make_live(slug, by=pat)

    assert projection.rebuild() == 5
    assert IndexEntry.objects.count() == 5


def test_a_rebuild_of_nothing_is_nothing():
    assert projection.rebuild() == 0


def test_rows_are_current_until_the_projection_has_a_new_version(monkeypatch):
    projection.rebuild()
    assert projection.is_current()

    monkeypatch.setattr(projection, "VERSION", 999)
    assert not projection.is_current()

    projection.rebuild()
    assert projection.is_current()
    assert ProjectionState.objects.get().version == 999


def test_rows_are_not_current_when_nothing_says_so():
    ProjectionState.objects.all().delete()

    assert not projection.is_current()
