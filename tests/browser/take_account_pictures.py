"""Takes the pictures of docs/editors.md, chapters “Log in” and “Give others access”, from a site of its own:

    ./script/test tests/browser/take_account_pictures.py

Look at each before it is kept. pytest finds this file only when it is named.
"""

from django.contrib.auth.models import Group
from django.core.cache import cache

from tests import make
from tests.browser.take_desk_pictures import FOLDER
from tests.browser.test_admin import log_in


def test_take_pictures(chromium, site, live_server):
    cache.clear()
    make.make_user("root", is_superuser=True, first_name="Jo")
    ann = make.make_user("ann.other", email="ann.other@example.org", first_name="Ann", last_name="Other")
    ann.groups.add(Group.objects.get(name="Editors"))
    make.make_topic("stents", by=ann)
    viewport = {"width": 1100, "height": 720}
    page = chromium.new_context(base_url=live_server.url, viewport=viewport, locale="en-GB").new_page()
    page.set_default_timeout(15_000)

    def take(name, of=page):
        of.screenshot(path=FOLDER.parent / f"{name}.png")

    page.set_viewport_size({"width": 640, "height": 640})
    page.goto("/admin/login/")
    take("log-in")
    page.goto("/admin/topics/topic/add/")
    take("log-in-again")
    page.goto("/admin/password-reset/")
    take("reset-password")
    page.set_viewport_size(viewport)
    log_in(page, "root")
    page.goto("/admin/auth/user/add/")
    page.get_by_label("Username").fill("sam.taylor")
    page.get_by_label("First name").fill("Sam")
    page.get_by_label("Last name").fill("Taylor")
    page.get_by_label("E-mail address").fill("sam.taylor@example.org")
    page.get_by_label("Editors – may").check()
    take("add-account", page.locator("#content"))
    page.goto(f"/admin/auth/user/{ann.pk}/change/")
    page.get_by_label("May log in").uncheck()
    take("account", page.get_by_role("group", name="What they may do"))
