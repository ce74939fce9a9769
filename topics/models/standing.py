"""Standing pages: Django's flatpages, of which readers get the title and the text and nothing else."""

from django.contrib.flatpages.models import FlatPage

from topics.cleaning import clean_body


class StandingPage(FlatPage):
    """A page that every site has (topics/standing.py). Its text is cleaned on save, and again when it is shown."""

    class Meta:
        proxy = True
        verbose_name = "standing page"

    def __str__(self):
        return self.title

    def save(self, *args, **kwargs):
        """Keep the text within the allow-list of bodies."""
        self.content = clean_body(self.content)
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        """Return where readers have it; flatpages would ask their own view."""
        return self.url
