"""The readers' addresses."""

from django.urls import path, re_path, register_converter
from django.urls.converters import SlugConverter

from topics.views import health, index, search, telling, topic

app_name = "topics"


class AddressConverter(SlugConverter):
    """A slug no longer than any topic has, so that nobody asks the database for others."""

    regex = "[-a-zA-Z0-9_]{1,100}"


register_converter(AddressConverter, "address")

urlpatterns = [
    path("", index.home, name="home"),
    # No address under the A to Z has a capital letter.
    re_path(r"^(?=.*[A-Z])(?P<asked>(?i:a-z)(?:/[-\w/]{,200})?)\Z", index.lower_case),
    path("a-z/", index.index, name="index"),
    path("a-z/letter/<str:initial>/", index.letter, name="letter"),
    path("a-z/<address:slug>/", topic.detail, name="detail"),
    path("a-z/<address:slug>/history/", topic.history, name="history"),
    path("a-z/<address:slug>/editions/<int:number>/", topic.edition, name="edition"),
    path("search/", search.search, name="search"),
    path("search/suggestions/", search.suggest, name="suggestions"),
    path("search/opened/", telling.opened, name="opened"),
    path("search/tell-us/", telling.tell_us, name="tell_us"),
    path("search/thanks/", telling.thanks, name="thanks"),
    path("healthz/", health.healthz, name="healthz"),
    path("readyz/", health.readyz, name="readyz"),
]
