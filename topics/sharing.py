"""What a page says of itself to whoever shares or indexes it: title, description, address, and data about it."""

import json
import re
from dataclasses import dataclass, field

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

# A stop after one of these ends no sentence.
_ABBREVIATIONS = frozenset({"approx", "dr", "e.g", "i.e", "mr", "mrs", "prof", "st", "vs"})
_STOP = re.compile(r"([.!?…]+[\"'”’)\]]*)(?:\s+|$)")


@dataclass(frozen=True)
class Head:
    """What the head of a page says: `path` is its one address, without which it names none; `data` is JSON-LD."""

    title: str
    origin: str
    path: str = ""
    description: str = ""
    kind: str = "website"
    data: list[dict] = field(default_factory=list)

    @property
    def url(self):
        """The page's one address, whole; "" where it has none that others should keep."""
        return f"{self.origin}{self.path}" if self.path else ""

    @property
    def json_ld(self) -> SafeString:
        """The data as text that nothing in it can end the script element it stands in."""
        return as_script({"@context": "https://schema.org", "@graph": self.data})


def as_script(data):
    """Return `data` as JSON that is safe within a script element."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # translate() would take sixteen times as long on a text that is not all ASCII.
    text = text.replace("<", "\\u003C").replace(">", "\\u003E").replace("&", "\\u0026")
    return mark_safe(text)  # noqa: S308 - what could end the element is escaped


def origin(request):
    """Return scheme and host of the site's addresses, such as "https://www.example.org": the setting's, or as asked."""
    return settings.SITE_ORIGIN or f"{request.scheme}://{request.get_host()}"


def first_sentences(text, count=2):
    """Return the first `count` sentences of a plain `text` in one line. The end of a line ends a sentence."""
    sentences = []
    for line in text.splitlines():
        start = 0
        for stop in _STOP.finditer(line):
            word = line[start : stop.start()].rsplit(" ", 1)[-1].strip("(“‘\"'").lower()
            following = line[stop.end() : stop.end() + 1]
            if following and (word in _ABBREVIATIONS or len(word) == 1 or following.islower()):
                continue
            sentences.append(line[start : stop.end()].strip())
            start = stop.end()
        sentences.append(line[start:].strip())
    return " ".join([sentence for sentence in sentences if sentence][:count])
