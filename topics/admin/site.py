"""The one row of the site's own words."""

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse

from topics.models import Site


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin):
    fieldsets = (
        (None, {"fields": ("name", "charity", "notice", "licence")}),
        ("Helpline", {"fields": ("helpline_name", "helpline_phone", "helpline_hours", "contact_email")}),
    )

    def changelist_view(self, request, extra_context=None):
        """Open the one row; a list of one would be a detour."""
        return redirect(reverse("admin:topics_site_change", args=[1]))

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
