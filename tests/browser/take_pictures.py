"""Takes the pictures of docs/pages.md, and some of the handbook's, from a site that is being served.

    ./script/server
    .venv/bin/python -m tests.browser.take_pictures [http://127.0.0.1:8000 [USERNAME PASSWORD]]

With the name and password of an administrator those of docs/editors.md that are named here are taken too.

Look at each before it is kept: the tests see what is wrong, but not what is ugly.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "az_ms.settings")

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "images" / "pages"
HANDBOOK = FOLDER.parent

PAGES = {
    "home": "/",
    "index": "/a-z/",
    "letter": "/a-z/letter/c/",
    "topic": "/a-z/ccsvi/",
    "history": "/a-z/ccsvi/history/",
    "edition": "/a-z/ccsvi/editions/1/",
    "reference": "/references/zamboni2009/",
    "search": "/search/?q=liberaton+therapy",
    "nothing-found": "/search/?q=xyzzy",
    "reading-settings": "/reading-settings/",
    "not-found": "/a-z/none/",
}
# What the handbook shows of the admin; take_desk_pictures and take_account_pictures take the rest.
HANDBOOK_PAGES = {
    "desk": "/admin/",
    "site-words": "/admin/topics/site/1/change/",
    "standing-page": "/admin/topics/standingpage/1/change/",
}
DESKTOP = {"viewport": {"width": 1280, "height": 1000}, "color_scheme": "light"}
ADMIN = {"viewport": {"width": 1000, "height": 760}, "color_scheme": "light"}
PHONE = {"viewport": {"width": 390, "height": 1000}, "color_scheme": "dark"}

# What a page shows only after somebody did something: its name, the address, what is done.
DONE = {
    "word-explained": ("/a-z/ccsvi/", "document.querySelector('a.term').click()"),
    "listen-and-print": (
        "/a-z/ccsvi/",
        "for (const one of document.querySelectorAll('.tools details')) one.open = true",
    ),
}


def main(origin="http://127.0.0.1:8000", username="", password=""):
    """Take each page on a desktop in light colours and on a phone in dark ones, and, with an account, the admin's."""
    import django
    from playwright.sync_api import sync_playwright

    django.setup()
    from tests.browser.conftest import CHROMIUM, QUIET

    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for kind, settings in (("desktop", DESKTOP), ("phone", PHONE)):
            page = browser.new_context(base_url=origin, **settings).new_page()
            for name, path in PAGES.items():
                page.goto(path, wait_until="networkidle")
                _take(page, f"{name}-{kind}")
            for name, (path, act) in DONE.items():
                page.goto(path, wait_until="networkidle")
                page.evaluate(act)
                page.evaluate("document.querySelector('.tools').scrollIntoView()")
                _take(page, f"{name}-{kind}")
        if username:
            _take_handbook(browser.new_context(base_url=origin, **ADMIN).new_page(), username, password)
        browser.close()


def _take_handbook(page, username, password):
    page.goto("/admin/login/")
    page.get_by_label("Username").fill(username)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    for name, path in HANDBOOK_PAGES.items():
        page.goto(path, wait_until="networkidle")
        page.screenshot(path=HANDBOOK / f"{name}.png")


def _take(page, name):
    page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=60)


if __name__ == "__main__":
    main(*sys.argv[1:])
