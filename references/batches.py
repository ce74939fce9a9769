"""Looking at many rows a few at a time, so that memory does not grow with them."""

from itertools import islice


def in_batches(items, size):
    """Yield the `items` in lists of `size`, the last one shorter."""
    items = iter(items)
    while batch := list(islice(items, size)):
        yield batch
