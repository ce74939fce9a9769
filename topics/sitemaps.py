"""What search engines read before the pages: the sitemap in shards, and robots.txt."""

from django.http import Http404, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from topics import live
from topics.asking import rows
from topics.caching import respond_text
from topics.sharing import origin
from topics.standing import PAGES

SHARD = 10_000

_XML = "application/xml; charset=utf-8"
_NEVER = ["admin:index", "topics:suggestions", "topics:opened", "topics:tell_us", "topics:thanks"]

# A page changes with its edition, and with a review, whose date it shows.
_PAGES = f"""
    SELECT edition.slug, greatest(edition.live_from, reviewed.at) AS changed_at,
           (row_number() OVER (ORDER BY edition.slug) - 1) / %(shard)s + 1 AS shard
      FROM topics_edition AS edition
      LEFT JOIN (SELECT revision.topic_id, max(review.at) AS at
                   FROM topics_review AS review JOIN topics_revision AS revision ON revision.id = review.revision_id
                  GROUP BY revision.topic_id) AS reviewed ON reviewed.topic_id = edition.topic_id
     WHERE {live.LIVE.format("edition", "%(now)s")}
"""


@require_safe
def index(request):
    """Answer with the index of the sitemap: one shard of the site's own pages, and one for each 10,000 topics."""
    moment = live.moment_of_list()

    def text():
        at = origin(request)
        shards = rows(
            f"SELECT shard, max(changed_at) AS changed_at FROM ({_PAGES}) AS pages GROUP BY shard ORDER BY shard",
            {"now": moment.now, "shard": SHARD},
        )
        newest = max((shard.changed_at for shard in shards), default=None)
        entries = [(f"{at}{reverse('topics:sitemap_pages')}", newest)]
        entries += [(f"{at}{reverse('topics:sitemap_topics', args=[one.shard])}", one.changed_at) for one in shards]
        return render_to_string("sitemap_index.xml", {"entries": entries})

    return _respond(request, moment, "sitemap", text)


@require_safe
def pages(request):
    """Answer with the shard of the site's own pages."""
    moment = live.moment_of_list()

    def text():
        at = origin(request)
        paths = [reverse("topics:home"), reverse("topics:index")]
        paths += [reverse("topics:standing", args=[slug]) for slug in PAGES]
        return render_to_string("sitemap.xml", {"entries": [(f"{at}{path}", None) for path in paths]})

    return _respond(request, moment, "sitemap pages", text)


@require_safe
def topics(request, shard):
    """Answer with a shard of topics, counted from 1; there is none without topics."""
    moment = live.moment_of_list()
    found = rows(
        f"SELECT slug, changed_at FROM ({_PAGES}) AS pages WHERE shard = %(number)s ORDER BY slug",
        {"now": moment.now, "shard": SHARD, "number": shard},
    )
    if not found:
        raise Http404

    def text():
        # One reverse for all: there are thousands.
        before, after = reverse("topics:detail", args=["slug"]).split("slug")
        at = origin(request)
        entries = [(f"{at}{before}{row.slug}{after}", row.changed_at) for row in found]
        return render_to_string("sitemap.xml", {"entries": entries})

    return _respond(request, moment, ("sitemap", shard), text)


@require_safe
def robots(request):
    """Say what robots may ask for. What they may not list, such as letters, says so itself and so may be read."""
    lines = ["User-agent: *", *(f"Disallow: {reverse(name)}" for name in _NEVER), "", f"Sitemap: {origin(request)}"]
    text = "\n".join(lines) + reverse("topics:sitemap") + "\n"
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Cache-Control"] = "max-age=3600"
    return response


def _respond(request, moment, key, text):
    return respond_text(request, moment, (key, moment.stamp, moment.changed_at), text, _XML, says_when=True)
