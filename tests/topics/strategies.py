"""Documents, texts and bodies as hypothesis draws them: from the schema itself, and as hostile as people can type.

`documents` follow the schema and may break the rules that it cannot say; `sound_documents` keep those too.
"""

import os
import re

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from topics.schema import SCHEMA

settings.register_profile(
    "az-ms",
    deadline=None,
    derandomize="CI" in os.environ,
    max_examples=40,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
settings.load_profile("az-ms")

# What people and machines type into a search box.
HOSTILE_QUERIES = [
    "", " ", "-", "OR", "or or OR", "AND", '"', '"""', '"unbalanced', '-"', '- -- "-" OR -', "!&|():*<->",
    "a:*b & !c | (d", "%s %(query)s %", "'; DROP TABLE topics_topic; --", "' OR '1'='1", "\\ \\' $$ $1",
    "<script>alert(1)</script>", "&amp; &#0;", "😀", "👩\u200d⚕\ufe0f", "אבגד", "\u202eabc\u202c", "神経", "\u0338",
    "\u2028", "\ufdfa" * 50, "the", "what is the", "a" * 10_000, "a " * 5_000, '"a ' * 3_000, "-a " * 3_000,
    "é" * 10_000, "-" * 10_000, "-" * 100 + "a", "- " * 90 + "a", "-- " * 60 + "a", "-!" * 90 + "a",
    "-_" * 90 + "a", "-(-" * 60 + "a", '-"' * 90 + "a", '-"-' * 60 + "a", "-\u00a0" * 90 + "a",
    "-\u0338" * 90 + "a", "-\u0903" * 90 + "a", "-\u200b" * 90 + "a", "-a" * 100, "-a OR " * 100, "()" * 5_000,
]  # fmt: skip

# References and topics that documents share.
KEYS = ("zamboni2009", "nice2012", "who:2020.a_b-c")
SLUGS = ("fatigue", "optic-neuritis", "ms-2")

# Combining marks, right to left, emoji with joiners, spaces that are none, letters that grow when folded or composed.
_STRANGE = "\u0338\u0301\u0345\u05d0\u202e\u200f\u200b\ufeff\u00a0\u2003\u2028\u2029\u0085\u212a\ufb2c\u0958\u1e9eİßøﬁ½"
_EMOJI = "😀👩\u200d⚕\ufe0f🇬🇧"
_MARKUP = "<>&\"'[]@;=/-#{}%_\\ \t\n"
_FORBIDDEN = "\x00\x01\x0b\x0c\x1f\x7f\ud800\udfff\ufffe\uffff"


def texts(max_size=20, forbidden=False):
    """Return a strategy of texts: strange letters, markup and, when `forbidden`, what no document can hold."""
    alphabet = st.sampled_from("abcXYZ 019" + _STRANGE + _EMOJI + _MARKUP)
    alphabet |= st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")
    if forbidden:
        alphabet |= st.sampled_from(_FORBIDDEN)
    return st.text(alphabet, max_size=max_size)


_FRAGMENTS = st.sampled_from(
    [
        "<p>", "</p>", "<p></p>", "<p>&nbsp;<br></p>", "<h3>", "</h3>", "<h1>", "</h1>", "<ul><li>", "</li></ul>",
        "<ol>", "</ol>", "<blockquote>", "</blockquote>", "<strong>", "</strong>", "<b>", "</b>", "<i class=x>", "</i>",
        "<em>", "</em>", "<sub>", "</sub>", "<br>", "<br/>", "<table><tr><td>", "</td></tr></table>",
        "<td colspan='2'>",
        "<th scope=col>", "<caption>", "<abbr title='a \"quoted\" <b>'>", "</abbr>",
        "<p style='color:red' class=MsoNormal>",
        "<script>alert(1)</script>", "<script>", "</script>", "<style>p{}</style>", "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)>", "<math><mtext>", "<iframe src='//x'></iframe>", "<noscript>", "<textarea>",
        "<!--", "-->",
        "<![CDATA[", "<?xml ?>", "<form>", "<select><option>", "<template>", "<font color=red>", "</font>",
        "<x-y>", "</x-y>",
        "&lt;", "&amp;", "&nbsp;", "&#x338;", "&#91;@", "&#1;", "&notit;", "&lt;script&gt;", "\u0338", "<", ">", "\r\n",
    ]
)  # fmt: skip
_ADDRESSES = st.sampled_from(
    [
        "https://example.org/?a=1&b=2", "mailto:a@example.org", "tel:123", "#what-is-it", "/a-z/ccsvi/",
        "//example.org",
        "javascript:alert(1)", "java\tscript:alert(1)", "&#106;avascript:alert(1)", " \tjavascript:alert(1)",
        "data:text/html,<script>alert(1)</script>", "vbscript:x", "JaVaScRiPt&colon;alert(1)", "http://x/\u0338", "",
    ]
)  # fmt: skip
_LINKS = st.builds("<a href='{}' onclick=alert(1)>{}</a>".format, _ADDRESSES, texts(5))
_GOOD_MARKS = st.lists(st.sampled_from(KEYS), min_size=1, max_size=3).map(
    lambda keys: "[@" + " ;&nbsp;\u00a0@".join(keys) + " ]"
)
_BAD_MARKS = st.sampled_from(
    ["[@", "[@Zamboni2009]", "[@zamboni2009, p. 3]", "[ @nice2012;]", "<a href='x'>[@nice2012]</a>"]
)
_PARAGRAPHS = st.builds("<p>{} {}</p>".format, texts(12).map(lambda text: text.replace("[", "(")), _GOOD_MARKS)
# Without what makes text of the tags behind it, so that a mark stays the mark it is.
_TAMED = _FRAGMENTS.filter(
    lambda fragment: not re.search("&#|noscript|textarea|CDATA|svg|math|<(script|style|template|select)", fragment)
)
_TAME_LINKS = st.builds(
    "<a href='{}' onclick=alert(1)>{}</a>".format, _ADDRESSES, texts(5).map(lambda text: re.sub(r"[\[<]", "(", text))
)


def hostile_bodies():
    """Return a strategy of bodies from anywhere: allowed and forbidden HTML, good marks and bad ones."""
    pieces = _FRAGMENTS | _LINKS | _GOOD_MARKS | _BAD_MARKS | texts(8, forbidden=True) | texts(8)
    return st.lists(pieces, max_size=12).map("".join)


def tame_bodies():
    """Return a strategy of bodies that canonical documents mostly take: odd, but citing rightly."""
    return st.lists(_PARAGRAPHS | _TAMED | _TAME_LINKS, max_size=6).map("".join)


def from_schema(rule, overrides, path=""):
    """Return a strategy of what the schema's `rule` allows; `overrides` gives other strategies by dotted path."""
    if path in overrides:
        return overrides[path]
    if "const" in rule:
        return st.just(rule["const"])
    if "enum" in rule:
        return st.sampled_from(rule["enum"])
    kinds = [rule["type"]] if isinstance(rule["type"], str) else rule["type"]
    return st.one_of([_of_kind(kind, rule, overrides, path) for kind in kinds])


def _of_kind(kind, rule, overrides, path):
    match kind:
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "string":
            return _string(rule)
        case "array":
            items = from_schema(rule["items"], overrides, path)
            most = 40 if path == "sections" else 4
            return st.lists(
                items, min_size=rule.get("minItems", 0), max_size=most, unique=rule.get("uniqueItems", False)
            )
        case "object" if "properties" not in rule:
            return st.just({"type": "book", "title": "A book"})
        case "object":
            fields = {
                name: from_schema(part, overrides, f"{path}.{name}".lstrip("."))
                for name, part in rule["properties"].items()
            }
            return st.fixed_dictionaries(
                {name: fields[name] for name in rule["required"]},
                optional={name: field for name, field in fields.items() if name not in rule["required"]},
            )
    raise AssertionError(f"The schema says something new: {kind}")


def _string(rule):
    if rule.get("format") == "date":
        return st.dates().map(str)
    longest = rule.get("maxLength", 1000)
    if "pattern" in rule and rule["pattern"] != r"\S":
        return st.from_regex(rule["pattern"], fullmatch=True).filter(lambda text: len(text) <= longest)
    return texts(min(longest, 20)).filter(
        lambda text: len(text) >= rule.get("minLength", 0) and re.search(rule.get("pattern", ""), text)
    )


def documents():
    """Return a strategy of documents that keep the schema, with bodies from anywhere."""
    return from_schema(SCHEMA, {"sections.body": hostile_bodies(), "references.key": st.sampled_from(KEYS)})


@st.composite
def sound_documents(draw):
    """Draw a document that keeps the rules the schema cannot say as well; it is seldom canonical yet."""
    document = draw(
        from_schema(
            SCHEMA,
            {
                "sections.body": tame_bodies(),
                "references.key": st.sampled_from(KEYS),
                "related": st.sampled_from(SLUGS),
                "slug": st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8})?", fullmatch=True).filter(
                    lambda slug: slug not in (*SLUGS, "letter", "feed", "search", "history", "editions")
                ),
            },
        )
    )
    document["related"] = draw(st.lists(st.sampled_from(SLUGS), unique=True))
    document["references"] = [
        {"key": key, **draw(st.fixed_dictionaries({}, optional={"link_text": texts(10)}))}
        for key in draw(st.permutations(KEYS))
    ]
    for number, section in enumerate(document["sections"]):
        if number:
            section["heading"] = f"Heading {section['heading']}"
        if "key" in section and draw(st.booleans()):
            del section["key"]
        elif "key" in section:
            section["key"] = f"k{number}"
    if document.get("evidence"):
        document["evidence"]["statement"] = f"It is {document['evidence']['statement']}"[:300]
    for code in document.get("codes", []):
        code["code"] = f"x{code['code']}"[:50]
    for alias in document.get("aliases", []):
        alias["name"] = f"x{alias['name']}"
        if alias.get("kind") == "misspelling":
            alias.pop("listed", None)
    return document
