"""What verifying says, and the remedies that several findings share."""

from typing import NamedTuple

FROM_A_COPY = (
    "Look up in the newest safe copy without this fault what it was, and restore that copy if it cannot be explained."
)
REINDEX = "Run “manage.py reindex”."
# Every verb computes the windows of its topic anew.
WINDOWS_ANEW = "Schedule a publication of the topic and call it off again: that computes its times anew."


class Finding(NamedTuple):
    """Something that is not as it must be: `where` (a topic's slug, a reference, …), and what is wrong and to do."""

    where: str
    sentence: str

    def __str__(self):
        return f"{self.where}: {self.sentence}"
