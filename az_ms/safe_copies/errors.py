"""What can be wrong with a safe copy."""


class SafeCopyError(Exception):
    """A copy cannot be made or brought back; the text is one sentence with the remedy."""
