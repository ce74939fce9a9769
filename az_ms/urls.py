"""All addresses of the site: the admin's and the readers'."""

from django.contrib import admin
from django.urls import include, path

from az_ms import accounts
from topics.api import urls as api_urls

urlpatterns = [
    path("admin/password-reset/", include(accounts.urlpatterns)),
    path("admin/", admin.site.urls),
    path("api/", include(api_urls)),
    path("", include("topics.urls")),
]

handler400 = "topics.views.errors.bad_request"
handler404 = "topics.views.errors.not_found"
