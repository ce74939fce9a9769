"""Middleware of the whole site."""

from csp.middleware import CSPMiddleware
from django.conf import settings


class ContentSecurityPolicyMiddleware(CSPMiddleware):
    """django-csp, with a policy of its own for the admin."""

    def get_policy_parts(self, request, response, report_only=False):
        """Return the parts of the policy: those of the settings, or in the admin those of the admin's settings."""
        parts = super().get_policy_parts(request, response, report_only)
        match = request.resolver_match
        if match and match.namespaces[:1] == ["admin"] and not report_only:
            parts.replace = settings.ADMIN_CONTENT_SECURITY_POLICY | (parts.replace or {})
        return parts
