import pytest
from django.http import HttpResponse
from django.urls import reverse


def policy(response):
    return dict(directive.split(" ", 1) for directive in response["Content-Security-Policy"].split("; "))


def test_public_pages_run_and_show_only_what_the_site_serves(client):
    assert policy(client.get(reverse("topics:healthz"))) == {
        "default-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }


@pytest.mark.django_db
def test_the_admin_may_do_what_its_editor_needs(client):
    allowed = policy(client.get(reverse("admin:login")))
    assert allowed["script-src"] == allowed["style-src"] == "'self' 'unsafe-inline'"
    assert allowed["img-src"] == "'self' data:"
    assert allowed["default-src"] == "'self'"
    assert allowed["frame-ancestors"] == "'none'"


def test_an_address_that_only_looks_like_the_admins_gets_the_strict_policy(rf):
    from az_ms.middleware import ContentSecurityPolicyMiddleware

    response = ContentSecurityPolicyMiddleware(lambda _request: HttpResponse())(rf.get("/administration/"))
    assert "unsafe-inline" not in response["Content-Security-Policy"]
