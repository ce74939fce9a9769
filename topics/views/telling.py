"""What readers' pages tell the site: that a result was opened, and what somebody looked for in vain.

Both are public posts without a cookie, so there is no CSRF token. They are taken from the site's own pages only, small,
and at a limited pace, which is kept in the process and knows no addresses.
"""

import threading
from collections import deque
from time import monotonic

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from topics import live, searches
from topics.caching import respond
from topics.models.searches import LONGEST_SAID
from topics.personal import look_alike_personal

LARGEST_POST = 16 * 1024
LONGEST_TOLD = 200


class Pace:
    """At most `most` a minute, whoever they come from."""

    def __init__(self, most):
        self._times = deque(maxlen=most)
        self._lock = threading.Lock()

    def allows(self):
        """Return whether one more may come now, and count it if so."""
        now = monotonic()
        with self._lock:
            if len(self._times) == self._times.maxlen and now - self._times[0] < 60:
                return False
            self._times.append(now)
            return True


beacons = Pace(600)
# Each of these is written at once, and so makes readers' pages ask anew what they had kept.
messages = Pace(20)


class TellUsForm(forms.Form):
    """What somebody looked for. The field `website` is shown to nobody: what fills it in is a program."""

    q = forms.CharField(
        max_length=LONGEST_TOLD,
        error_messages={
            "required": "Please say what you were looking for.",
            "max_length": f"Please use a few words, at most {LONGEST_TOLD} characters.",
        },
    )
    said = forms.CharField(required=False)
    website = forms.CharField(required=False)

    def clean_q(self):
        """Refuse what holds no word, as it could not be counted, and what looks personal."""
        words = _without_personal(self.cleaned_data["q"])
        if not searches.line_of(words):
            raise forms.ValidationError("Please use letters or numbers, such as “fatigue” or “MRI”.")
        return words

    def clean_said(self):
        """Refuse a text that is long or looks personal. A browser counts the end of a line once and sends it as two."""
        said = " ".join(self.cleaned_data["said"].split())
        if len(said) > LONGEST_SAID:
            raise forms.ValidationError(f"Please keep it to one or two sentences, at most {LONGEST_SAID} characters.")
        return _without_personal(said)


@csrf_exempt
def opened(request):
    """Count what static/opened.js says of a page of results: that it runs, or that a result was opened.

    It raises counts of searches that were made, and makes none. 204 for whatever could be such a message.
    """
    if request.method != "POST":
        return _sentence("This address only takes messages of the search page.", 405, Allow="POST")
    if refused := _refusal(request):
        return refused
    query, what = request.POST.get("q", ""), request.POST.get("what", "")
    note = {"scripted": searches.tally.note_scripted, "opened": searches.tally.note_opened}.get(what)
    if note is None or not query.strip() or len(query) > LONGEST_TOLD:
        return _sentence("Say in q what was searched for, and in what either “scripted” or “opened”.", 400)
    if beacons.allows():
        note(query)
    return HttpResponse(status=204)


@csrf_exempt
def tell_us(request):
    """Take what somebody looked for in vain, and thank; a GET shows the form."""
    if request.method in ("GET", "HEAD"):
        query = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:LONGEST_TOLD]
        moment = live.moment_of_list()
        return respond(request, moment, ("tell_us", query, moment.stamp), "tell_us.html", lambda: {"q": query})
    if request.method != "POST":
        return _sentence("This address only takes its own form.", 405, Allow="GET, POST")
    if refused := _refusal(request):
        return refused
    form = TellUsForm(request.POST)
    if not form.is_valid():
        return _form_again(form, form.errors, 400)
    if not form.cleaned_data["website"]:
        if not messages.allows():
            return _form_again(form, {"q": ["Many messages came at once. Please send yours again in a minute."]}, 429)
        searches.tally.tell(form.cleaned_data["q"], form.cleaned_data["said"])
    return redirect("topics:thanks")


@require_safe
def thanks(request):
    """Thank for what was told."""
    moment = live.moment_of_list()
    return respond(request, moment, ("thanks", moment.stamp), "thanks.html", dict)


def _without_personal(text):
    """Return `text`. Raises ValidationError where it looks as if it said who wrote it."""
    if look_alike_personal(text):
        raise forms.ValidationError(
            "Please leave out e-mail addresses, phone and NHS numbers, postcodes and dates of birth: we keep nothing "
            "that could say who you are."
        )
    return text


def _form_again(form, errors, status):
    context = {
        "site": live.moment_of_list().site,
        "q": form["q"].value(),
        "said": form["said"].value(),
        "errors": {name: ones[0] for name, ones in errors.items()},
    }
    response = HttpResponse(render_to_string("tell_us.html", context), status=status)
    response["Cache-Control"] = "no-store"
    return response


def _refusal(request):
    """Return the answer to a post that is not one of the site's own pages', or too large; None for any other."""
    if not _is_from_this_site(request):
        return _sentence("This address only takes what pages of this site send.", 403)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_POST:
        return _sentence("That is too much: please send a few words.", 413)
    return None


def _is_from_this_site(request):
    """Return whether a browser says that a page of this site has sent the request; others say nothing."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    # Either scheme: behind a proxy that does not say so, this process does not know that the page came over HTTPS.
    own = [f"{scheme}://{request.get_host()}" for scheme in ("https", "http")]
    return request.headers.get("Origin") in [*own, *settings.CSRF_TRUSTED_ORIGINS]


def _sentence(text, status, **headers):
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8", headers=headers)
