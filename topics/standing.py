"""The pages that every site has and no topic is: their addresses, titles and starting texts."""

from pathlib import Path
from typing import NamedTuple

TEXTS = Path(__file__).parent / "standing_texts"


class Standing(NamedTuple):
    """What is fixed of a standing page. Its text is the editors'."""

    slug: str
    title: str

    @property
    def address(self):
        """The path under which readers have it, and by which flatpages keep it."""
        return f"/{self.slug}/"

    @property
    def starting_text(self):
        """The text that a new site begins with (HTML)."""
        return (TEXTS / f"{self.slug}.html").read_text()


# In the order of the footer (templates/base.html).
PAGES = {
    page.slug: page
    for page in (
        Standing("about", "About this A to Z"),
        Standing("contact", "Contact us"),
        Standing("privacy", "Privacy and cookies"),
        Standing("accessibility", "Accessibility"),
        Standing("how-we-make-our-information", "How we make our information"),
    )
}
