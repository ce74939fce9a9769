"""django.contrib.sites, which standing pages (flatpages) need, without what it brings along unasked."""

from django.contrib.sites.apps import SitesConfig as DjangosSitesConfig
from django.contrib.sites.requests import RequestSite


class SitesConfig(DjangosSitesConfig):
    """Its table stays empty, and the current site is the request's own, as where contrib.sites is not installed.

    Otherwise links in mails, feeds and sitemaps, and “View on site”, would lead to “example.com”, or to whatever
    somebody once wrote into that row. Where the site is, only the request says.
    """

    def ready(self):
        """Leave out Django's receiver, which makes that row, and answer for the current site in its place."""
        from django.contrib.sites.models import SiteManager

        SiteManager.get_current = lambda _manager, request=None: RequestSite(request)
