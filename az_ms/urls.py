"""All addresses of the site: the admin's and the readers'."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("topics.urls")),
]

handler404 = "topics.views.errors.not_found"
