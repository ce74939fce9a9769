"""What readers search for, gathered in the process and written down as counts of the day.

Whatever is written, and wherever, makes readers' pages ask anew what they had kept (topics/asking.py). So counts wait
in the process for half a minute and are written in one statement, behind the first response after that, and when the
process ends. A process that is killed takes its last half minute with it; for counts that is accepted. What a reader
tells us is written behind the answer to the very post.

Nothing here knows who asked. A query that looks personal is counted, but not kept.
"""

import atexit
import logging
import threading
from dataclasses import dataclass, replace
from time import monotonic

from django.core.signals import request_finished
from django.db import Error, connection, transaction
from django.utils import timezone

from topics.folding import fold_name
from topics.models.searches import LONGEST_QUERY, OTHERS, PERSONAL, first_day
from topics.personal import look_alike_personal

SECONDS_BETWEEN_WRITES = 30
# Different queries that one process gathers between two writes, and that a day has in all; the rest are OTHERS.
MOST_GATHERED = 1_000
MOST_A_DAY = 5_000
# How often a beacon waits for its search, which another process may have counted and not yet written.
MOST_TRIES = 4
LONGEST_SENTENCES = 2_000

_log = logging.getLogger(__name__)


def line_of(query):
    """Return the line under which a query is counted: its folded words, or `PERSONAL`; empty where it has no word."""
    if look_alike_personal(query):
        return PERSONAL
    return fold_name(query)[:LONGEST_QUERY].rstrip()


@dataclass
class _Counts:
    """What was gathered for one line of one day."""

    results: int | None = None
    searched: int = 0
    scripted: int = 0
    opened: int = 0
    told: int = 0
    said: str = ""
    tries: int = 0

    def add(self, other):
        """Add the counts of `other`; of the sentences the newest stay."""
        self.results = self.results if other.results is None else other.results
        self.searched += other.searched
        self.scripted += other.scripted
        self.opened += other.opened
        self.told += other.told
        self.said = "\n".join(filter(None, (self.said, other.said)))[-LONGEST_SENTENCES:]
        self.tries = max(self.tries, other.tries)


class Tally:
    """The counts that one process has gathered and not yet written. Its methods may be called from any thread."""

    def __init__(self):
        self._lock = threading.Lock()
        self._asked = {}  # by (day, line): what readers searched for, and told us
        self._heard = {}  # by (day, line): what beacons said; they make no line of their own
        self._due_at = None
        self._forgotten_on = None

    def count(self, query, results=None):
        """Count a search; `results` is None where the page was kept and the search not made again."""
        line = line_of(query)
        self._gather(line, asked=_Counts(results=None if line == PERSONAL else results, searched=1))

    def note_scripted(self, query):
        """Count that a page of results runs scripts, so that it will be known whether a result is opened."""
        self._gather(line_of(query), heard=_Counts(scripted=1))

    def note_opened(self, query):
        """Count that a result was opened."""
        self._gather(line_of(query), heard=_Counts(opened=1))

    def tell(self, query, said=""):
        """Count that a reader missed something, with the line `said` about it. It is due to be written at once."""
        self._gather(line_of(query), asked=_Counts(told=1, said=said))
        with self._lock:
            self._due_at = monotonic()

    def is_due(self):
        """Return whether something has waited long enough to be written."""
        return self._due_at is not None and monotonic() >= self._due_at

    def flush(self):
        """Write what was gathered, and once a day forget what is too old.

        Raises nothing: counts that the database does not take are kept, and tried again later.
        """
        asked, heard = self._take()
        if not asked and not heard:
            return
        today = timezone.localdate()
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                # A reader's process waits for this, so it waits for nobody long.
                cursor.execute("SET LOCAL statement_timeout = '2s'")
                if self._forgotten_on != today:
                    cursor.execute(_FORGET, [first_day(today)])
                written = _write(cursor, asked, heard)
        except Error as error:
            _log.warning("Counts of searches were not written, and are kept for later: %s", error)
            self._keep(asked, heard)
        else:
            self._forgotten_on = today
            self._keep({}, _to_be_tried_again(heard, written))

    def clear(self):
        """Forget what was gathered."""
        self._take()

    def _gather(self, line, asked=None, heard=None):
        if line:
            key = (timezone.localdate(), line)
            self._keep({key: asked} if asked else {}, {key: heard} if heard else {})

    def _keep(self, asked, heard):
        with self._lock:
            for (day, line), counts in asked.items():
                is_full = len(self._asked) >= MOST_GATHERED and (day, line) not in self._asked
                self._asked.setdefault((day, OTHERS if is_full else line), _Counts()).add(counts)
            for key, counts in heard.items():
                if key in self._heard or len(self._heard) < MOST_GATHERED:
                    self._heard.setdefault(key, _Counts()).add(counts)
            if self._due_at is None and (self._asked or self._heard):
                self._due_at = monotonic() + SECONDS_BETWEEN_WRITES
                # Registered last, it comes first: before the private database server is stopped.
                atexit.unregister(self.flush)
                atexit.register(self.flush)

    def _take(self):
        with self._lock:
            taken = self._asked, self._heard
            self._asked, self._heard, self._due_at = {}, {}, None
        return taken


def _to_be_tried_again(heard, written):
    """Return what beacons said of searches that no process has written yet."""
    early = {key: counts for key, counts in heard.items() if key not in written}
    for counts in early.values():
        counts.tries += 1
    return {key: counts for key, counts in early.items() if counts.tries < MOST_TRIES}


def _write(cursor, asked, heard):
    """Add the counts to those of the database; return the set of the (day, line) that are there now."""
    lines = {key: replace(counts) for key, counts in asked.items()}
    for key, counts in heard.items():
        lines.setdefault(key, _Counts()).add(counts)
    columns = {name: [getattr(one, name) for one in lines.values()] for name in _COLUMNS}
    days, queries = [day for day, _line in lines], [line for _day, line in lines]
    limits = {"most": MOST_A_DAY, "others": OTHERS, "longest": LONGEST_SENTENCES}
    cursor.execute(_ADD, {"days": days, "queries": queries, **columns, **limits})
    return set(cursor.fetchall())


# Each row that is locked here is skipped there, so that two processes do not wait for each other.
_FORGET = """
    DELETE FROM topics_searchcount
     WHERE id IN (SELECT id FROM topics_searchcount WHERE day < %s FOR UPDATE SKIP LOCKED)
"""

_COLUMNS = ("results", "searched", "scripted", "opened", "told", "said")

# All processes write rows in one order, so that no two wait for each other. A beacon raises what is there and makes no
# row; nothing is opened more often than it was searched for. A day that is full gets no new lines but the fixed ones.
_ADD = """
    WITH gathered AS (
        SELECT *
          FROM unnest(%(days)s::date[], %(queries)s::text[], %(results)s::int[], %(searched)s::int[],
                      %(scripted)s::int[], %(opened)s::int[], %(told)s::int[], %(said)s::text[])
               AS one(day, query, results, searched, scripted, opened, told, said)
    ), known AS (
        SELECT gathered.*, kept.id IS NOT NULL AS is_kept,
               count(*) FILTER (WHERE kept.id IS NULL) OVER (PARTITION BY gathered.day ORDER BY gathered.query)
               + (SELECT count(*) FROM topics_searchcount AS other WHERE other.day = gathered.day) AS place
          FROM gathered LEFT JOIN topics_searchcount AS kept USING (day, query)
         WHERE kept.id IS NOT NULL OR gathered.searched + gathered.told > 0
    ), placed AS (
        SELECT *, is_kept OR place <= %(most)s OR starts_with(query, '(') AS has_room FROM known
    )
    INSERT INTO topics_searchcount AS kept (day, query, results, searched, scripted, opened, told, said)
    SELECT day, CASE WHEN has_room THEN query ELSE %(others)s END AS line,
           max(results) FILTER (WHERE has_room AND query <> %(others)s), sum(searched),
           sum(CASE WHEN is_kept THEN scripted ELSE least(scripted, searched) END),
           sum(CASE WHEN is_kept THEN opened ELSE least(opened, searched) END),
           sum(told), coalesce(right(string_agg(said, E'\n') FILTER (WHERE said <> ''), %(longest)s), '')
      FROM placed
     GROUP BY day, line
     ORDER BY day, line
        ON CONFLICT (day, query) DO UPDATE
       SET results = coalesce(excluded.results, kept.results),
           searched = kept.searched + excluded.searched,
           scripted = least(kept.scripted + excluded.scripted, kept.searched + excluded.searched),
           opened = least(kept.opened + excluded.opened, kept.searched + excluded.searched),
           told = kept.told + excluded.told,
           said = right(concat_ws(E'\n', nullif(kept.said, ''), nullif(excluded.said, '')), %(longest)s)
    RETURNING day, query
"""

tally = Tally()
count = tally.count


def _write_when_due(**_signal):
    """Write behind a response: it was sent before this is called."""
    if tally.is_due():
        tally.flush()


request_finished.connect(_write_when_due)
