"""What of schema.org's vocabulary (release 29) the pages use, and whether nodes of JSON-LD keep to it."""

import re
from datetime import date, datetime

# Each type with those it is a kind of.
TYPES = {
    "Thing": (),
    "Action": ("Thing",),
    "Article": ("CreativeWork",),
    "Audience": ("Thing",),
    "Book": ("CreativeWork",),
    "BreadcrumbList": ("ItemList",),
    "Chapter": ("CreativeWork",),
    "CollectionPage": ("WebPage",),
    "CreativeWork": ("Thing",),
    "Dataset": ("CreativeWork",),
    "DefinedTerm": ("Thing",),
    "DefinedTermSet": ("CreativeWork",),
    "Drug": ("MedicalEntity",),
    "EntryPoint": ("Thing",),
    "HealthTopicContent": ("CreativeWork",),
    "ItemList": ("Thing",),
    "ListItem": ("Thing",),
    "MedicalAudience": ("Audience",),
    "MedicalCode": ("MedicalEntity",),
    "MedicalCondition": ("MedicalEntity",),
    "MedicalEntity": ("Thing",),
    "MedicalTherapy": ("MedicalEntity",),
    "MedicalWebPage": ("WebPage",),
    "Organization": ("Thing",),
    "Patient": ("MedicalAudience", "Person"),
    "Periodical": ("CreativeWork",),
    "Person": ("Thing",),
    "PropertyValue": ("Thing",),
    "Report": ("Article",),
    "ScholarlyArticle": ("Article",),
    "SearchAction": ("Action",),
    "SearchResultsPage": ("WebPage",),
    "Thesis": ("CreativeWork",),
    "WebPage": ("CreativeWork",),
    "WebSite": ("CreativeWork",),
}

# Each property with the types that have it, and what may be its value: types, or Text, URL, Date, DateTime, Integer.
PROPERTIES = {
    "about": ("CreativeWork", "Thing"),
    "alternateName": ("Thing", "Text"),
    "alternativeHeadline": ("CreativeWork", "Text"),
    "audience": ("CreativeWork", "Audience"),
    "author": ("CreativeWork", "Organization Person"),
    "breadcrumb": ("WebPage", "BreadcrumbList Text"),
    "citation": ("CreativeWork", "CreativeWork Text"),
    "code": ("MedicalEntity", "MedicalCode"),
    "codeValue": ("MedicalCode", "Text"),
    "codingSystem": ("MedicalCode", "Text"),
    "dateModified": ("CreativeWork", "Date DateTime"),
    "datePublished": ("CreativeWork", "Date DateTime"),
    "description": ("Thing", "Text"),
    "hasDefinedTerm": ("DefinedTermSet", "DefinedTerm"),
    "hasHealthAspect": ("HealthTopicContent", "HealthAspectEnumeration"),
    "hasPart": ("CreativeWork", "CreativeWork"),
    "identifier": ("Thing", "PropertyValue Text URL"),
    "inLanguage": ("CreativeWork", "Language Text"),
    "isPartOf": ("CreativeWork", "CreativeWork URL"),
    "item": ("ListItem", "Thing"),
    "itemListElement": ("ItemList", "ListItem Text Thing"),
    "lastReviewed": ("WebPage", "Date"),
    "license": ("CreativeWork", "CreativeWork URL"),
    "mainEntity": ("CreativeWork", "Thing"),
    "name": ("Thing", "Text"),
    "position": ("ListItem CreativeWork", "Integer Text"),
    "potentialAction": ("Thing", "Action"),
    "propertyID": ("PropertyValue", "Text URL"),
    "publisher": ("CreativeWork", "Organization Person"),
    # An annotation of the property `query` of SearchAction: schema.org/docs/actions.html.
    "query-input": ("SearchAction", "Text"),
    "relatedLink": ("WebPage", "URL"),
    "reviewedBy": ("WebPage", "Organization Person"),
    "target": ("Action", "EntryPoint URL"),
    "url": ("Thing", "URL"),
    "urlTemplate": ("EntryPoint", "Text"),
    "value": ("PropertyValue", "Text"),
    "version": ("CreativeWork", "Number Text"),
}

ASPECTS = {
    f"https://schema.org/{name}HealthAspect"
    for name in (
        "Allergies", "Benefits", "Causes", "Contagiousness", "Effectiveness", "GettingAccess", "HowItWorks",
        "HowOrWhere", "Ingredients", "LivingWith", "MayTreat", "Misconceptions", "Overview", "PatientExperience",
        "Pregnancy", "Prevention", "Prognosis", "RelatedTopics", "RisksOrComplications", "Safety", "Screening",
        "SeeDoctor", "SelfCare", "SideEffects", "Stages", "Symptoms", "Treatments", "Types", "UsageOrSchedule",
    )
}  # fmt: skip


def faults(data):
    """Return what in the JSON-LD `data` schema.org does not know, in sentences; [] when all is as it says."""
    if data.get("@context") != "https://schema.org":
        return ["The context is another one."]
    found = []
    types = {node["@id"]: node["@type"] for node in data["@graph"] if "@id" in node}
    for node in data["@graph"]:
        _check(node, types, found)
    return found


def _check(node, types, found):
    kind = node.get("@type")
    if kind not in TYPES:
        found.append(f"There is no type {kind}.")
        return
    for name, value in node.items():
        if name in ("@type", "@id"):
            continue
        if name not in PROPERTIES:
            found.append(f"{kind} has {name}, which the table does not know.")
            continue
        domains, ranges = (words.split() for words in PROPERTIES[name])
        if not any(_is_a(kind, domain) for domain in domains):
            found.append(f"{kind} has no {name}.")
        for member in value if isinstance(value, list) else [value]:
            if not _fits(member, ranges, types, found):
                found.append(f"{kind}.{name} cannot be {member!r}.")


def _fits(value, ranges, types, found):
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            # What stands elsewhere on the web is a page of some kind; what stands in the graph has its type there.
            return "Thing" in ranges or any(_is_a(types.get(value["@id"], ""), wanted) for wanted in ranges)
        _check(value, types, found)
        return any(_is_a(value.get("@type"), wanted) for wanted in ranges)
    if isinstance(value, int):
        return "Integer" in ranges
    if "HealthAspectEnumeration" in ranges:
        return value in ASPECTS
    if "Text" in ranges:
        return value != ""
    if "URL" in ranges:
        return bool(re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", value))
    return ("DateTime" in ranges and _parses(datetime, value)) or ("Date" in ranges and _is_date(value))


def _is_date(value):
    """Return whether ISO 8601 knows the text as a year, a month or a day."""
    return bool(re.fullmatch(r"\d{4}(-\d{2})?", value)) or _parses(date, value)


def _parses(kind, value):
    try:
        kind.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_a(kind, wanted):
    return kind == wanted or any(_is_a(above, wanted) for above in TYPES.get(kind, ()))
