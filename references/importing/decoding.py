"""Bytes of a file as text, whichever program wrote them."""

import codecs
import re

from references.importing.report import UnreadableError
from references.text import FORBIDDEN

_BOMS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    # The mark of UTF-32 begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_BINARY = ((b"%PDF", "a PDF"), (b"PK\x03\x04", "a Word, Excel or ZIP file"), (b"\xd0\xcf\x11\xe0", "an old Word file"))
_LINE_END = re.compile(r"\r\n|\r")


def decode(data):
    """
    The text of bytes (or of text) with "\\n" at the ends of lines, the encoding in words, and notes for the editor.

    Tried in turn: byte order marks, UTF-16 without one, UTF-8, then line by line UTF-8 or Windows-1252, because
    programs append one to the other. Characters that no page can show become spaces. Raises UnreadableError.
    """
    if isinstance(data, str):
        text, encoding, notes = data.removeprefix("\ufeff"), "text", []
    else:
        text, encoding, notes = _decoded(data)
    text = _LINE_END.sub("\n", text)
    text, count = FORBIDDEN.subn(" ", text)
    if count:
        notes.append(f"{count} control characters were replaced by spaces.")
    if not text.strip():
        raise UnreadableError("There is nothing in it. Export the references afresh.")
    return text, encoding, notes


def _decoded(data):
    for start, what in _BINARY:
        if data.startswith(start):
            raise UnreadableError(f"This is {what}. Export the references as RIS, and add that file.")
    for mark, codec, words in _BOMS:
        if data.startswith(mark):
            return _with_mark(data[len(mark) :], codec, words)
    if b"\0" in data[:1000]:
        # Of two bytes a character in European texts, the higher is mostly zero.
        codec = "utf-16-be" if data[:1000:2].count(0) > data[1:1000:2].count(0) else "utf-16-le"
        return _with_mark(data, codec, "UTF-16")
    try:
        return data.decode("utf-8"), "UTF-8", []
    except UnicodeDecodeError:
        return _line_by_line(data)


def _with_mark(data, codec, words):
    try:
        return data.decode(codec), words, []
    except UnicodeDecodeError:
        text = data.decode(codec, errors="replace")
    return text, words, [f"Some characters are not {words} and are shown as \ufffd. Check the records that have it."]


def _line_by_line(data):
    lines, foreign, has_utf8 = [], [], False
    for number, line in enumerate(re.split(rb"\r\n|\r|\n", data), start=1):
        try:
            lines.append(line.decode("utf-8"))
            has_utf8 = has_utf8 or not line.isascii()
        except UnicodeDecodeError:
            lines.append(_windows(line))
            foreign.append(number)
    text = "\n".join(lines)
    if not has_utf8:
        return text, "Windows-1252", []
    shown = ", ".join(map(str, foreign[:5])) + ("…" if len(foreign) > 5 else "")
    return text, "UTF-8", [f"Not all of it is UTF-8: lines read as Windows-1252: {shown}. Check their accents."]


def _windows(line):
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")
