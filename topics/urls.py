"""The readers' addresses."""

from django.urls import path, re_path, register_converter
from django.urls.converters import SlugConverter, StringConverter

from references.csl import KEY_MAX_LENGTH
from topics import feeds, sitemaps
from topics.standing import PAGES
from topics.views import health, index, reading, reference, search, standing, telling, topic

app_name = "topics"


class AddressConverter(SlugConverter):
    """A slug no longer than any topic has, so that nobody asks the database for others."""

    regex = "[-a-zA-Z0-9_]{1,100}"


class KeyConverter(StringConverter):
    """A reference's key in small or capital letters; of another form no reference has one."""

    regex = rf"[a-zA-Z0-9:._-]{{1,{KEY_MAX_LENGTH}}}"


register_converter(AddressConverter, "address")
register_converter(KeyConverter, "key")

_STANDING = "|".join(PAGES)

urlpatterns = [
    path("", index.home, name="home"),
    # No address under the A to Z has a capital letter, and none of a standing page.
    re_path(rf"^(?=.*[A-Z])(?P<asked>(?i:a-z)(?:/[-\w/]{{,200}})?|(?i:{_STANDING})/?)\Z", index.lower_case),
    path("a-z/", index.index, name="index"),
    path("a-z/letter/<str:initial>/", index.letter, name="letter"),
    path("a-z/<address:slug>/", topic.detail, name="detail"),
    path("a-z/<address:slug>/history/", topic.history, name="history"),
    path("a-z/<address:slug>/editions/<int:number>/", topic.edition, name="edition"),
    path("a-z/<address:slug>/references.<slug:ending>", reference.references_file, name="references_file"),
    path("references/<key:key>/", reference.reference, name="reference"),
    path("references/<key:key>/citation.<slug:ending>", reference.reference_file, name="reference_file"),
    path("topics/<int:pk>/", topic.by_id, name="by_id"),
    path("feed/", feeds.changes, name="feed"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap_pages"),
    path("sitemap-topics-<int:shard>.xml", sitemaps.topics, name="sitemap_topics"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("search/", search.search, name="search"),
    path("search/suggestions/", search.suggest, name="suggestions"),
    path("search/opened/", telling.opened, name="opened"),
    path("search/tell-us/", telling.tell_us, name="tell_us"),
    path("search/thanks/", telling.thanks, name="thanks"),
    path("reading-settings/", reading.settings, name="reading_settings"),
    re_path(rf"^(?P<slug>{_STANDING})/\Z", standing.standing, name="standing"),
    path("healthz/", health.healthz, name="healthz"),
    path("readyz/", health.readyz, name="readyz"),
]
