"""Django's admin app, with the site of its own that all parts register with."""

from django.contrib.admin.apps import AdminConfig


class EditorsAdminConfig(AdminConfig):
    """Lets `django.contrib.admin.site` be the editors' desk."""

    default_site = "az_ms.admin_site.EditorsSite"
