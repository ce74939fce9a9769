"""A reference's own page, references to take away, and what readers are told of sources that cannot be relied on."""

import json
import re
from datetime import date

import pytest
from django.utils import timezone

from references.models import LinkCheck, Notice, Reference
from tests.make import change, in_hours, make_live, make_reference, make_topic
from topics import merging, publishing

pytestmark = pytest.mark.django_db

PAGE = "/references/zamboni2009/"


def text_of(response):
    """Return the words of a page, in one line."""
    return " ".join(re.sub(r"<[^>]*>", " ", response.content.decode()).split())


def make_cited(pat, *keys, slug="ccsvi", **fields):
    """Return a live topic whose one section cites each of `keys`."""
    marks = " ".join(f"a [@{key}]." for key in keys)
    return make_live(
        slug,
        by=pat,
        sections=[{"heading": "One", "body": f"<p>{marks}</p>"}],
        references=[{"key": key} for key in keys],
        **fields,
    )


def make_notice(reference, nature="Retraction", **fields):
    """Return a notice against a reference."""
    return Notice.objects.create(reference=reference, record=str(Notice.objects.count()), nature=nature, **fields)


def make_dead(reference, address):
    """Note that the link of a reference is dead."""
    return LinkCheck.objects.create(
        reference=reference, address=address, status="dead", checked_at=timezone.now(), failed_days=3
    )


def test_a_reference_has_a_page_with_the_topics_that_cite_it(client, pat):
    make_reference(title="Venous study", DOI="10.1000/x")
    make_cited(pat, "zamboni2009", title="CCSVI", full_name="Chronic insufficiency")
    make_cited(pat, "zamboni2009", slug="stents", title="Stents")
    response = client.get(PAGE)
    words = text_of(response)
    assert response.status_code == 200
    assert "Zamboni P. Venous study. 2009. doi: 10.1000/x" in words
    assert "Pages that rest on it CCSVI (Chronic insufficiency) Stents" in words
    assert 'href="https://doi.org/10.1000/x"' in response.content.decode()
    assert "noindex" not in response.content.decode()
    for address in ("/a-z/ccsvi/", "/a-z/ccsvi/editions/1/"):
        assert f'href="{PAGE}"' in client.get(address).content.decode()
    assert "rft.atitle=Venous+study" in response.content.decode()


def test_what_only_a_draft_or_a_later_edition_cites_has_no_page(client, pat):
    make_reference()
    topic = make_topic(references=[{"key": "zamboni2009"}])
    assert client.get(PAGE).status_code == 404
    publishing.publish(topic, pat, at=in_hours(1))
    assert client.get(PAGE).status_code == 404
    assert client.get("/references/nobody1999/").status_code == 404


def test_what_readers_once_had_keeps_its_page_for_them_but_not_for_search_engines(client, pat):
    make_reference()
    publishing.publish(
        change(make_cited(pat, "zamboni2009"), sections=[{"heading": "", "body": "<p>b</p>"}], references=[]), pat
    )
    response = client.get(PAGE)
    assert "None any more." in text_of(response)
    assert '<meta name="robots" content="noindex, follow">' in response.content.decode()


@pytest.mark.parametrize("asked", ["/references/Zamboni2009/", "/references/zamboni2009a/"])
def test_other_spellings_and_merged_keys_lead_to_the_one_address(client, pat, asked):
    into, duplicate = make_reference(), make_reference("zamboni2009a")
    make_cited(pat, "zamboni2009a")
    merging.merge(duplicate, into, pat)
    response = client.get(asked)
    assert (response.status_code, response["Location"]) == (301, PAGE)
    assert "Pages that rest on it Ccsvi" in text_of(client.get(PAGE))
    response = client.get(f"{asked}citation.ris")
    assert (response.status_code, response["Location"]) == (301, f"{PAGE}citation.ris")


def test_a_correction_shows_at_once_wherever_the_reference_is_cited(client, pat):
    reference = make_reference(title="Wrong")
    make_cited(pat, "zamboni2009")
    addresses = ["/a-z/ccsvi/", "/a-z/ccsvi/editions/1/", "/a-z/ccsvi/references.ris", PAGE, f"{PAGE}citation.bib"]
    assert all(b"Wrong" in client.get(address).content for address in addresses)
    reference.csl["title"] = "Right"
    reference.save()
    for address in addresses:
        page = client.get(address).content
        assert b"Right" in page, address
        assert b"Wrong" not in page, address


@pytest.mark.parametrize(
    ("ending", "kind", "begins"),
    [
        ("ris", "application/x-research-info-systems; charset=utf-8", "TY  - JOUR\r\nID  - who2020\r\n"),
        ("bib", "application/x-bibtex; charset=utf-8", "@article{who2020,\n"),
        ("json", "application/vnd.citationstyles.csl+json", '[\n  {\n    "id": "who2020",\n'),
    ],
)
def test_a_topics_references_can_be_taken_away_in_the_order_of_its_page(client, pat, ending, kind, begins):
    for key in ("zamboni2009", "who2020", "uncited2001"):
        make_reference(key)
    make_live(
        by=pat,
        sections=[{"heading": "One", "body": "<p>a [@who2020; @zamboni2009].</p>"}],
        references=[{"key": "uncited2001"}, {"key": "zamboni2009"}, {"key": "who2020"}],
    )
    response = client.get(f"/a-z/ccsvi/references.{ending}")
    text = response.content.decode()
    assert response["Content-Type"] == kind
    assert response["Content-Disposition"] == f'attachment; filename="ccsvi-references.{ending}"'
    assert response["X-Robots-Tag"] == "noindex"
    assert text.startswith(begins)
    assert text.index("who2020") < text.index("zamboni2009") < text.index("uncited2001")
    assert f'href="/a-z/ccsvi/references.{ending}"' in client.get("/a-z/ccsvi/").content.decode()


def test_a_file_names_a_merged_source_once_and_as_it_is_called_today(client, pat):
    into, duplicate = make_reference(), make_reference("zamboni2009a")
    make_cited(pat, "zamboni2009a", "zamboni2009")
    merging.merge(duplicate, into, pat)
    assert [one["id"] for one in json.loads(client.get("/a-z/ccsvi/references.json").content)] == ["zamboni2009"]


def test_files_follow_their_topic_and_no_other_ending_is_there(client, pat):
    make_reference()
    topic = make_cited(pat, "zamboni2009")
    publishing.publish(change(topic, slug="new"), pat)
    response = client.get("/a-z/ccsvi/references.ris")
    assert (response.status_code, response["Location"]) == (301, "/a-z/new/references.ris")
    assert client.get("/a-z/new/references.exe").status_code == 404
    assert client.get(f"{PAGE}citation.exe").status_code == 404
    publishing.withdraw(topic, pat, "in-error")
    assert client.get("/a-z/new/references.ris").status_code == 410


def test_a_retraction_is_marked_at_once_on_every_page_and_beside_every_mark(client, pat):
    reference = make_reference()
    make_cited(pat, "zamboni2009")
    addresses = ["/a-z/ccsvi/", "/a-z/ccsvi/editions/1/", PAGE]
    assert not any("Retracted." in text_of(client.get(address)) for address in addresses)
    notice = make_notice(reference, noticed_on=date(2019, 5, 3), notice_doi="10.1000/r")
    for address in addresses:
        page = client.get(address)
        assert "Retracted. The journal has withdrawn this source (3 May 2019). Do not rely on it." in text_of(page)
        assert 'href="https://doi.org/10.1000/r"' in page.content.decode()
    assert "[1, retracted]" in text_of(client.get("/a-z/ccsvi/"))

    notice.dismissed_at, notice.dismissed_by, notice.dismissed_because = timezone.now(), pat, "It was put right."
    notice.save()
    for address in addresses:
        assert "Retracted." not in text_of(client.get(address))
    assert "Why our editors still rest on it: It was put right." in text_of(client.get(PAGE))


def test_a_retraction_of_what_a_duplicate_went_into_is_marked_under_the_old_key(client, pat):
    into, duplicate = make_reference(), make_reference("zamboni2009a")
    make_cited(pat, "zamboni2009a")
    make_notice(duplicate)
    merging.merge(duplicate, into, pat)
    assert "[1, retracted]" in text_of(client.get("/a-z/ccsvi/"))
    assert Notice.objects.get().reference == into


def test_a_dead_link_is_told_with_the_archives_copy_until_the_address_is_corrected(client, pat):
    reference = make_reference(URL="https://example.org/a", custom={"archive-url": "https://archive.example/a"})
    make_cited(pat, "zamboni2009")
    assert "no longer works" not in text_of(client.get("/a-z/ccsvi/"))
    make_dead(reference, "https://example.org/a")
    for address in ("/a-z/ccsvi/", PAGE):
        page = client.get(address)
        assert "(no longer works)" in text_of(page)
        assert 'href="https://archive.example/a"' in page.content.decode()
    reference.csl["URL"] = "https://example.org/b"
    reference.save()
    assert "no longer works" not in text_of(client.get("/a-z/ccsvi/"))


@pytest.mark.parametrize("count", [1, 6])
def test_the_pages_cost_as_many_queries_for_many_as_for_one(client, pat, count, django_assert_num_queries):
    keys = [f"key{number}" for number in range(count)]
    for key in keys:
        make_notice(make_reference(key))
    for number in range(count):
        make_cited(pat, *keys, slug=f"topic-{number}")
    for address, queries in (
        ("/references/key0/", 1),
        ("/references/key0/citation.ris", 1),
        ("/a-z/topic-0/references.ris", 2),
        ("/a-z/topic-0/", 2),
    ):
        client.get(address)
        Reference.objects.first().save()
        with django_assert_num_queries(queries):
            client.get(address)


def test_a_page_that_is_known_is_not_sent_again(client, pat):
    make_reference()
    make_cited(pat, "zamboni2009")
    for address in (PAGE, f"{PAGE}citation.ris", "/a-z/ccsvi/references.bib"):
        etag = client.get(address)["ETag"]
        assert client.get(address, headers={"If-None-Match": etag}).status_code == 304


def test_a_hostile_title_is_text_on_every_page(client, pat):
    make_reference(title='"><script>alert(1)</script>')
    make_cited(pat, "zamboni2009")
    for address in (PAGE, "/a-z/ccsvi/"):
        assert "<script>alert(1)" not in client.get(address).content.decode()
