"""A PostgreSQL of the project's own, started on the first connection (ENGINE ``az_ms.private_postgres``).

``server.py`` makes, starts, shares and stops it; ``launching.py`` runs its programs as an account they accept;
``base.py`` is the database backend that asks for it. docs/decisions/0009-private-postgres-start.md says why it is so.
"""
