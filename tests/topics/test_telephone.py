"""Telephone numbers as people write them."""

import pytest
from django.core.exceptions import ValidationError

from topics import telephone


@pytest.mark.parametrize(
    ("written", "dialled"),
    [
        ("0808 800 8000", "tel:+44-808-800-8000"),
        ("(020) 7946 0000", "tel:+44-20-7946-0000"),
        ("+44 (0)20 7946 0000", "tel:+44-20-7946-0000"),
        ("0044 20 7946 0000", "tel:+44-20-7946-0000"),
        ("+353 1 678 1600", "tel:+353-1-678-1600"),
        ("0300 123 1234 ext 5", "tel:+44-300-123-1234;ext=5"),
        ("111", "tel:111"),
        ("116 123", "tel:116123"),
    ],
)
def test_a_number_is_dialled_whole_and_from_anywhere(written, dialled):
    assert telephone.link(written) == dialled


@pytest.mark.parametrize(
    "written",
    ["call us", "0808 800 8000 (free)", "12", "0207 946 0000 0000", "01 / 02", "0808 800 80000", "020 7946 000"],
)
def test_what_cannot_be_dialled_is_a_sentence_with_an_example(written):
    with pytest.raises(ValidationError, match=r"is not a telephone number.*such as “0808 800 8000”"):
        telephone.link(written)
