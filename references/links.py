"""Do the links of references still lead anywhere? Asked politely: few at a time, one at a time of each host.

What a site answers to a program is not always what it shows a reader, so only plain words count: found, or not there.
Whoever forbids (403) or puts off (429) says nothing about the page. A link is dead after failing on three days.
"""

import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from itertools import chain, zip_longest
from urllib.parse import urlsplit

import httpx
from django.db import transaction
from django.utils import timezone

from references import csl
from references.models import Reference
from references.watching import LinkCheck, LinkStatus

# So long what was found holds: a good link for a week, anything else until the next night.
GOOD_FOR, ELSE_FOR = timedelta(days=7), timedelta(hours=20)

_MOST_REDIRECTS = 10
# Log in, pay, not for you, not so, not like this, not so fast, not in your country, not now.
_TELLS_NOTHING = frozenset({401, 402, 403, 405, 406, 407, 408, 418, 421, 425, 429, 451, 501, 503, 999})
_TOO_FAST = 429


@dataclass(frozen=True)
class Answer:
    """What following a link came to; `is_reached` says whether any site answered at all."""

    status: LinkStatus
    words: str
    is_reached: bool = True


def due(now, everything=False):
    """Return (reference, address) for each link to be followed at the time `now`, those longest unchecked first.

    References that were merged have none of their own. With `everything` those checked lately are due too.
    """
    found = []
    references = Reference.objects.filter(merged_into__isnull=True).select_related("link_check")
    for reference in references.only("key", "csl", "link_check"):
        address = csl.url(reference.csl)
        check = getattr(reference, "link_check", None)
        if check and check.address != address:
            check = None
        if address and (everything or check is None or check.checked_at <= now - _holds(check)):
            found.append((check.checked_at.timestamp() if check else 0, reference, address))
    found.sort(key=lambda one: (one[0], one[1].pk))
    return [(reference, address) for _when, reference, address in found]


def _holds(check):
    return GOOD_FOR if check.status == LinkStatus.WORKS else ELSE_FOR


def follow_all(links, at_once=4, pause=1.0, timeout=15.0):
    """Yield (reference, address, `Answer`) for each of `links`, as the answers come.

    No host is asked twice at a time, or sooner than `pause` seconds after its last answer; each may take `timeout`
    seconds. When the caller stops, nothing more is asked.
    """
    turns = _Turns(pause)
    client = httpx.Client(timeout=timeout, headers={"User-Agent": "Mozilla/5.0 (compatible; A to Z of MS link check)"})
    with client, ThreadPoolExecutor(at_once) as pool:
        asked = {
            pool.submit(follow, client, address, turns): (reference, address) for reference, address in _mixed(links)
        }
        try:
            for future in as_completed(asked):
                yield (*asked[future], future.result())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def follow(client, address, turns):
    """Return the `Answer` to one address: a HEAD first, and where that does not lead to a page, a GET."""
    try:
        try:
            status, end = _end_of(client, "HEAD", address, turns)
        except (httpx.ConnectError, httpx.ConnectTimeout):
            raise
        except httpx.TransportError:
            # Some close the connection on whoever asks so.
            status, end = None, address
        if status is None or not (httpx.codes.is_success(status) or status == _TOO_FAST):
            status, end = _end_of(client, "GET", address, turns)
    except httpx.TooManyRedirects:
        return Answer(LinkStatus.UNKNOWN, "It redirects without end, as to who has no cookies.")
    except httpx.TimeoutException:
        return Answer(LinkStatus.FAILING, "It did not answer in time.", is_reached=False)
    except httpx.RequestError as error:
        return Answer(LinkStatus.FAILING, f"No connection: {error}"[:200], is_reached=False)
    except (httpx.InvalidURL, ValueError) as error:
        return Answer(LinkStatus.FAILING, f"It leads to what is no address: {error}"[:200])
    if httpx.codes.is_success(status) and _is_front_page(end) and not _is_front_page(address):
        # So many sites hide that a page is gone; but some pages have become a site of their own.
        return Answer(LinkStatus.UNKNOWN, f"It now leads to the front page of {urlsplit(end).hostname}.")
    return Answer(_verdict(status), _words(status))


def _is_front_page(address):
    parts = urlsplit(address)
    return parts.path in ("", "/") and not parts.query


def _end_of(client, method, address, turns):
    """Return the status at the end of the redirects, and the address there.

    Each host is asked in its turn; of a GET only the head is read.
    """
    for _ in range(_MOST_REDIRECTS):
        with turns.of(urlsplit(address).hostname), client.stream(method, address) as response:
            if response.next_request is None:
                return response.status_code, address
            address = str(response.next_request.url)
    raise httpx.TooManyRedirects("Too many redirects")


def _verdict(status):
    if httpx.codes.is_success(status):
        return LinkStatus.WORKS
    return LinkStatus.FAILING if status >= 400 and status not in _TELLS_NOTHING else LinkStatus.UNKNOWN


def _words(status):
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


class _Turns:
    """One at a time of each host, with a pause between."""

    def __init__(self, pause):
        self._pause = pause
        self._locks = defaultdict(threading.Lock)
        self._answered = {}
        self._lock = threading.Lock()

    @contextmanager
    def of(self, host):
        with self._lock:
            lock = self._locks[host]
        with lock:
            if host in self._answered:
                time.sleep(max(0, self._answered[host] + self._pause - time.monotonic()))
            try:
                yield
            finally:
                self._answered[host] = time.monotonic()


def _mixed(links):
    """Return the links with those of one host as far apart as can be, so that few wait for their turn."""
    by_host = defaultdict(list)
    for reference, address in links:
        by_host[urlsplit(address).hostname].append((reference, address))
    return [link for link in chain.from_iterable(zip_longest(*by_host.values())) if link]


def note(reference, address, answer, now):
    """Write down at the time `now` what following the link of a reference came to; return the `LinkCheck`, or None.

    None is for a reference that was deleted meanwhile.
    """
    with transaction.atomic():
        if Reference.objects.select_for_update(no_key=True).filter(pk=reference.pk).first() is None:
            return None
        check = LinkCheck.objects.filter(reference=reference.pk).first() or LinkCheck(reference_id=reference.pk)
        if check.address != address:
            check.address, check.status = address, LinkStatus.UNKNOWN
            check.failed_days, check.failed_since, check.last_failed_on = 0, None, None
        check.checked_at, check.answer = now, answer.words
        _judge(check, answer.status, timezone.localdate(now))
        check.save()
    return check


def _judge(check, status, today):
    if status == LinkStatus.WORKS:
        check.status, check.failed_days, check.failed_since, check.last_failed_on = status, 0, None, None
    elif status == LinkStatus.FAILING:
        if check.last_failed_on != today:
            check.failed_days += 1
            check.failed_since, check.last_failed_on = check.failed_since or today, today
        is_dead = check.failed_days >= LinkCheck.FAILED_DAYS_UNTIL_DEAD
        check.status = LinkStatus.DEAD if is_dead else LinkStatus.FAILING
    elif not check.failed_days:
        # Whoever cannot tell takes back nothing of what is known.
        check.status = LinkStatus.UNKNOWN
