"""The one box and the form of a reference in a real browser: with files, and with and without scripts."""

import pytest
from playwright.sync_api import expect

from references.models import Reference
from tests import make

RIS = (
    "\ufeffTY - JOUR\r\nAU - Zamboni, P\r\nTI - On veins\r\nPY - 2009\r\nDO - 10.1000/x\r\n"
    "TY - JOUR\r\nAU - Nobody\r\nER -\r\n"
)
NBIB = (
    "PMID- 21969411\nTI  - Association of veins with\n      multiple sclerosis.\nFAU - Laupacis, A\nDP  - 2011 Nov 8\n"
)


@pytest.fixture
def editor(transactional_db):
    return make.make_user("maria", "add_reference", "change_reference", "view_reference")


def log_in(page):
    page.goto("/admin/")
    page.get_by_label("Username").fill("maria")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Log in").click()


@pytest.mark.parametrize("with_scripts", [True, False])
def test_an_editor_adds_what_programs_wrote_and_sees_first_what_it_is(editor, request, with_scripts):
    page = request.getfixturevalue("page" if with_scripts else "plain_page")
    make.make_reference("known2009", DOI="10.1000/known")
    log_in(page)
    page.goto("/admin/references/reference/")
    page.get_by_role("link", name="Add references").click()
    page.get_by_label("Paste anything").fill("https://doi.org/10.1000/KNOWN")
    page.get_by_label("Or choose files").set_input_files(
        [
            {"name": "zotero.ris", "mimeType": "text/plain", "buffer": RIS.encode()},
            {"name": "pubmed.nbib", "mimeType": "text/plain", "buffer": NBIB.encode()},
        ]
    )
    page.get_by_role("button", name="Show what this is").click()

    expect(page.get_by_text("Nothing has been added yet.")).to_be_visible()
    expect(page.locator("tr.here")).to_contain_text("known2009")
    expect(page.locator("tr.new")).to_have_count(2)
    expect(page.locator("tr.unreadable")).to_contain_text("It has no title.")
    expect(page.locator("tr.unreadable")).to_contain_text("zotero.ris, line 6")
    assert Reference.objects.count() == 1

    page.get_by_label("Add record 4").uncheck()
    page.get_by_role("button", name="cannot be read (1)").click()
    expect(page.locator(".intake tbody tr")).to_have_count(1)
    page.get_by_role("button", name="Add what is ticked to the library").click()

    expect(page.get_by_text("1 reference added.")).to_be_visible()
    assert set(Reference.objects.values_list("key", flat=True)) == {"known2009", "zamboni2009"}


def test_the_form_asks_for_what_the_chosen_kind_has(editor, page):
    log_in(page)
    page.goto("/admin/references/reference/add/")

    expect(page.get_by_label("Journal:", exact=True)).to_be_visible()
    expect(page.get_by_label("ISBN:")).to_be_hidden()

    page.get_by_label("Volume:").fill("80")
    page.get_by_label("Kind:").select_option("guideline")

    expect(page.get_by_label("Journal:", exact=True)).to_be_hidden()
    expect(page.get_by_label("Number of the guideline:")).to_be_visible()
    # What has something in it never hides.
    expect(page.get_by_label("Volume:")).to_be_visible()

    page.get_by_label("Title:").fill("Multiple sclerosis in adults: management")
    page.get_by_label("Authors:", exact=True).fill("National Institute for Health and Care Excellence")
    page.get_by_label("Published:").fill("22 June 2022")
    page.get_by_label("Number of the guideline:").fill("NG220")
    page.get_by_role("button", name="Save", exact=True).click()

    expect(page.locator(".messagelist .success")).to_be_visible()
    reference = Reference.objects.get()
    assert (reference.kind, reference.csl["number"], reference.year) == ("guideline", "NG220", 2022)


def test_without_scripts_all_fields_are_there_in_their_groups(editor, plain_page):
    log_in(plain_page)
    plain_page.goto("/admin/references/reference/add/")

    for label in ("Journal, book, website", "ISBN:", "Number:", "Editors:", "Series:"):
        expect(plain_page.get_by_label(label)).to_be_visible()
    for group in ("What it is", "Where it appeared", "Where to find it", "What else we know"):
        expect(plain_page.get_by_role("heading", name=group)).to_be_visible()


def test_an_earlier_version_is_brought_back_from_the_history(editor, page):
    reference = make.make_reference("a2001", title="First")
    reference.csl = {**reference.csl, "title": "Second"}
    reference.save(by=editor)
    log_in(page)
    page.goto(f"/admin/references/reference/{reference.pk}/history/")

    page.get_by_role("button", name="Bring back version 1").click()

    expect(page.get_by_text("Version 1 is what readers see again.")).to_be_visible()
    reference.refresh_from_db()
    assert reference.title == "First"
