"""The addresses of the topics' pages in the admin."""

from django.urls import reverse


def page(name, *args):
    """Return the address of a topic's page by the last part of its name."""
    return reverse(f"admin:topics_topic_{name}", args=args)
