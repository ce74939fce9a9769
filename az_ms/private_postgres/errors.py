"""What can be wrong with the private server."""

from django.db.utils import OperationalError


class PrivatePostgresError(OperationalError):
    """The private server cannot be had; the text is one sentence with the remedy.

    An ``OperationalError``, so that whatever bears a database that is away (``/readyz/``, say) bears this too.
    """
