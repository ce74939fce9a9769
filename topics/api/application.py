"""The API itself: its operations, how they are described (OpenAPI 3.1), and what all of them refuse."""

import inspect
from functools import wraps
from typing import Annotated

from django.http import Http404
from ninja import NinjaAPI, Query
from ninja.constants import NOT_SET
from ninja.errors import ValidationError
from pydantic import WithJsonSchema

from topics.api import parameters, problems, schemas
from topics.asking import TookTooLong
from topics.schema import SCHEMA

PREFIX = "api/"

# Of a list, what a page has at the most.
USUAL, MOST = 50, 200


def asked(description, default=..., source=Query, **schema):
    """Return the annotation of a parameter, which comes as a text: what it is for, and what it may be, as described.

    Without `default` it is needed.
    """
    return Annotated[str, WithJsonSchema({"type": "string"} | schema), source(default, description=description)]


Limit = asked(f"At most so many a page: 1 to {MOST}.", str(USUAL), type="integer", minimum=1, maximum=MOST)
Cursor = asked("From where to go on: taken from `next` of the page before.", "")

_DESCRIPTION = """\
Everything that readers of the A to Z have, for machines. It is for reading only, and needs no key.

Each answer names the licence and whom to name. Each has an `ETag` and a `Last-Modified`: send them back as
`If-None-Match` or `If-Modified-Since`, and what has not changed is a 304 without a body. Any site's scripts may read it
(CORS). Errors are `application/problem+json`, with a sentence that says what to do.

Limits: 200 topics or references a page, 4,000 characters a query. There is no limit to how often you ask; please ask
for the whole set rather than for every topic.
"""
_PROBLEMS = {
    400: "The query cannot be meant: the sentence says what can.",
    404: "Readers never had this.",
    406: "The API answers in JSON alone.",
    410: "Readers have this no more; the answer says why.",
    414: "The query is too long.",
}


class Api(NinjaAPI):
    """django-ninja with the description of what this API answers besides."""

    def described(self, server):
        """Return the description of the API at `server`, such as "https://www.example.org"."""
        description = self.get_openapi_schema(path_prefix=PREFIX)
        schemas_ = description["components"]["schemas"]
        problem = schemas.Problem.model_json_schema()
        schemas_["Problem"] = problem
        schemas_["TopicDocument"] = own_words()
        schemas_["WholeTopicDocument"] = {name: part for name, part in SCHEMA.items() if name != "$schema"}
        schemas_["Topic"]["properties"]["document"] = {"$ref": "#/components/schemas/TopicDocument"}
        for path, operations in description["paths"].items():
            for operation in operations.values():
                self._complete(path, operation)
        return dict(description) | {"servers": [{"url": server}]}

    def _complete(self, path, operation):
        """Describe what every operation may answer besides, and leave out what only Python means by a default."""
        for parameter in operation["parameters"]:
            for name in ("title", "default"):
                parameter["schema"].pop(name, None)
        wanted = [400, 404, 406, 410, 414] if "{" in path else [400, 406, 414]
        operation["responses"] |= {
            status: {
                "description": _PROBLEMS[status],
                "content": {problems.CONTENT_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
            }
            for status in wanted
        }
        operation["responses"][304] = {"description": "You have it already."}
        if "{" in path:
            operation["responses"][301] = {"description": "It stands under another address, which Location names."}


def own_words():
    """Return the schema of a document without what only travels with it: the topic's own words, as served."""
    properties = {
        name: part for name, part in SCHEMA["properties"].items() if name not in ("reviewed_on", "review_due")
    }
    item = properties["references"]["items"]
    item = item | {"properties": {name: part for name, part in item["properties"].items() if name != "csl"}}
    properties["references"] = properties["references"] | {"items": item}
    return {
        "title": "Topic document, version 1",
        "description": "A topic's own words, in canonical form.",
        "type": "object",
        "required": SCHEMA["required"],
        "additionalProperties": False,
        "properties": properties,
    }


api = Api(
    title="A to Z of MS",
    version="1",
    description=_DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    openapi_url=None,
)


def operation(path, answers=NOT_SET, **options):
    """Let a view answer GET at `path` with `answers`; parameters that it does not name are refused."""

    def register(view):
        named = inspect.signature(view).parameters
        known = {name for name in named if name != "request" and f"{{{name}}}" not in path}

        @wraps(view)
        def answer(request, **values):
            parameters.refuse_unknown(request.GET, known)
            return view(request, **values)

        return api.get(path, response=answers, url_name=view.__name__, operation_id=view.__name__, **options)(answer)

    return register


@api.exception_handler(problems.Problem)
def _problem(request, problem):
    return problem.response()


@api.exception_handler(ValidationError)
def _not_valid(request, error):
    missing = ", ".join(str(one["loc"][-1]) for one in error.errors)
    return problems.Problem(400, f"This address needs {missing}. /api/ says what for.").response()


@api.exception_handler(Http404)
def _not_found(request, exception):
    return problems.Problem(404, "There is nothing at this address, and readers never had anything there.").response()


@api.exception_handler(TookTooLong)
def _took_too_long(request, exception):
    return problems.Problem(503, "This took too long. Ask again in a minute, or for less.").response()
