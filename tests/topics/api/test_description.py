"""Whatever schemathesis thinks of asking, the running site answers as the description says, and never with 500."""

from contextlib import suppress

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.make import publisher
from tests.topics.api.making import make_site

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

# Of each kind, for each operation: so many questions take a few seconds, and the whole stays well under a minute.
QUESTIONS = 20


@pytest.fixture
def operations(transactional_db, live_server):
    make_site(publisher())
    described = schemathesis.openapi.from_url(f"{live_server.url}/api/openapi.json")
    return [found.ok() for found in described.get_all_operations()]


def ask(operation, mode):
    """Ask as an `operation` allows, or as it does not, and check each answer against the description."""

    @settings(max_examples=QUESTIONS, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def answers_as_described(case):
        case.call_and_validate(checks=CHECKS)

    answers_as_described()


def test_every_answer_is_as_described_whether_the_question_is_allowed_or_not(operations):
    assert len(operations) == 10
    for operation in operations:
        ask(operation, GenerationMode.POSITIVE)
        # Where any text is allowed, there is no question that is not.
        with suppress(Unsatisfiable):
            ask(operation, GenerationMode.NEGATIVE)


def test_answers_with_something_in_them_are_as_described_too(operations):
    by_path = {operation.path: operation for operation in operations}
    for path, parameters, query in [
        ("/api/topics/", {}, {}),
        ("/api/topics/", {}, {"sort": "-review_due", "limit": 1}),
        ("/api/topics/", {}, {"changed_since": "2020-01-01"}),
        ("/api/topics/{topic}/", {"topic": "ccsvi"}, {}),
        ("/api/topics/{topic}/", {"topic": "merged"}, {}),
        ("/api/topics/{topic}/", {"topic": "expired"}, {}),
        ("/api/topics/{topic}/", {"topic": "ccsvi"}, {"as_of": "2020-01-01"}),
        ("/api/topics/{topic}/editions/", {"topic": "ccsvi"}, {}),
        ("/api/topics/{topic}/editions/{number}/", {"topic": "ccsvi", "number": 1}, {}),
        ("/api/references/", {}, {}),
        ("/api/references/{key}/", {"key": "zamboni2009"}, {}),
        ("/api/references/{key}/", {"key": "zamboni2009a"}, {}),
        ("/api/suggestions/", {}, {"q": "cc"}),
        ("/api/lookup/", {}, {"system": "icd-10", "code": "G35"}),
    ]:
        by_path[path].Case(path_parameters=parameters, query=query).call_and_validate(checks=CHECKS)
