"""An editor merges a duplicate and decides on a retraction, with mouse and keyboard; a reader sees what comes of it."""

from datetime import date

import pytest

from references.models import Notice, Reference
from tests.make import make_live, make_reference, publisher

CITING = {
    "title": "CCSVI",
    "sections": [{"heading": "One", "body": "<p>a [@zamboni2009a].</p>"}],
    "references": [{"key": "zamboni2009a"}],
}


@pytest.fixture
def editor_page(page):
    """A page with the publisher logged in, who may change references too."""
    from django.contrib.auth.models import Permission

    pat = publisher()
    pat.user_permissions.add(
        *Permission.objects.filter(codename__in=("change_reference", "view_notice", "change_notice"))
    )
    page.goto("/admin/login/")
    page.get_by_label("Username").fill("pat")
    page.get_by_label("Password").fill("a long password")
    page.get_by_role("button", name="Log in").click()
    return page


def test_a_duplicate_is_found_by_its_words_and_merged(editor_page):
    make_reference(title="Venous study", PMID="123")
    duplicate = make_reference("zamboni2009a", title="Venous study (again)")
    make_live(by=publisher(), **CITING)

    editor_page.goto("/admin/references/reference/")
    editor_page.get_by_role("link", name="Zamboni2009a, 2009").click()
    assert "CCSVI" in editor_page.locator(".field-where_used").inner_text()
    editor_page.get_by_role("link", name="Merge into another").click()
    editor_page.locator(".select2-selection").click()
    editor_page.keyboard.type("venous 2009")
    # The duplicate itself is offered too; a choice of it would be refused.
    editor_page.get_by_role("option", name="Zamboni 2009 – Venous study", exact=True).click()
    editor_page.get_by_role("button", name="Show what would change").click()
    assert "This one stays: zamboni2009" in editor_page.locator("#content").inner_text()
    editor_page.get_by_role("button", name="Merge").click()
    editor_page.get_by_text("“zamboni2009a” is now “zamboni2009”. Changed drafts: CCSVI.").wait_for()
    assert Reference.objects.get(pk=duplicate.pk).merged_into.key == "zamboni2009"

    editor_page.goto("/references/zamboni2009a/")
    assert editor_page.url.endswith("/references/zamboni2009/")
    assert "CCSVI" in editor_page.get_by_role("main").inner_text()


def test_a_retraction_is_read_by_everybody_until_it_is_dismissed_with_a_reason(editor_page):
    reference = make_reference("zamboni2009a")
    Notice.objects.create(reference=reference, record="1", nature="Retraction", noticed_on=date(2019, 5, 3))
    make_live(by=publisher(), **CITING)

    editor_page.goto("/a-z/ccsvi/")
    assert editor_page.locator("a.cite").inner_text().endswith("[1, retracted]")
    assert "Do not rely on it." in editor_page.locator("#ref_1").inner_text()

    editor_page.goto("/admin/references/notice/")
    assert "CCSVI (live): One" in editor_page.locator("#result_list").inner_text()
    editor_page.locator("#result_list").get_by_role("link", name="Dismiss").click()
    editor_page.get_by_label("Dismissed because").fill("It was retracted and replaced; we cite the new one.")
    editor_page.get_by_role("button", name="Dismiss the notice").click()
    editor_page.get_by_text("Readers see it at once.").wait_for()

    editor_page.goto("/a-z/ccsvi/")
    assert editor_page.locator("a.cite").inner_text().endswith("[1]")
    with editor_page.expect_download() as download:
        editor_page.get_by_role("link", name="RIS").click()
    assert download.value.suggested_filename == "ccsvi-references.ris"
    editor_page.get_by_role("link", name="More about this source").click()
    assert "It was retracted and replaced; we cite the new one." in editor_page.get_by_role("main").inner_text()
