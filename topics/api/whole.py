"""The whole set to download, and the schema of what is in it."""

import json

from django.conf import settings
from django.http import HttpResponseNotModified, StreamingHttpResponse
from django.utils.http import quote_etag

from topics import live
from topics.api.answers import license_link, link
from topics.api.application import operation
from topics.caching import has_it, last_modified, respond_text, short_digest
from topics.download import stamp_of_all, whole_documents
from topics.schema import SCHEMA


def _answers(content_type, schema, words):
    return {"responses": {200: {"description": words, "content": {content_type: {"schema": schema}}}}}


@operation(
    "/topics.jsonl",
    summary="The whole set, as JSON Lines",
    tags=["The whole set"],
    openapi_extra=_answers("application/jsonl", {"type": "string"}, "One WholeTopicDocument a line."),
)
def download(request):
    """Give every live topic as a whole document, one a line, by slug: with its references and review dates.

    It is what `import_topics` reads. The Link header leads to the licence and to the schema of a line.
    """
    moment = live.moment_of_list()
    etag = quote_etag(short_digest(settings.RELEASE, "download", moment.stamp, stamp_of_all()))
    changed = last_modified(moment)
    if has_it(request, etag, changed):
        response = HttpResponseNotModified()
    else:
        lines = (f"{text}\n".encode() for text in whole_documents(moment.now))
        response = StreamingHttpResponse(lines, content_type="application/jsonl; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="a-to-z-of-ms.jsonl"'
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    if changed:
        response["Last-Modified"] = changed
    response["Link"] = f'{license_link(request)}, <{link(request, "api:document_schema")}>; rel="describedby"'
    return response


@operation(
    "/topic-document.schema.json",
    summary="The schema of a topic document",
    tags=["The whole set"],
    openapi_extra=_answers("application/schema+json", {"type": "object"}, "A JSON Schema, 2020-12."),
)
def document_schema(request):
    """Give the JSON Schema (2020-12) of a line of the whole set."""
    moment = live.moment_of_list()

    def text():
        return json.dumps(SCHEMA, ensure_ascii=False, indent=2)

    response = respond_text(request, moment, "document schema", text, "application/schema+json", says_when=True)
    response["Link"] = license_link(request)
    return response
