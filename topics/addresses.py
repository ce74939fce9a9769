"""Who owns a slug: the topic whose draft has it, or any topic that readers were once given it for."""

from django.core.exceptions import ValidationError
from django.db.models import Q

from topics.models import Address, Topic


def refuse_taken(slug, topic_id=None):
    """Raise `ValidationError` when `slug` is, or ever was, another topic's address.

    `topic_id` is the topic that wants it; None for one that does not exist yet.
    """
    owner = Topic.objects.filter(Q(slug=slug) | Q(addresses__slug=slug)).exclude(pk=topic_id).first()
    if owner:
        raise ValidationError(f"The address “{slug}” belongs to the topic “{owner}”. Choose a different one.")


def give(slug, topic, at):
    """Write down that readers are given `slug` for `topic`. Raises `ValidationError` when another topic has it."""
    Address.objects.bulk_create([Address(slug=slug, topic=topic, created_at=at)], ignore_conflicts=True)
    owner = Topic.objects.get(addresses__slug=slug)
    if owner.pk != topic.pk:
        raise ValidationError(
            f"The address “{slug}” belongs to the topic “{owner}”, as readers may have kept it. Choose a different one."
        )
