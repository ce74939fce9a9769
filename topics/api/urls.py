"""The addresses of the API: its page, its description, and its operations."""

from django.urls import path

from topics.api import citing, finding, page, topics, whole  # noqa: F401 - the modules register their operations
from topics.api.application import api

urlpatterns = [
    path("", page.page, name="api-page"),
    path("openapi.json", page.openapi, name="api-openapi"),
    path("", api.urls),
]
