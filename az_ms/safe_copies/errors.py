"""What can stop a safe copy."""


class SafeCopyError(Exception):
    """A copy cannot be made or brought back; the text is one sentence with the remedy."""


class BrokenOffError(Exception):
    """A signal has ended it; the text is one sentence. No SafeCopyError, which says that one copy is not sound."""
