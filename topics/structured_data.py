"""Pages as schema.org describes them: nodes of JSON-LD, made from what the page shows and equal to it.

Nodes name each other by `@id`; the site and who publishes it stand in each page's graph once.
"""

import re

from references import linked_data
from topics import codes
from topics.models.choices import AliasKind, Aspect, EvidenceStatus, SectionStyle

# Where schema.org has no word for an aspect, as for diagnosis, a section says none.
_ASPECTS = {
    Aspect.OVERVIEW: "Overview",
    Aspect.SYMPTOMS: "Symptoms",
    Aspect.CAUSES: "Causes",
    Aspect.TREATMENTS: "Treatments",
    Aspect.SELF_CARE: "SelfCare",
    Aspect.LIVING_WITH: "LivingWith",
    Aspect.PROGNOSIS: "Prognosis",
    Aspect.EVIDENCE: "Effectiveness",
    Aspect.QUESTIONS_TO_ASK: "SeeDoctor",
}
_ADDRESS = re.compile(r"https?://[^\s<>\"“”]*[^\s<>\"“”.,;:!?)]")


def site_nodes(site, origin):
    """Return the nodes of the site itself and of who publishes it."""
    return [
        {
            "@type": "WebSite",
            "@id": f"{origin}/#site",
            "url": f"{origin}/",
            "name": site.name,
            "inLanguage": "en-GB",
            "publisher": _node_id(origin, "publisher"),
            **_licence(site),
        },
        {
            "@type": "Organization",
            "@id": f"{origin}/#publisher",
            "name": site.charity or site.name,
            "url": f"{origin}/",
        },
    ]


def home(site, origin, search_path):
    """Return the nodes of the first page: the site, and how to search it."""
    nodes = site_nodes(site, origin)
    nodes[0]["potentialAction"] = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{origin}{search_path}?q={{query}}"},
        "query-input": "required name=query",
    }
    return nodes


def page(site, origin, path, name, crumbs, kind="WebPage", **more):
    """Return the nodes of a page of a `kind` that schema.org knows; `crumbs` are (name, path) of the pages above it."""
    url = f"{origin}{path}"
    trail = [(crumb, f"{origin}{above}") for crumb, above in crumbs] + [(name, url)]
    node = {
        "@type": kind,
        "@id": url,
        "url": url,
        "name": name,
        "inLanguage": "en-GB",
        "isPartOf": _node_id(origin, "site"),
        "publisher": _node_id(origin, "publisher"),
        "breadcrumb": {"@id": f"{url}#breadcrumb"},
        **_licence(site),
        **more,
    }
    breadcrumb = {
        "@type": "BreadcrumbList",
        "@id": f"{url}#breadcrumb",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": crumb, "item": {"@id": address}}
            for place, (crumb, address) in enumerate(trail, start=1)
        ],
    }
    return [_without_empty(node), breadcrumb, *site_nodes(site, origin)]


def terms(site, origin, path, name, crumbs, entries):
    """Return the nodes of a list of names: a page that collects, and the set of terms that its lines are.

    Each topic is one term; its other names on the page are alternate names, not pages of their own. `entries` are
    the lines of the A to Z.
    """
    topics = {}
    for entry in entries:
        names = topics.setdefault((entry["url"], entry["title"]), [])
        if entry["is_see"] and entry["name"] not in names:
            names.append(entry["name"])
        elif not entry["is_see"] and entry["full_name"] not in ("", entry["name"], *names):
            names.append(entry["full_name"])
    defined = [
        _without_empty({"@type": "DefinedTerm", "name": title, "alternateName": names, "url": f"{origin}{url}"})
        for (url, title), names in topics.items()
    ]
    main = {"@type": "DefinedTermSet", "name": site.name, "hasDefinedTerm": defined} if defined else None
    return page(site, origin, path, name, crumbs, kind="CollectionPage", mainEntity=main)


def topic(site, origin, path, crumbs, document, shown, items, edition):
    """Return the nodes of a topic's page.

    `document` is the edition's, `shown` what is rendered of it, `items` the CSL items of its references by their ids,
    and `edition` a dict of its `number`, `published_on`, `description`, and on the page of now `reviewed_on` and
    `related` paths.
    """
    url = f"{origin}{path}"
    reviewed_on = edition.get("reviewed_on")
    published = edition["published_on"].isoformat()
    return page(
        site,
        origin,
        path,
        document["title"],
        crumbs,
        kind="MedicalWebPage",
        alternativeHeadline=document["full_name"] if document["full_name"] != document["title"] else "",
        description=edition["description"],
        version=str(edition["number"]),
        datePublished=published,
        dateModified=published,
        lastReviewed=reviewed_on and reviewed_on.isoformat(),
        reviewedBy=_node_id(origin, "publisher") if reviewed_on else None,
        audience={"@type": "Patient"},
        about=_about(document, shown.also_called),
        citation=[linked_data.describe(items[one.key]) for one in shown.references if one.key in items],
        hasPart=[_part(url, section) for section in shown.contents],
        relatedLink=[f"{origin}{related}" for related in edition.get("related", ())],
    )


def _about(document, also_called):
    """Return the node of what the topic is about, with every name that the page shows."""
    others = [document["full_name"], *also_called]
    return _without_empty(
        {
            "@type": _about_type(document),
            "name": document["title"],
            "alternateName": [name for name in others if name not in ("", document["title"])],
            "code": [
                {"@type": "MedicalCode", "codingSystem": codes.SYSTEMS[code["system"]].name, "codeValue": code["code"]}
                for code in document["codes"]
            ],
        }
    )


def _about_type(document):
    """Return what kind of thing the document says its subject is; a MedicalEntity where it does not say.

    Only medicines have brands, and only conditions have a place in a classification of diseases. What research
    supports, with sections on treating and none on causes or symptoms, is a therapy.
    """
    if any(alias["kind"] == AliasKind.BRAND_NAME for alias in document["aliases"]):
        return "Drug"
    if any(codes.SYSTEMS[code["system"]].is_of_conditions for code in document["codes"]):
        return "MedicalCondition"
    aspects = {section["aspect"] for section in document["sections"]}
    supported = (document["evidence"] or {}).get("status") in (EvidenceStatus.ESTABLISHED, EvidenceStatus.PROMISING)
    if supported and Aspect.TREATMENTS in aspects and not aspects & {Aspect.CAUSES, Aspect.SYMPTOMS}:
        return "MedicalTherapy"
    return "MedicalEntity"


def _part(url, section):
    aspect = "SeeDoctor" if section.style == SectionStyle.URGENT else _ASPECTS.get(section.aspect)
    return _without_empty(
        {
            "@type": "HealthTopicContent",
            "@id": f"{url}#{section.key}",
            "url": f"{url}#{section.key}",
            "name": section.heading,
            "hasHealthAspect": aspect and f"https://schema.org/{aspect}HealthAspect",
        }
    )


def _licence(site):
    """Return the licence as shown at the foot of the page, with the address that it names, if any."""
    if not site.licence:
        return {}
    address = _ADDRESS.search(site.licence)
    return {"license": _without_empty({"@type": "CreativeWork", "name": site.licence, "url": address and address[0]})}


def _node_id(origin, name):
    return {"@id": f"{origin}/#{name}"}


def _without_empty(node):
    return {name: value for name, value in node.items() if value not in (None, "", [])}
