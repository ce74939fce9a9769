"""The readers' addresses."""

from django.urls import path

from topics.views import health, index, search, topic

app_name = "topics"

urlpatterns = [
    path("", index.home, name="home"),
    path("a-z/", index.index, name="index"),
    path("a-z/letter/<str:initial>/", index.letter, name="letter"),
    path("a-z/<slug:slug>/", topic.detail, name="detail"),
    path("a-z/<slug:slug>/history/", topic.history, name="history"),
    path("a-z/<slug:slug>/editions/<int:number>/", topic.edition, name="edition"),
    path("search/", search.search, name="search"),
    path("healthz/", health.healthz, name="healthz"),
    path("readyz/", health.readyz, name="readyz"),
]
