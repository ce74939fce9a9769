"""A text field whose HTML is cleaned by whatever way it is saved."""

from django.db import models

from topics.cleaning import clean_body


class BodyField(models.TextField):
    """HTML within the site's allow-list: cleaned on validation and again on save, so also from the shell."""

    def to_python(self, value):
        """Return the cleaned HTML, so that a form's `cleaned_data` holds what will be stored."""
        value = super().to_python(value)
        return clean_body(value) if value else value

    def get_prep_value(self, value):
        """Return the cleaned HTML for the database; bulk inserts and updates pass here too."""
        value = super().get_prep_value(value)
        return clean_body(value) if isinstance(value, str) and value else value
