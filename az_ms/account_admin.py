"""The accounts of those who work at the desk, and what groups may do. Only administrators see these pages."""

from django.contrib import admin, messages
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db.models import PROTECT
from django.http import Http404
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from az_ms import accounts
from az_ms.account_forms import AccountForm, AddAccountForm, GroupForm, SetPasswordForm
from references.one_by_one import OneByOneMixin
from topics.receivers import EDITORS, PUBLISHERS

# Django's own speak of hashes, single sign-on and three kinds of being allowed in.
admin.site.unregister([User, Group])


def has_worked(user):
    """Return whether anything that is kept names the account as the one who did it."""
    relations = [
        field
        for field in user._meta.get_fields(include_hidden=True)
        if field.one_to_many and (field.on_delete is PROTECT or field.related_model is LogEntry)
    ]
    return any(one.related_model._base_manager.filter(**{one.field.name: user}).exists() for one in relations)


def _moment(at):
    return date_format(localtime(at), "j F Y, H:i")


class MayLogInFilter(admin.SimpleListFilter):
    title = "access"
    parameter_name = "may_log_in"

    def lookups(self, request, model_admin):
        return [("yes", "May log in"), ("no", "May not")]

    def queryset(self, request, queryset):
        may = {"is_active": True, "is_staff": True}
        if self.value() == "yes":
            return queryset.filter(**may)
        return queryset.exclude(**may) if self.value() == "no" else queryset


@admin.register(User)
class AccountAdmin(OneByOneMixin, UserAdmin):
    form = AccountForm
    add_form = AddAccountForm
    add_form_template = None
    change_form_template = "admin/auth/user/change_form.html"
    change_password_form = SetPasswordForm
    change_user_password_template = "admin/auth/user/set_password.html"  # noqa: S105 - no password
    who = ("username", ("first_name", "last_name"), "email")
    add_fieldsets = (
        (None, {"fields": who}),
        ("What they may do", {"fields": ("groups", "is_superuser")}),
    )
    readonly_fields = ("password_words", "last_in", "made")
    filter_horizontal = ()
    list_display = ("username", "name", "address", "may", "may_log_in", "last_in")
    list_filter = (MayLogInFilter, "groups")

    def get_urls(self):
        view = self.admin_site.admin_view(self.send_link)
        send = path("<int:pk>/send-link/", view, name="auth_user_send_link")
        return [send, *super().get_urls()]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return self.add_fieldsets
        may = ["is_active", "groups", "is_superuser"]
        if obj.user_permissions.exists():
            may.append("user_permissions")
        who = (*self.who, "password_words") if self.has_change_permission(request, obj) else self.who
        return (
            (None, {"fields": who}),
            ("What they may do", {"fields": may}),
            ("When", {"fields": ("last_in", "made")}),
        )

    def get_readonly_fields(self, request, obj=None):
        """Let none but administrators make one."""
        return [*super().get_readonly_fields(request, obj), *([] if request.user.is_superuser else ["is_superuser"])]

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.acting = request.user
        return form

    def has_change_permission(self, request, obj=None):
        """Keep an administrator's account from those who are none: with its password they would be one."""
        is_above = bool(obj and obj.is_superuser and not request.user.is_superuser)
        return super().has_change_permission(request, obj) and not is_above

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and self.has_change_permission(request, obj)

    @admin.display(description="name", ordering="first_name")
    def name(self, user):
        return user.get_full_name()

    @admin.display(description="e-mail address", ordering="email")
    def address(self, user):
        return user.email

    @admin.display(description="last logged in", ordering="last_login")
    def last_in(self, user):
        return _moment(user.last_login) if user.last_login else "never yet"

    @admin.display(description="account made on")
    def made(self, user):
        return _moment(user.date_joined)

    @admin.display(description="may do")
    def may(self, user):
        names = [group.name for group in user.groups.all()]
        return ", ".join(["Administrator", *names] if user.is_superuser else names)

    @admin.display(description="may log in", boolean=True)
    def may_log_in(self, user):
        return user.is_active and user.is_staff

    @admin.display(description="password")
    def password_words(self, user):
        return render_to_string("admin/auth/user/_password.html", {"account": user})

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Offer to delete only what can be deleted."""
        user = self.get_object(request, unquote(object_id))
        is_fresh = user is not None and user != request.user and not has_worked(user)
        return super().change_view(request, object_id, form_url, {"show_delete": is_fresh, **(extra_context or {})})

    def delete_view(self, request, object_id, extra_context=None):
        """Delete an account that has done nothing yet; else say why it stays and what to do instead."""
        user = self.get_object(request, unquote(object_id))
        stays = user is not None and (user == request.user or has_worked(user))
        if stays and self.has_delete_permission(request, user):
            context = {
                **self.admin_site.each_context(request),
                "title": f"The account “{user}” cannot be deleted",
                "opts": self.opts,
                "account": user,
            }
            return TemplateResponse(request, "admin/auth/user/delete_refused.html", context)
        return super().delete_view(request, object_id, extra_context)

    def response_add(self, request, obj, post_url_continue=None):
        """Send the new account a link to choose its password."""
        self._send(request, obj)
        return super().response_add(request, obj, post_url_continue)

    def send_link(self, request, pk):
        """Send a link for a new password, and come back to the account."""
        user = self.get_object(request, pk)
        if user is None:
            raise Http404
        if not self.has_change_permission(request, user):
            raise PermissionDenied
        # Whoever had to log in again on the way comes by GET, and presses again.
        if request.method == "POST":
            self._send(request, user)
        return redirect(reverse("admin:auth_user_change", args=[pk]))

    def _send(self, request, user):
        """Send the link, and say whether it went."""
        try:
            accounts.send_link(request, user)
        except accounts.NotSentError as error:
            messages.warning(request, str(error))
        else:
            messages.success(
                request,
                f"A link to choose a password is on its way to {user.email}. It works once, for {accounts.LINK_HOURS} "
                "hours; “Forgotten your password?” on the log-in page sends another.",
            )


@admin.register(Group)
class PlainGroupAdmin(OneByOneMixin, GroupAdmin):
    form = GroupForm
    fields = ("name", "permissions")
    filter_horizontal = ()

    def get_readonly_fields(self, request, obj=None):
        """Fix the names that come with the site: another would come back beside the new one."""
        return ["name"] if _comes_with_the_site(obj) else []

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and not _comes_with_the_site(obj)


def _comes_with_the_site(group):
    return group is not None and group.name in (EDITORS, PUBLISHERS)
