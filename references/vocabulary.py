"""The words of CSL-JSON that this site knows: types of item, and what each variable holds (CSL 1.0.2)."""

# Appendix III of the specification, with words for people.
TYPES = {
    "article": "preprint or working paper",
    "article-journal": "journal article",
    "article-magazine": "magazine article",
    "article-newspaper": "newspaper article",
    "bill": "bill",
    "book": "book",
    "broadcast": "broadcast",
    "chapter": "chapter",
    "classic": "classic",
    "collection": "collection",
    "dataset": "dataset",
    "document": "document",
    "entry": "entry in a reference work",
    "entry-dictionary": "dictionary entry",
    "entry-encyclopedia": "encyclopaedia entry",
    "event": "event",
    "figure": "figure",
    "graphic": "picture",
    "hearing": "hearing",
    "interview": "interview",
    "legal_case": "legal case",
    "legislation": "legislation",
    "manuscript": "manuscript",
    "map": "map",
    "motion_picture": "film or video",
    "musical_score": "musical score",
    "pamphlet": "leaflet",
    "paper-conference": "conference paper",
    "patent": "patent",
    "performance": "performance",
    "periodical": "periodical",
    "personal_communication": "personal communication",
    "post": "online post",
    "post-weblog": "blog post",
    "regulation": "regulation",
    "report": "report or guideline",
    "review": "review",
    "review-book": "book review",
    "software": "software",
    "song": "song or recording",
    "speech": "speech",
    "standard": "standard",
    "thesis": "thesis",
    "treaty": "treaty",
    "webpage": "web page",
}

# Variables in the order in which an item is written; all others follow by alphabet.
ORDER = (
    "id",
    "type",
    "title",
    "title-short",
    "author",
    "editor",
    "container-title",
    "container-title-short",
    "collection-title",
    "edition",
    "volume",
    "issue",
    "page",
    "number",
    "genre",
    "medium",
    "publisher",
    "publisher-place",
    "issued",
    "accessed",
    "URL",
    "DOI",
    "PMID",
    "PMCID",
    "ISBN",
    "ISSN",
    "language",
    "note",
    "custom",
)

# One line of text.
LINES = frozenset(
    {
        "archive",
        "collection-title",
        "container-title",
        "container-title-short",
        "genre",
        "journalAbbreviation",
        "medium",
        "publisher",
        "publisher-place",
        "status",
        "title",
        "title-short",
        "version",
    }
)

# One line of text, or a number, which becomes text.
NUMBERS = frozenset({"collection-number", "edition", "issue", "number", "page", "volume"})

PARAGRAPHS = frozenset({"abstract", "annote", "note"})

DATES = frozenset({"accessed", "available-date", "event-date", "issued", "original-date", "submitted"})

NAMES = frozenset(
    {
        "author",
        "chair",
        "collection-editor",
        "compiler",
        "composer",
        "container-author",
        "contributor",
        "curator",
        "director",
        "editor",
        "editorial-director",
        "executive-producer",
        "guest",
        "host",
        "illustrator",
        "interviewer",
        "narrator",
        "organizer",
        "original-author",
        "performer",
        "producer",
        "recipient",
        "reviewed-author",
        "script-writer",
        "series-creator",
        "translator",
    }
)

NAME_PARTS = frozenset({"family", "given", "literal", "dropping-particle", "non-dropping-particle", "suffix"})
