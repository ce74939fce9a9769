"""Ending well when somebody ends a backup or a restore."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from .errors import SafeCopyError


@contextmanager
def breaking_off() -> Iterator[None]:
    """Let the signals that end a process raise SafeCopyError instead, so that whatever is half made is removed."""

    def end(number, _frame):
        raise SafeCopyError(f"Broken off by {signal.Signals(number).name}: nothing was kept of it, so start it again.")

    before = {one: signal.signal(one, end) for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
