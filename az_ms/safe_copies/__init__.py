"""Safe copies of the whole database: made by script/backup, brought back by script/restore.

``copies.py`` knows the files, ``server.py`` the database and PostgreSQL's programs, ``making.py`` and ``restoring.py``
do the work. docs/decisions/0018-safe-copies.md says why it is so.
"""
