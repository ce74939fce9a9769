"""Ending well when somebody ends a backup or a restore."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from .errors import BrokenOffError

_ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def breaking_off() -> Iterator[None]:
    """Let the signals that end a process raise BrokenOffError instead, so that whatever is half made is removed."""

    def end(number, _frame):
        raise BrokenOffError(f"Broken off by {signal.Signals(number).name}: nothing was kept of it, so start it again.")

    before = {one: signal.signal(one, end) for one in _ENDING}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def past_breaking_off() -> None:
    """Let these signals do nothing until `breaking_off` ends: what is about to be done cannot be taken back."""
    for one in _ENDING:
        signal.signal(one, signal.SIG_IGN)
