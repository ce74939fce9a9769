"""Django's PostgreSQL backend, which refuses a server older than the site is tested with."""

from django.db.backends.postgresql import base, features


class DatabaseFeatures(features.DatabaseFeatures):
    """Django compares this on each new connection, without a query, and says both versions in one sentence."""

    minimum_database_version = (15,)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to the server that ``DATABASE_URL`` names."""

    features_class = DatabaseFeatures
