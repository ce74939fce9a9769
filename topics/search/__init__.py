"""Search over what is live."""

from topics.search.finding import PAGE_LENGTH, Hit, Results, search
from topics.search.query import LONGEST_QUERY, MOST_WORDS, parse
from topics.search.suggestions import suggestions

__all__ = ["LONGEST_QUERY", "MOST_WORDS", "PAGE_LENGTH", "Hit", "Results", "parse", "search", "suggestions"]
