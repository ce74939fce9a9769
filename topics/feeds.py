"""The feed of changes (Atom, RFC 4287): what was published, reviewed and withdrawn, with what changed in words."""

import re
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from topics import live, news
from topics.caching import respond_text
from topics.sharing import origin

ENTRIES = 50

# What XML 1.0 cannot hold.
_NOT_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@require_safe
def changes(request):
    """Answer with the feed of the last changes to the whole site."""
    moment = live.moment_of_list()

    def feed():
        return _feed(moment, origin(request))

    key = ("feed", moment.stamp, moment.changed_at)
    return respond_text(request, moment, key, feed, "application/atom+xml; charset=utf-8", says_when=True)


def _feed(moment, at):
    events = news.events(moment.now, ENTRIES)
    publisher = _text(moment.site.charity or moment.site.name)
    feed = Atom1Feed(
        title=_text(f"{moment.site.name}: changes"),
        link=f"{at}{reverse('topics:home')}",
        description="What was published, reviewed and withdrawn, the newest first.",
        language="en-GB",
        author_name=publisher,
        author_link=f"{at}/",
        feed_url=f"{at}{reverse('topics:feed')}",
        feed_guid=f"{at}{reverse('topics:feed')}",
        feed_copyright=_text(moment.site.licence) or None,
    )
    for event in events:
        title, said = news.told(event)
        page = "topics:history" if event.kind == "withdrawn" else "topics:detail"
        feed.add_item(
            title=_text(title),
            link=f"{at}{reverse(page, args=[event.slug])}",
            description=_text(said),
            unique_id=_name(event, at),
            pubdate=event.at,
            updateddate=event.at,
            author_name=publisher,
        )
    if not events:
        # An Atom feed says when it changed last; one without entries would say now, and so another time at each look.
        feed.latest_post_date = lambda: moment.changed_at
    return feed.writeString("utf-8")


def _name(event, at):
    """Return the tag URI (RFC 4151) of an event, which stays the same whatever becomes of titles and addresses."""
    what = f"reviews/{event.row_id}" if event.kind == "reviewed" else f"editions/{event.number}"
    return f"tag:{urlsplit(at).hostname},{event.at:%Y-%m-%d}:topics/{event.topic_id}/{what}"


def _text(text):
    return _NOT_XML.sub("\ufffd", text)
