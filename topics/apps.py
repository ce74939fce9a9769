from django.apps import AppConfig
from django.db.models.signals import post_migrate

from topics.receivers import set_up


class TopicsConfig(AppConfig):
    name = "topics"
    verbose_name = "A to Z"

    def ready(self):
        post_migrate.connect(set_up, sender=self)
