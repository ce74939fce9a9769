"""The page where readers set how they read. What they choose stays on their device: nothing of it is sent here."""

from typing import NamedTuple

from django.urls import reverse
from django.views.decorators.http import require_safe

from topics import live, structured_data
from topics.caching import respond
from topics.sharing import Head, origin
from topics.views.index import home_crumbs


class Setting(NamedTuple):
    """One thing to choose. `choices` are (value, label); the first is the usual one, which is kept nowhere."""

    name: str
    legend: str
    hint: str
    choices: tuple[tuple[str, str], ...]


_TITLE = "Reading settings"
_DESCRIPTION = "Set text size, spacing, colours and more for the A to Z of MS. Your choices stay on your device."

# static/reading.js has the same names, and static/site.css the same values.
SETTINGS = (
    Setting(
        "size",
        "Text size",
        "",
        (("", "Usual"), ("larger", "Larger"), ("large", "Much larger"), ("largest", "Twice the usual size")),
    ),
    Setting(
        "spacing",
        "Space between lines, words and letters",
        "",
        (("", "Usual"), ("more", "More"), ("most", "Most")),
    ),
    Setting(
        "scheme",
        "Colours",
        "",
        (("", "As my device is set"), ("light", "Dark text on light"), ("dark", "Light text on dark")),
    ),
    Setting(
        "contrast",
        "Contrast",
        "",
        (("", "As my device is set"), ("more", "Strongest: black and white")),
    ),
    Setting(
        "motion",
        "Movement",
        "The page follows the voice while you listen. Nothing else on this site moves.",
        (("", "As my device is set"), ("none", "Never move the page")),
    ),
    Setting(
        "sections",
        "How much of a page to show",
        "",
        (("", "The whole page"), ("one", "One section at a time")),
    ),
    Setting(
        "place",
        "Continue where you left off",
        "This device then keeps which pages you read, and where you stopped. Others who use it can see that.",
        (("", "Do not keep my place"), ("keep", "Keep my place on this device")),
    ),
)


@require_safe
def settings(request):
    """Show what can be set. The choices that were made are filled in by static/settings.js."""
    moment = live.moment_of_list()

    def context():
        at, path = origin(request), reverse("topics:reading_settings")
        data = structured_data.page(moment.site, at, path, _TITLE, home_crumbs())
        return {"settings": SETTINGS, "head": Head(_TITLE, at, path, _DESCRIPTION, data=data)}

    return respond(request, moment, ("settings", moment.stamp), "reading_settings.html", context)
