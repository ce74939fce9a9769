"""One allow-list for bodies, by whatever way they come: form, import or shell."""

import html
import re
import unicodedata
from functools import lru_cache

import nh3
from django.core.exceptions import ValidationError

from references.text import FORBIDDEN

_TEXT_TAGS = ("p", "h3", "h4", "blockquote", "strong", "em", "sub", "sup", "ul", "ol", "li", "br", "a", "abbr")
_TABLE_TAGS = ("table", "caption", "thead", "tbody", "tr", "th", "td")
TAGS = frozenset((*_TEXT_TAGS, *_TABLE_TAGS))
ATTRIBUTES = {
    "a": {"href"},
    "abbr": {"title"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
}
URL_SCHEMES = {"http", "https", "mailto", "tel"}

# What other programs mean by what we call differently; headings keep their rank below the page's own two.
_SYNONYMS = {"b": "strong", "i": "em", "h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
_SYNONYM = re.compile(r"<(/?)(b|i|h1|h2|h5|h6)(?=[\s/>])", re.IGNORECASE)

# Tags of cleaned HTML; quoted attribute values may hold angle brackets.
TAG = re.compile(r'<(?:[^<>"]|"[^"]*")*>')

_SPACE = r"(?:\s|&nbsp;|<br>)*"
_LINK_TO_NOWHERE = re.compile(r"<a>(.*?)</a>", re.DOTALL)
_EMPTY_BLOCK = re.compile(rf"<(p|h3|h4|blockquote|li|ul|ol)>{_SPACE}</\1>")
# The space at the end is looked for from its beginning only: from each of its characters takes the square of them.
_EDGE_SPACE = re.compile(rf"\A{_SPACE}|(?<!\s)(?<!&nbsp;)(?<!<br>){_SPACE}\Z")
_BLOCK_EDGE = re.compile(r"</?(?:p|h3|h4|blockquote|ul|ol|li|br|table|caption|thead|tbody|tr|th|td)\b[^>]*>")
# What browsers show as one space, or as none; not the no-break space, which is a character like any other.
_WHITE_SPACE = re.compile(r"[ \t\n\f\r]+")

# One that nobody closes lasts to the end. Word leaves hundreds of tags in them.
_COMMENT = re.compile(r"<!--(?:-?>|.*?(?:--!?>|\Z))", re.DOTALL)
_TAG_NAME = re.compile(r"<(/?)([a-z][^\s/>]*)", re.IGNORECASE)
# Elements that hold nothing or that the next of their kind closes, so that they never nest by being left open
# (but in a drawing or a formula most of them mean nothing, and nest).
_VOID = ("br", "hr", "img", "input", "meta", "link", "col", "wbr", "area", "base", "source")
_FLAT = frozenset((*_VOID, "p", "li", "tr", "td", "th", "dt", "dd", "option"))
_FOREIGN = frozenset({"svg", "math"})
# Elements that may be closed out of turn.
_FORMATTING = frozenset(
    ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"]
)

# A body past these is no text of a page, and the HTML parser takes time by the square of the depth.
LONGEST_BODY = 500_000
_DEEPEST = 200

# Each pass of the HTML parser may open what the pass before closed; real bodies settle in one or two.
_MOST_PASSES = 8


def refuse_forbidden(text):
    """Raise `ValidationError` when `text` holds a character no page, feed or database can carry.

    These are NUL and the other control characters (save tab and line ends), lone surrogates, U+FFFE and U+FFFF.
    """
    if found := FORBIDDEN.search(text):
        raise ValidationError(
            f"There is an invisible control character (U+{ord(found[0]):04X}). Delete it, or type the text anew."
        )


# One save cleans the same bodies several times: in the form, in the document and on the way to the database.
@lru_cache(maxsize=256)
def clean_body(body):
    """Return `body` (HTML from anywhere) within the allow-list, NFC, without empty blocks or space that is not shown.

    Cleaning what is clean changes nothing. Raises `ValidationError` for characters that cannot be kept and for
    markup so broken that it never settles.
    """
    body = _COMMENT.sub("", body)
    for _ in range(_MOST_PASSES):
        # Each pass writes characters for entities, and may have made the text longer.
        refuse_forbidden(body)
        _refuse_monstrous(body)
        cleaned = _clean_once(body)
        if cleaned == body:
            return cleaned
        body = cleaned
    raise ValidationError("The markup of this text cannot be put in order. Paste it again as plain text.")


def _clean_once(body):
    body = body.replace("\r\n", "\n").replace("\r", "\n")
    body = _SYNONYM.sub(lambda found: f"<{found[1]}{_SYNONYMS[found[2].lower()]}", body)
    body = nh3.clean(
        body,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes=URL_SCHEMES,
        link_rel=None,
        clean_content_tags={"script", "style", "iframe", "object"},
    )
    body = _LINK_TO_NOWHERE.sub(r"\1", body)
    emptied = 1
    while emptied:
        body, emptied = _EMPTY_BLOCK.subn(_gap, body)
    return _EDGE_SPACE.sub("", _compose(body))


def _gap(empty):
    """Return what is left of an empty block: the space that kept the words around it apart, if there are any."""
    before, after = empty.string[max(0, empty.start() - 1) : empty.start()], empty.string[empty.end() : empty.end() + 1]
    return "" if before in ("", ">") and after in ("", "<") else " "


def _compose(body):
    """Bring the text between tags to NFC, with one space where several are, and none at the edge of a block.

    Editors set the same words in different lines: two texts that readers cannot tell apart must not differ. Across a
    tag's bracket NFC would eat the bracket (U+0338 after `>`).
    """
    parts = re.split(f"({TAG.pattern})", body)
    for place in range(0, len(parts), 2):
        text = _WHITE_SPACE.sub(" ", unicodedata.normalize("NFC", parts[place]))
        if place and _BLOCK_EDGE.fullmatch(parts[place - 1]):
            text = text.removeprefix(" ")
        if place + 1 < len(parts) and _BLOCK_EDGE.fullmatch(parts[place + 1]):
            text = text.removesuffix(" ")
        parts[place] = text
        if place:
            parts[place - 1] = unicodedata.normalize("NFC", parts[place - 1])
    return "".join(parts)


def _refuse_monstrous(body):
    if len(body) > LONGEST_BODY:
        raise ValidationError(
            f"This text has {len(body):,} characters, more than a section can hold ({LONGEST_BODY:,}). Split it."
        )
    opened, is_foreign = [], False
    for closing, name in _TAG_NAME.findall(body):
        name = name.lower()
        is_foreign = is_foreign or name in _FOREIGN
        if name in _FLAT and not is_foreign:
            continue
        if not closing:
            opened.append(name)
        elif name in opened:
            _close(name, opened)
        if len(opened) > _DEEPEST:
            raise ValidationError("The markup of this text is nested too deeply. Paste it again as plain text.")


def _close(name, opened):
    """Take `name` from the names of the elements that are `opened`, unless an element that outlasts it lies between."""
    place = len(opened) - 1 - opened[::-1].index(name)
    if _FORMATTING.issuperset(opened[place + 1 :]):
        del opened[place]


def plain_text(body):
    """Return the words of cleaned HTML `body` as one line of text."""
    text = TAG.sub("", _BLOCK_EDGE.sub(" ", body))
    return " ".join(html.unescape(text).split())
