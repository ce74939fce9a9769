"""Django's own apps as the admin shows them."""

from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.apps import AuthConfig


class EditorsAdminConfig(AdminConfig):
    """Lets `django.contrib.admin.site` be the editors' desk, with which all parts register."""

    default_site = "az_ms.admin_site.EditorsSite"


class AccountsConfig(AuthConfig):
    """Gives users and groups a heading in plain words."""

    verbose_name = "Accounts"
