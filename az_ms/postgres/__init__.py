"""Django's PostgreSQL backend for the server that ``DATABASE_URL`` names (ENGINE ``az_ms.postgres``)."""
