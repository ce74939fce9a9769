"""The forms with which people log in and choose a password, in the house's words."""

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth import forms

_WRONG = (
    "The username or the password is not right. Capital and small letters count in the password. If you are sure of "
    "both, ask an administrator whether your account may log in."
)


class LogInForm(AdminAuthenticationForm):
    """Username and password. Never says which of the two is wrong, nor that there is such an account."""

    error_messages = {"invalid_login": _WRONG, "inactive": _WRONG}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].error_messages["required"] = "Write your username."
        self.fields["password"].error_messages["required"] = "Write your password."


class ChooseMixin:
    """A password that is chosen by writing it twice."""

    error_messages = {"password_mismatch": "The two passwords are not the same. Write both again."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        first, second = [field for name, field in self.fields.items() if name.endswith(("password1", "password2"))]
        first.label, second.label = "New password", "The same once more"
        second.help_text = ""
        first.error_messages["required"] = "Write a new password."
        second.error_messages["required"] = "Write the new password once more."


class ChoosePasswordForm(ChooseMixin, forms.SetPasswordForm):
    """A new password for whoever came by a link."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].widget.attrs["autofocus"] = True


class ChangePasswordForm(ChooseMixin, forms.PasswordChangeForm):
    """The password that one has, and a new one."""

    error_messages = {**ChooseMixin.error_messages, "password_incorrect": "This is not your password. Write it again."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        old = self.fields["old_password"]
        old.label = "Your password now"
        old.error_messages["required"] = "Write the password that you log in with now."
