"""What the editors' desk remembers by itself. Nothing here is part of the record."""

from django.conf import settings
from django.db import models

from topics.models.draft import Topic


class Opening(models.Model):
    """When somebody last opened the form of a topic, so that others can be told."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="openings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_at"]
        constraints = [models.UniqueConstraint(fields=["topic", "user"], name="opening_once_each")]

    def __str__(self):
        return f"{self.topic}, opened by {self.user}"
