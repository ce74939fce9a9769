"""A real Chromium against the site, served over loopback."""

import json
import os
from pathlib import Path

import pytest

from tests import make
from topics import importing, publishing
from topics.management.commands.seed_demo import DEMO
from topics.models import Site

# Playwright's event loop runs in this thread, and Django would forbid the ORM beside it.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

from playwright.sync_api import sync_playwright

CHROMIUM = os.environ.get("CHROMIUM") or next(
    (path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()), ""
)
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    """Skip the browser's tests, with the reason, where there is no browser."""
    if not CHROMIUM:
        for item in items:
            if "tests/browser/" in item.nodeid:
                item.add_marker(pytest.mark.skip(reason="no Chromium was found (apt-get install chromium)"))


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium, transactional_db, live_server):
    """A page of a desktop's width on the site; whatever the browser complains of fails the test."""
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.set_default_timeout(15_000)
    complaints = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    # The browser says so of every 404 and 410 that a test asks for on purpose.
    assert [one for one in complaints if "status of 4" not in one] == []


@pytest.fixture
def plain_page(chromium, transactional_db, live_server):
    """A page on the site in a browser that runs no script."""
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(15_000)
    yield page
    context.close()


# Of the demonstration: every style of section, tables, all kinds of names, and topics that name each other.
FEW = ("ccsvi", "disease-modifying-drugs", "multiple-sclerosis", "fatigue", "relapses", "mri", "alemtuzumab", "ms-hug")


@pytest.fixture
def site(transactional_db, tmp_path):
    """A few topics of the demonstration, one that was withdrawn, and all that the site can say of itself."""
    lines = [line for file in sorted(DEMO.glob("*.jsonl")) for line in file.read_text().splitlines()]
    few = tmp_path / "few.jsonl"
    few.write_text("\n".join(line for line in lines if json.loads(line)["slug"] in FEW))
    pat = make.publisher()
    importing.import_documents([few], pat, publish=True)
    publishing.withdraw(make.make_live("withdrawn"), pat, "out-of-date")
    Site.objects.update(
        charity="A charity",
        notice="Demonstration content, not medical advice",
        helpline_name="MS Helpline",
        helpline_phone="0800 000 0000",
        helpline_hours="Monday to Friday, 9am to 5pm",
        contact_email="us@example.org",
        licence="Free to use.",
    )
