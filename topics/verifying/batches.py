"""Looking at many rows a few at a time."""


def in_batches(items, size):
    """Yield the `items` in lists of `size`, the last one shorter."""
    batch = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
