"""How far a long command has come: a bar on a terminal, plain lines elsewhere."""

from tqdm import tqdm

_EVERY = 500


def progress_on(stream):
    """Return a function that wraps an iterable, with a title and how many it has, and shows progress on `stream`."""
    terminal = stream.isatty()

    def show(items, title, total=None):
        if terminal:
            yield from tqdm(items, desc=title, total=total, unit="", file=stream)
            return
        count = 0
        for count, item in enumerate(items, start=1):
            yield item
            if count % _EVERY == 0:
                stream.write(f"{title}: {count} so far")
        stream.write(f"{title}: {count} done")

    return show
