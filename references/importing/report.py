"""What came of reading a file: its records in order, each an item, a name to look up, or a refusal."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

WORDS_LENGTH = 80


class UnreadableError(ValidationError):
    """The file as a whole cannot be read; the message says what to do instead."""


@dataclass(frozen=True, slots=True)
class Record:
    """
    One record of a file, from its line on.

    Exactly one of three is set: `item` (CSL, as `csl.normalise` returns it, without an id), `identifiers` (all
    that a line of text says: {"DOI": …}), or `problem` (why it cannot be read). `key` is the name that the
    record had where it comes from, when that can be a reference's key.
    """

    line: int
    raw: str
    item: dict | None = None
    identifiers: dict = field(default_factory=dict)
    problem: str = ""
    notes: tuple[str, ...] = ()
    is_retracted: bool = False
    key: str = ""

    @property
    def words(self):
        """The first words of the record as it stands in the file."""
        # Cut before the white space goes: a record may be long.
        words = " ".join(self.raw[: 10 * WORDS_LENGTH].split())
        return words if len(words) <= WORDS_LENGTH else f"{words[: WORDS_LENGTH - 1].rstrip()}…"


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read: its format and encoding in words, its records, and what is to be told of it as a whole."""

    name: str
    format: str
    encoding: str
    records: list[Record]
    notes: tuple[str, ...] = ()

    @property
    def refused(self):
        """The records that cannot be read."""
        return [record for record in self.records if record.problem]
