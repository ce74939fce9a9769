"""What went wrong, as machines read it: application/problem+json (RFC 9457) with a sentence for people."""

import json
from http import HTTPStatus

from django.http import HttpResponse

CONTENT_TYPE = "application/problem+json"


class Problem(Exception):  # noqa: N818 - it is an answer too
    """An answer that is no success: its status, a sentence on what to do, and members of its own."""

    def __init__(self, status, detail, **members):
        super().__init__(detail)
        self.status, self.detail, self.members = HTTPStatus(status), detail, members

    def response(self):
        """Return the response that says so."""
        body = {
            "type": "about:blank",
            "title": self.status.phrase,
            "status": self.status.value,
            "detail": self.detail,
            **self.members,
        }
        response = HttpResponse(json.dumps(body, ensure_ascii=False), status=self.status, content_type=CONTENT_TYPE)
        response["Cache-Control"] = "no-store"
        return response


def quoted(text):
    """Return `text` to repeat in a sentence: short, and in quotation marks."""
    return f"“{text[:60]}…”" if len(text) > 60 else f"“{text}”"
