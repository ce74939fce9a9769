"""What is asked for in a query, taken apart; whatever cannot be meant is a `Problem` that says what can."""

import base64
import binascii
import json
import re
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from topics.api.problems import Problem, quoted

_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?(?:Z|[+-]\d\d:\d\d))?", re.ASCII)
_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)


def refuse_unknown(query, known):
    """Raise `Problem` for a parameter that is not one of `known`, that is given twice, or that holds a NUL."""
    for name, values in query.lists():
        if name not in known:
            allowed = f"It takes {', '.join(sorted(known))}." if known else "It takes none."
            raise Problem(400, f"This address takes no {quoted(name)}. {allowed}")
        if len(values) > 1:
            raise Problem(400, f"{name} is given {len(values)} times. Give it once.")
        if "\0" in values[0]:
            raise Problem(400, f"{name} holds a NUL, which no text of this site does. Leave it out.")


def choice(name, value, choices):
    """Return `value`, which must be one of `choices`."""
    if value not in choices:
        raise Problem(400, f"{name} is {quoted(value)}, but must be one of {', '.join(choices)}.")
    return value


def number(name, value, least, most):
    """Return `value` as a whole number from `least` to `most`."""
    if not _NUMBER.fullmatch(value) or not least <= int(value) <= most:
        raise Problem(400, f"{name} is {quoted(value)}, but must be a whole number from {least} to {most}.")
    return int(value)


def moment(name, value, is_end):
    """Return the time that `value` names: a date, whose first moment or with `is_end` last one it is, or a time."""
    # In a query "+" stands for a space, unless it was written %2B.
    value = value.replace(" ", "+")
    try:
        if not _MOMENT.fullmatch(value):
            raise ValueError
        if "T" in value:
            # In UTC, because Postgres knows no offset of 16 hours or more.
            return datetime.fromisoformat(value).astimezone(UTC)
        day = date.fromisoformat(value) + timedelta(days=is_end)
        start = timezone.make_aware(datetime.combine(day, time()))
        return start - timedelta(microseconds=is_end)
    except (ValueError, OverflowError):
        raise Problem(
            400,
            f"{name} is {quoted(value)}, but must be a date that there is, such as 2026-03-01, or a time with its "
            "offset, such as 2026-03-01T12:00:00Z.",
        ) from None


def past(name, value, now):
    """Return the time that `value` names, at the end of the day that it names; not later than `now`.

    Of the present day it is now: what happens later in it is not known yet.
    """
    found = moment(name, value, is_end=True)
    if found > now and "T" not in value and date.fromisoformat(value) == timezone.localdate(now):
        return now
    if found > now:
        raise Problem(
            400, f"{name} is {quoted(value)}, which is still to come. What readers will have then may change."
        )
    return found


def cursor_of(order, place):
    """Return the cursor that leads behind `place`, a list, in the `order` of that name."""
    text = json.dumps([order, *place], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place_of(cursor, order, kinds):
    """Return the place to go on behind, as `cursor_of` was given it: its members are texts of these `kinds`."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars="-_", validate=True).decode()
        found_order, *place = json.loads(text)
        if found_order != order:
            raise Problem(
                400, f"The cursor belongs to a list in another order ({quoted(str(found_order))}). Begin anew."
            )
        return [kind(member) for kind, member in zip(kinds, place, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error):
        raise Problem(
            400, f"The cursor {quoted(cursor)} is none of ours. Take it unchanged from “next”, or begin without one."
        ) from None


def text(value):
    """Return a member of a cursor that is a text. Raises ValueError."""
    if not isinstance(value, str) or "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise ValueError
    return value


def whole(value):
    """Return a member of a cursor that is a number of a row. Raises ValueError."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**63:
        raise ValueError
    return value


def day(value):
    """Return a member of a cursor that is a day, or stands before or behind all days. Raises ValueError."""
    return value if value in ("infinity", "-infinity") else date.fromisoformat(text(value)).isoformat()


def time_of(value):
    """Return a member of a cursor that is a time. Raises ValueError."""
    found = datetime.fromisoformat(text(value))
    if found.tzinfo is None:
        raise ValueError
    return found.astimezone(UTC)
