"""Passwords: a link by e-mail to choose one, for editors who have none yet or forgot theirs, and changing one.

To whoever is not logged in nothing tells whether an address belongs to an account: neither the page, nor, but for a
fraction of a millisecond, how long it takes, as the mail is sent after the answer; nor a mail server that fails, as it
is asked first, whoever the address belongs to.
"""

import logging
from concurrent.futures import ThreadPoolExecutor

from django.conf import settings
from django.contrib import admin
from django.contrib.auth import forms, get_user_model, views
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.core.cache import cache
from django.template.loader import render_to_string
from django.urls import path, reverse, reverse_lazy
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from az_ms.password_forms import ChangePasswordForm, ChoosePasswordForm
from topics.models import Site
from topics.sharing import origin

logger = logging.getLogger(__name__)

LINK_HOURS = settings.PASSWORD_RESET_TIMEOUT // 3600
# One mail an account in this time, so that nobody can fill somebody's mailbox. Kept in each process.
MINUTES_BETWEEN = 5

sending = ThreadPoolExecutor(max_workers=1, thread_name_prefix="mail")

_UNSENDABLE = "We cannot send e-mail at the moment. Please try again later, or ask an administrator for a new password."


class NotSentError(Exception):
    """A link could not be sent: one sentence says why."""


def link_message(request, user, site, *, is_new=False):
    """Return the mail with a link for the account `user`: to choose its first password, or a new one."""
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    address = reverse("password_reset_confirm", args=[uid, default_token_generator.make_token(user)])
    context = {
        "site": site,
        "user": user,
        "address": f"{origin(request)}{address}",
        "log_in": f"{origin(request)}{reverse('admin:login')}",
        "hours": LINK_HOURS,
        "origin": origin(request),
    }
    kind, words = ("invitation", "Your account at") if is_new else ("password_reset", "A new password for")
    body = render_to_string(f"registration/{kind}_email.txt", context)
    return mail.EmailMessage(f"{words} {' '.join(site.name.split())}", body, to=[user.email])


def send_link(request, user):
    """Send the account a link to choose its password, before this returns. Raises NotSentError."""
    if not (user.is_active and user.is_staff):
        raise NotSentError(
            "No link was sent, as this account may not log in. Tick “May log in”, save, and send it then."
        )
    if not user.email:
        raise NotSentError(
            "No link was sent, as this account has no e-mail address. Write one, save, and send it then."
        )
    try:
        if not settings.SENDS_MAIL:
            raise OSError("EMAIL_HOST is not set.")
        link_message(request, user, Site.objects.get(), is_new=not user.has_usable_password()).send()
    except Exception:  # a server that does not answer, or an address that cannot be
        logger.exception("The mail with a link to choose a password could not be sent.")
        raise NotSentError(
            "No link was sent, as the site cannot send e-mail at the moment. Try again later, or set a password below "
            "and tell them which it is."
        ) from None


class AskForLinkForm(forms.PasswordResetForm):
    """The address to which a link shall be sent."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["email"]
        field.label = "E-mail address"
        field.widget.attrs["autofocus"] = True
        field.error_messages = {
            "required": "Write the e-mail address of your account.",
            "invalid": "This is no e-mail address. Write it like name@example.org.",
        }

    def get_users(self, email):
        """Return the accounts of the address that may log in, also those that have no password yet."""
        return get_user_model().objects.filter(email__iexact=email, is_active=True, is_staff=True)

    def mails(self, request):
        """Return the mails to send, as (key of what is remembered of it, message): for each account of the address."""
        # Asked for whether there is an account or not, which how long it takes shall not tell.
        site = Site.objects.get()
        keys = {user: f"password-link-{user.pk}" for user in self.get_users(self.cleaned_data["email"])}
        return [
            (key, link_message(request, user, site))
            for user, key in keys.items()
            if cache.add(key, True, MINUTES_BETWEEN * 60)
        ]


def _send(connection, mails):
    """Send the `mails` over the open `connection`, and close it. What fails is logged, and may be asked for again."""
    try:
        for key, message in mails:
            try:
                connection.send_messages([message])
            except Exception:  # an address that cannot be, or a server that breaks off: the reader is told nothing
                cache.delete(key)
                logger.exception("The mail with a link for a new password could not be sent.")
    finally:
        connection.close()


class DeskPageMixin:
    """What every page of the admin's site shows around its own."""

    def get_context_data(self, **kwargs):
        around = admin.site.each_context(self.request)
        return {**around, **super().get_context_data(**kwargs), "hours": LINK_HOURS, "minutes": MINUTES_BETWEEN}


class AskForLink(DeskPageMixin, views.PasswordResetView):
    """Ask for the address, and send the link."""

    form_class = AskForLinkForm
    success_url = reverse_lazy("password_reset_done")
    title = "Forgotten your password?"

    def form_valid(self, form):
        """Send the link, or say that there is no mail server, or that it does not answer."""
        connection = mail.get_connection()
        try:
            if not settings.SENDS_MAIL:
                raise OSError("EMAIL_HOST is not set.")
            connection.open()
        except OSError:  # all that smtplib raises
            logger.exception("The mail server could not be reached.")
            form.add_error(None, _UNSENDABLE)
            return self.form_invalid(form)
        sending.submit(_send, connection, form.mails(self.request))
        return super(views.PasswordResetView, self).form_valid(form)


class LinkSent(DeskPageMixin, views.PasswordResetDoneView):
    title = "Look into your mailbox"


class SetPassword(DeskPageMixin, views.PasswordResetConfirmView):
    form_class = ChoosePasswordForm
    title = "Choose a new password"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        return context if self.validlink else {**context, "title": "This link no longer works"}


class PasswordSet(DeskPageMixin, views.PasswordResetCompleteView):
    title = "Your new password is set"


class ChangePassword(DeskPageMixin, views.PasswordChangeView):
    form_class = ChangePasswordForm
    success_url = reverse_lazy("admin:password_change_done")
    title = "Change your password"


urlpatterns = [
    # By the name of the first one the admin's log-in page knows that there is a way.
    path("", AskForLink.as_view(), name="admin_password_reset"),
    path("sent/", LinkSent.as_view(), name="password_reset_done"),
    path("<uidb64>/<token>/", SetPassword.as_view(), name="password_reset_confirm"),
    path("done/", PasswordSet.as_view(), name="password_reset_complete"),
]
