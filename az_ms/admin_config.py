"""Django's own apps as the admin shows them."""

from importlib import import_module

from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.apps import AuthConfig


class EditorsAdminConfig(AdminConfig):
    """Lets `django.contrib.admin.site` be the editors' desk, with which all parts register."""

    default_site = "az_ms.admin_site.EditorsSite"

    def ready(self):
        super().ready()
        import_module("az_ms.account_admin")  # takes the place of Django's own, which is registered by now


class AccountsConfig(AuthConfig):
    """Calls users accounts, and gives them and the groups a heading in plain words."""

    verbose_name = "People"

    def ready(self):
        super().ready()
        user = self.get_model("User")._meta
        user.verbose_name, user.verbose_name_plural = "account", "accounts"
