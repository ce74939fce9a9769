"""How readers' pages ask Postgres: plain SQL, planned once a connection, and not asked again while nothing changed."""

from contextlib import contextmanager
from functools import wraps
from types import SimpleNamespace
from weakref import WeakKeyDictionary

from django.db import NotSupportedError, OperationalError, connection, transaction
from django.db.backends.signals import connection_created
from psycopg2.errors import QueryCanceled

# Answers kept at the most; addresses are whatever somebody types.
_MOST_KEPT = 5_000

_kept = {}
_prepared = WeakKeyDictionary()


def rows(sql, parameters=None):
    """Return the rows of a query as namespaces with the names of its columns."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        names = [column.name for column in cursor.description]
        return [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in cursor]


def row(sql, parameters=None):
    """Return the only row of a query as a dict."""
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return _only_row(cursor)


def _only_row(cursor):
    return dict(zip([column.name for column in cursor.description], cursor.fetchone(), strict=True))


class TookTooLong(Exception):  # noqa: N818 - what it says is what the reader is told
    """A query was stopped because it took longer than it may."""


@contextmanager
def no_longer_than(seconds):
    """Stop whatever query within takes longer, by raising `TookTooLong`."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{seconds}s"])
            yield
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TookTooLong from error
        raise


class Prepared:
    """A query of one row with the parameters `$1`, `$2` …, which each connection plans once.

    Planning the query of a topic's page takes five times as long as running it.
    """

    def __init__(self, name, types, sql):
        self._name, self._types, self._sql = name, types, sql
        self._call = f"EXECUTE {name}" + (f"({', '.join(['%s'] * len(types))})" if types else "")

    def row(self, *parameters):
        """Return the row as a dict."""
        try:
            return self._ask(parameters)
        except NotSupportedError:
            # A migration has changed a column since: "cached plan must not change result type".
            if connection.in_atomic_block:
                raise
            with connection.cursor() as cursor:
                cursor.execute(f"DEALLOCATE {self._name}")
            _prepared[connection.connection].discard(self._name)
            return self._ask(parameters)

    def _ask(self, parameters):
        # Opening the cursor checks the connection's health; only then is it known which connection will be asked.
        with connection.cursor() as cursor:
            known = _prepared.setdefault(connection.connection, set())
            if self._name not in known:
                types = f" ({', '.join(self._types)})" if self._types else ""
                with connection.wrap_database_errors:
                    cursor.cursor.execute(f"PREPARE {self._name}{types} AS {self._sql}")
                known.add(self._name)
            cursor.execute(self._call, parameters)
            return _only_row(cursor)


def kept_while_nothing_changes(ask):
    """Let `ask` answer from memory for as long as the database is the very same, and no boundary was passed.

    `ask` returns a tuple that ends with a `Moment`, which comes back with the present time. Two equal snapshots see the
    same rows: whatever any transaction writes, and wherever, makes the next one differ. So this can never be
    stale, and asks one small query instead of a large one. Inside a transaction it steps aside, as that sees what it
    wrote itself.
    """

    @wraps(ask)
    def answer(*args):
        if connection.in_atomic_block:
            return ask(*args)
        key = (ask.__name__, args)
        if key in _kept:
            now = row("SELECT pg_current_snapshot()::text AS snapshot, statement_timestamp() AS now")
            # Looked up afterwards: asking may have opened a new connection, and so forgotten everything.
            *rest, moment = _kept.get(key, (None,))
            if moment and moment.snapshot == now["snapshot"] and moment.lasts_until(now["now"]):
                return (*rest, moment.at(now["now"]))
        if len(_kept) >= _MOST_KEPT:
            _kept.clear()
        _kept[key] = answered = ask(*args)
        return answered

    return answer


def _forget(**_signal):
    """Begin anew with each connection: it may lead to another server, or to one that was restored."""
    _kept.clear()


connection_created.connect(_forget)
