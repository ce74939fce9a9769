"""What tests need again and again, with fixed defaults and no chance in them."""

import functools
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.utils import timezone

from references.models import Reference
from topics import documents, publishing
from topics.models import Edition, Topic


def make_user(username="ed", *permissions, **fields):
    """Return a member of staff with the `permissions` ("publish_topic") of the topics app."""
    user = get_user_model().objects.create(username=username, password=_password(), is_staff=True, **fields)
    user.user_permissions.set(
        Permission.objects.filter(content_type__app_label__in=("topics", "references"), codename__in=permissions)
    )
    return user


@functools.cache
def _password():
    """Return the hash of "a long password", which takes a second to make, once."""
    return make_password("a long password")


def make_reference(key="zamboni2009", **item):
    """Return a stored reference; `item` adds to its CSL item."""
    reference = Reference(
        key=key,
        csl={
            "id": key,
            "type": "article-journal",
            "title": f"On {key}",
            "author": [{"family": key.rstrip("0123456789").capitalize(), "given": "P"}],
            "issued": {"date-parts": [[2009]]},
            **item,
        },
    )
    reference.save()
    return reference


def make_document(slug="ccsvi", **fields):
    """Return a canonical document of one section; `fields` replace the defaults."""
    return documents.canonical(
        {
            "schema": 1,
            "slug": slug,
            "title": slug.replace("-", " ").capitalize(),
            "summary": f"All about {slug}.",
            "sections": [{"heading": "What is it?", "body": f"<p>This is {slug}.</p>"}],
            **fields,
        }
    )


def make_topic(slug="ccsvi", by=None, **fields):
    """Return a topic whose draft says `make_document(slug, **fields)`; recorded when `by` is given."""
    topic = Topic()
    documents.restore(topic, make_document(slug, **fields))
    if by is not None:
        publishing.record(topic, by)
    return topic


def make_live(slug="ccsvi", by=None, **fields):
    """Return a topic that readers have. What may not be empty then is a dash, which no search finds."""
    document = make_document(slug, **fields)
    fields["summary"] = document["summary"] or "–"
    fields["sections"] = [section | {"body": section["body"] or "<p>–</p>"} for section in document["sections"]]
    topic = make_topic(slug, **fields)
    publishing.publish(topic, by or publisher())
    return topic


def change(topic, **fields):
    """Change the draft of `topic`: `fields` replace those of its document."""
    topic.refresh_from_db()
    documents.restore(topic, documents.canonical(documents.compose(topic) | fields))
    return topic


def publisher():
    """Return the one user of tests that do not care who it is."""
    found = get_user_model().objects.filter(username="pat").first()
    return found or make_user("pat", "publish_topic", "change_topic", "add_topic", "view_topic", "view_reference")


def in_hours(hours):
    """Return the moment so many hours from now."""
    return timezone.now() + timedelta(hours=hours)


def timeline(topic):
    """Return what readers get just before, at and just after each boundary: a title, a reason or "nothing"."""
    moments = set(topic.editions.values_list("live_from", flat=True))
    moments |= set(topic.editions.exclude(live_until=None).values_list("live_until", flat=True))
    tick = timedelta(microseconds=1)
    return [tuple(what_readers_get(topic, at) for at in (m - tick, m, m + tick)) for m in sorted(moments)]


def what_readers_get(topic, at):
    """Return the title that readers see of `topic` at a moment, or why they see none."""
    current = list(Edition.objects.current(at).filter(topic=topic).select_related("revision"))
    assert len(current) <= 1, "two editions at once"
    live = list(Edition.objects.live(at).filter(topic=topic))
    assert live == [edition for edition in current if edition.kind == "published"]
    if not current:
        return "nothing"
    return current[0].reason or documents.read(current[0].revision.text)["title"]
