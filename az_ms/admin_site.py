"""The editors' side as a whole: its name and its first page."""

from django.contrib import admin


class EditorsSite(admin.AdminSite):
    """Django's admin, whose first page begins with what is waiting for whoever looks at it."""

    site_header = site_title = "A to Z of MS"
    index_title = "Editors’ desk"

    def index(self, request, extra_context=None):
        """Show what is waiting, above everything that the account may open."""
        # Not above: the parts of the admin register with this site while they are imported.
        from topics.admin import desk

        return super().index(request, {"desk": desk.look(self, request), **(extra_context or {})})
