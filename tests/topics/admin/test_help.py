"""Every field of the topic form says in plain words what belongs there, with an example."""

import pytest

from tests import make
from tests.topics.admin.addresses import page

pytestmark = pytest.mark.django_db

LONGEST = 180  # characters


@pytest.fixture
def shown(client, pat):
    make.make_reference("zamboni2009")
    make.make_topic("other", by=pat)
    topic = make.make_topic(by=pat, aliases=[{"name": "Veins"}], references=[{"key": "zamboni2009"}], related=["other"])
    return client.get(page("change", topic.pk))


def fields_of(shown):
    """Return the fields that an editor sees, by their names in the form."""
    form = shown.context["adminform"].form
    fields = dict(form.fields)
    for formset in shown.context["inline_admin_formsets"]:
        # The place in the order is a field only for browsers without scripts, where the form says what it is.
        own = {name: field for name, field in formset.formset.forms[0].fields.items() if not field.widget.is_hidden}
        fields |= {
            f"{formset.formset.prefix}-{name}": field
            for name, field in own.items()
            if name not in ("id", "topic", "position", "DELETE")
        }
    return fields


def test_no_field_is_without_help_and_each_help_is_short_and_has_an_example(shown):
    fields = fields_of(shown)

    assert len(fields) == 22
    without = [name for name, field in fields.items() if not field.help_text]
    assert without == []
    assert [
        name for name, field in fields.items() if "such as" not in field.help_text and "“" not in field.help_text
    ] == []
    assert [name for name, field in fields.items() if len(field.help_text) > LONGEST] == []


def test_the_help_of_rows_stands_in_the_headings_of_their_columns(shown):
    html = shown.content.decode()

    for name, field in fields_of(shown).items():
        if name.startswith(("aliases-", "citations-", "related-")):
            assert f'<span class="help">{field.help_text}</span>' in html
    assert "help-tooltip" not in html
