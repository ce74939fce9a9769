"""The editors' side as a whole: its name, its first page, and the way in."""

from django.contrib import admin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.urls import reverse


class EditorsSite(admin.AdminSite):
    """Django's admin, whose first page begins with what is waiting for whoever looks at it."""

    site_header = site_title = "A to Z of MS"
    index_title = "Editors’ desk"

    def index(self, request, extra_context=None):
        """Show what is waiting, above everything that the account may open."""
        # Not above: the parts of the admin register with this site while they are imported.
        from topics.admin import desk

        return super().index(request, {"desk": desk.look(self, request), **(extra_context or {})})

    @property
    def login_form(self):
        from az_ms.password_forms import LogInForm

        return LogInForm

    def login(self, request, extra_context=None):
        """Show the log-in page, which says so where it stands in the way of another page."""
        asked = request.POST.get(REDIRECT_FIELD_NAME) or request.GET.get(REDIRECT_FIELD_NAME, "")
        led_from = asked.partition("?")[0] not in ("", reverse("admin:index"))
        return super().login(request, {"led_from": led_from, **(extra_context or {})})

    def password_change(self, request, extra_context=None):
        from az_ms.accounts import ChangePassword

        return ChangePassword.as_view(extra_context=extra_context)(request)

    def password_change_done(self, request, extra_context=None):
        return super().password_change_done(request, {"title": "Your password is changed", **(extra_context or {})})
