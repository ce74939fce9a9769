"""Logging in, a new password and the first page of the admin, in a real browser."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from playwright.sync_api import expect

from az_ms import accounts
from tests import make
from tests.browser.test_access import violations
from tests.browser.test_admin import log_in, press
from topics.models import Site

# The admin's own pages keep AA.
AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
INSIDE = ["/admin/", "/admin/password_change/", "/admin/password_change/done/"]
INSIDE += [f"/admin/auth/{last}" for last in ("user/", "user/add/", "group/", "group/add/")]
OUTSIDE = ["/admin/login/", "/admin/topics/topic/add/"]
OUTSIDE += [f"/admin/password-reset/{last}" for last in ("", "sent/", "MQ/none/", "done/")]


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_wrong_with_logging_in_accounts_nor_the_first_page(page, scheme, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    wrong = {}
    for path in OUTSIDE:
        page.goto(path)
        wrong[path] = violations(page, AA)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    root = make.make_user("root", is_superuser=True)
    ann = make.make_user("ann", "publish_topic", email="ann@example.org")
    make.make_topic(by=ann)
    Site.objects.update(contact_email="us@example.org")
    log_in(page, "root")
    page.get_by_role("link", name="Write a new topic").wait_for()
    own = [f"/admin/auth/user/{root.pk}/change/"]
    own += [f"/admin/auth/user/{ann.pk}/{last}" for last in ("change/", "password/", "delete/")]
    for path in INSIDE + own:
        page.goto(path)
        wrong[path] = violations(page, AA)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("heading", name="Logged out").wait_for()
    wrong["logged out"] = violations(page, AA)

    assert {path: found for path, found in wrong.items() if found} == {}


def test_an_editor_gets_a_new_password_by_keyboard_alone(page):
    cache.clear()
    make.make_user("ed", email="ed@example.org")
    page.goto("/admin/login/")
    page.get_by_role("link", name="Forgotten").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_label("E-mail address")).to_be_focused()
    page.keyboard.type("ed@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Look into your mailbox")

    accounts.sending.submit(lambda: None).result(timeout=10)
    page.goto(re.search(r"https?://\S+/password-reset/\S+", mail.outbox[0].body)[0])
    expect(page.get_by_label("New password")).to_be_focused()
    page.keyboard.type("short")
    page.get_by_label("The same once more").fill("shart")
    press(page, "Set this password")
    expect(page.locator(".errorlist")).not_to_have_count(0)
    assert violations(page, AA) == []
    page.get_by_label("New password").fill("quite another secret")
    page.get_by_label("The same once more").fill("quite another secret")
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Log in").click()
    page.get_by_label("Username").fill("ed")
    page.get_by_label("Password").fill("quite another secret")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Editors’ desk")


def test_a_number_on_the_first_page_opens_its_list(page):
    make.publisher()
    make.make_topic("stents", title="Stents", by=make.publisher())
    log_in(page, "pat")
    page.get_by_role("link", name=re.compile("1 My drafts")).click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.goto("/admin/")
    page.get_by_label("Find a topic").fill("stents")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Stents")).to_be_visible()


def test_an_administrator_makes_an_account_and_closes_it_by_keyboard_alone(page):
    cache.clear()
    make.make_user("root", is_superuser=True)
    log_in(page, "root")
    page.goto("/admin/auth/user/add/")
    expect(page.get_by_label("Username")).to_be_focused()
    for text in ("ann.other", "Ann", "Other", "ann@example.org"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    expect(page.get_by_label("Editors – may write topics")).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("is on its way to ann@example.org")
    assert len(mail.outbox) == 1
    # Enter in a field saves, and does not send another link.
    page.get_by_label("May log in").uncheck()
    page.get_by_label("Last name").press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("was changed successfully")
    assert len(mail.outbox) == 1
    expect(page.locator("#result_list")).to_contain_text("ann.other")


def test_an_administrator_sends_a_link_by_a_press(page):
    cache.clear()
    ann = make.make_user("ann", email="ann@example.org")
    make.make_user("root", is_superuser=True)
    log_in(page, "root")
    page.goto(f"/admin/auth/user/{ann.pk}/change/")
    page.get_by_role("button", name="Send a link to choose a new one").click()
    expect(page.locator(".messagelist")).to_contain_text("is on its way to ann@example.org")
    assert mail.outbox[0].to == ["ann@example.org"]


def test_whoever_was_logged_out_while_writing_is_told_and_gets_the_words_back(page):
    pat = make.publisher()
    topic = make.make_topic("stents", title="Stents", by=pat)
    log_in(page, "pat")
    page.goto(f"/admin/topics/topic/{topic.pk}/change/")
    page.get_by_label("In short:").fill("What nobody has saved.")
    page.context.clear_cookies(name="sessionid")
    press(page, "Save draft")
    expect(page.locator(".led-from")).to_contain_text("this browser has kept what you typed")
    page.get_by_label("Username").fill("pat")
    page.get_by_label("Password").fill("a long password")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("In short:")).to_have_value("What nobody has saved.")
