"""Finding a topic: by the first letters of a name, and by the code of another system."""

from django.core.exceptions import ValidationError

from topics import codes, live
from topics.api import queries, schemas
from topics.api.answers import answer, link
from topics.api.application import MOST, asked, operation
from topics.api.problems import Problem, quoted
from topics.api.topics import line
from topics.search import LONGEST_QUERY, suggestions


@operation("/suggestions/", schemas.SuggestionList, summary="Names that begin so", tags=["Finding"])
def suggest(request, q: asked("The first letters of a name: two or more.", maxLength=LONGEST_QUERY)):
    """Give at most eight topics that have a name which begins so, the best first, as the search box does."""
    if len(q) > LONGEST_QUERY:
        raise Problem(400, f"q is longer than {LONGEST_QUERY} characters. The first letters of a name are enough.")
    moment = live.moment_of_list()

    def data():
        return {
            "q": q,
            "suggestions": [
                {
                    "name": one.name,
                    "title": one.title,
                    "full_name": one.full_name,
                    "slug": one.slug,
                    "page": link(request, "topics:detail", one.slug),
                    "url": link(request, "api:topic", one.slug),
                }
                for one in suggestions(q, moment)
            ],
        }

    return answer(request, moment, data)


@operation("/lookup/", schemas.Lookup, summary="The topics of a clinical code", tags=["Finding"])
def lookup(
    request,
    system: asked(
        f"The system of the code: {', '.join(codes.SYSTEMS)}; or its OID, or its address in FHIR.",
        examples=["icd-10", "2.16.840.1.113883.6.96", "http://snomed.info/sct"],
    ),
    code: asked("The code, such as G35.", examples=["G35"]),
):
    """Give the topics that have the code. In a classification, those of the next wider code that has any.

    No topic is an answer too: an empty list.
    """
    known = codes.system_named(system)
    if known is None:
        raise Problem(400, f"system is {quoted(system)}, but must be one of {', '.join(codes.SYSTEMS)}, or its OID.")
    try:
        code = codes.normalise(known, code)
    except ValidationError as error:
        raise Problem(400, f"code: {' '.join(error.messages)}") from None
    moment = live.moment_of_list()
    found = queries.topics(
        moment.now, "title", MOST, codes=[f"{known.key}:{wider}" for wider in codes.wider(known, code)]
    )
    matched = next((wider for wider in codes.wider(known, code) if any(wider in row.codes for row in found)), None)
    topics = [line(request, row) for row in found if matched in row.codes]
    return answer(request, moment, lambda: {"system": known.key, "code": code, "matched": matched, "topics": topics})
