"""The forms for the accounts of those who work at the desk. An account is a person's; what it may do, groups say."""

from django import forms
from django.contrib.auth import forms as auth_forms
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Q

from az_ms.password_forms import ChooseMixin
from topics.receivers import EDITORS, PUBLISHERS, PUBLISHING, WRITING

# What the groups that come with the site may do, as long as they may do what they came with.
_MAY = {
    EDITORS: (
        "write topics and look after references, other words for the search, and what readers could not find. They "
        "cannot publish",
        set(WRITING),
    ),
    PUBLISHERS: (
        "do all that editors may, and decide what readers get: publish, schedule, withdraw, mark as reviewed. They "
        "also change the site’s name, helpline and standing pages",
        set(WRITING + PUBLISHING),
    ),
}


class _Groups(forms.ModelMultipleChoiceField):
    """Groups to tick, each with what it may do."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, group):
        held = group.permissions.all()
        words, as_it_came = _MAY.get(group.name, ("", None))
        if {permission.codename for permission in held} != as_it_came:
            words = ", ".join(permission.name.removeprefix("Can ") for permission in held)
        return f"{group.name} – may {words or 'do nothing'}."


class _Permissions(forms.ModelMultipleChoiceField):
    """Permissions to tick, each in its own words."""

    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, permission):
        return permission.name


class AccountForm(forms.ModelForm):
    """An account: who it is, and what they may do. Set `acting` to the user who fills it in."""

    acting = None
    groups = _Groups(
        Group.objects.order_by("pk").prefetch_related("permissions"),
        required=False,
        label="Groups",
        help_text="Tick one; an administrator needs none. You can change it later, and it works at once.",
    )

    user_permissions = _Permissions(
        Permission.objects.none(),
        required=False,
        label="Beside that",
        help_text="What this account alone was given, such as “Can publish”. Groups are easier to keep right: take the "
        "ticks away when a group will do.",
    )

    class Meta:
        model = User
        fields = ("username", "first_name", "last_name", "email", "is_active", "groups", "is_superuser")
        fields += ("user_permissions",)
        field_classes = {"username": auth_forms.UsernameField}
        labels = {
            "email": "E-mail address",
            "is_active": "May log in",
            "is_superuser": "Administrator",
        }
        help_texts = {
            "username": "What they log in with, and the name under which the record keeps what they write, such as "
            "“ann.other”. Letters, digits, dots and hyphens; no spaces.",
            "first_name": "What the desk calls them, such as “Ann”.",
            "last_name": "Such as “Other”.",
            "email": "Where links for a new password go, such as “ann.other@example.org”. Each person has their own.",
            "is_active": "Take the tick away when somebody leaves. They are logged out at once, and their name stays "
            "in the record of what they wrote.",
            "is_superuser": "May do everything, and make accounts. Let two people be administrators, so that one can "
            "help the other.",
        }
        error_messages = {"username": {"required": "Write the name that they shall log in with, such as “ann.other”."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "username" in self.fields:
            self.fields["username"].error_messages["invalid"] = (
                "Use letters, digits and . - _ + @ only, without spaces, such as “ann.other”."
            )
            # Whoever fills this in makes somebody else's account: no browser shall offer their own name.
            self.fields["username"].widget.attrs["autocomplete"] = "off"
        if "email" in self.fields:
            self.fields["email"].error_messages["invalid"] = (
                "This is no e-mail address. Write it like name@example.org."
            )
        held = self.instance.user_permissions.all() if self.instance.pk else Permission.objects.none()
        if held:
            self.fields["user_permissions"].queryset = held
        else:
            del self.fields["user_permissions"]
        if "is_active" in self.fields and not self.instance.is_staff:
            self.initial["is_active"] = False

    def clean_username(self):
        """Return the name. Raises ValidationError where a new one is another account's, in capitals or not."""
        if other := self._other_with("username"):
            raise forms.ValidationError(f"There is an account “{other}” already. Choose another username.")
        return self.cleaned_data["username"]

    def clean_email(self):
        """Return the address. Raises ValidationError where a new one is another account's."""
        if other := self._other_with("email"):
            raise forms.ValidationError(f"The account “{other}” has this address already. Give each person their own.")
        return self.cleaned_data["email"]

    def clean(self):
        """Refuse an account that may do nothing, and that somebody shuts the door behind themselves."""
        super().clean()
        said = {**forms.model_to_dict(self.instance, ["is_active", "is_superuser"]), **self.cleaned_data}
        may_something = said.get("groups") or said["is_superuser"] or said.get("user_permissions")
        if "groups" in self.fields and "groups" not in self.errors and said["is_active"] and not may_something:
            self.add_error("groups", "Tick what this person may do: they would find an empty desk.")
        if self.instance == self.acting:
            for name in ("is_active", "is_superuser"):
                if name in self.fields and getattr(self.acting, name) and not said[name]:
                    self.add_error(name, "You cannot take this from your own account. Ask another administrator.")

    def _post_clean(self):
        # Accounts are for the desk alone: whether it may be entered is one question, not two.
        self.instance.is_staff = True
        super()._post_clean()

    def _other_with(self, name):
        """Return another account that has what was newly written into a field, in capitals or not."""
        value = self.cleaned_data[name]
        if not value or name not in self.changed_data:
            return None
        return User.objects.exclude(pk=self.instance.pk).filter(**{f"{name}__iexact": value}).first()


class AddAccountForm(AccountForm):
    """A new account. Its password is chosen by whom it belongs to, with a link that goes to their address."""

    class Meta(AccountForm.Meta):
        fields = ("username", "first_name", "last_name", "email", "groups", "is_superuser")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["autofocus"] = True
        self.fields["email"].required = True
        self.fields["email"].error_messages["required"] = (
            "Write their e-mail address: the link to choose a password goes there."
        )

    def save(self, commit=True):
        """Return the account, which has no password yet."""
        self.instance.set_unusable_password()
        return super().save(commit)


class GroupForm(forms.ModelForm):
    """A group, and what it may do of what the desk is for. Accounts are the administrators' alone."""

    permissions = _Permissions(
        Permission.objects.none(),
        label="May do",
        help_text="Whom you put into the group you say in each account, such as “ann.other”.",
        error_messages={"required": "Tick what its members may do: they would find an empty desk."},
    )

    class Meta:
        model = Group
        fields = ("name", "permissions")
        help_texts = {"name": "Such as “Reference keepers”. “Editors” and “Publishers” come with the site."}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        of_the_desk = Q(codename__in=WRITING + PUBLISHING, content_type__app_label__in=("topics", "references"))
        held = Q(group=self.instance) if self.instance.pk else Q()
        order = ("content_type__app_label", "content_type__model", "pk")
        self.fields["permissions"].queryset = Permission.objects.filter(of_the_desk | held).order_by(*order).distinct()


class SetPasswordForm(ChooseMixin, auth_forms.AdminPasswordChangeForm):
    """A password that an administrator sets for somebody else."""

    def __init__(self, user, *args, **kwargs):
        super().__init__(user, *args, **kwargs)
        self.fields.pop("usable_password", None)  # an account without a password is closed with “May log in”
