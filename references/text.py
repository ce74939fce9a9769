"""What texts may not hold, wherever they come from."""

import re

# What no page, feed or database can carry: control characters but tab and line ends (U+0085 is one), lone surrogates,
# and the two that XML refuses.
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
