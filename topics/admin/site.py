"""The one row of the site's own words."""

from django.contrib import admin, messages
from django.shortcuts import redirect
from django.urls import reverse

from topics.models import Site

_UNREACHABLE = (
    "Saved. Readers of the Contact page now find neither an e-mail address nor a telephone number, so nobody can reach "
    "you. Fill in one of the two."
)


@admin.register(Site)
class SiteAdmin(admin.ModelAdmin):
    fieldsets = (
        (
            None,
            {
                "fields": ("name", "charity", "notice", "licence"),
                "description": "What every page shows. What you save is what readers have at once.",
            },
        ),
        (
            "How readers reach you",
            {
                "fields": ("helpline_name", "helpline_phone", "helpline_hours", "contact_email"),
                "description": "Shown at the foot of every page, beside every topic and on the Contact page.",
            },
        ),
    )

    def view_on_site(self, site):
        return reverse("topics:standing", args=["contact"])

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if not obj.is_reachable:
            messages.warning(request, _UNREACHABLE)

    def changelist_view(self, request, extra_context=None):
        """Open the one row; a list of one would be a detour."""
        return redirect(reverse("admin:topics_site_change", args=[1]))

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
