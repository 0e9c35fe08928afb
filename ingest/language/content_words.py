"""The words of a text that say something, as stems: what two texts share is counted on them. Pure."""

import re
from functools import lru_cache

from ingest.language.stemmer import stem_words
from ingest.language.stop_words import ASKING, FUNCTION_WORDS

WORD = re.compile(r"[^\W_]+", re.UNICODE)


@lru_cache(maxsize=512)
def content_stems(text: str) -> frozenset[str]:
    """The stems of the words of a text, without function words and words that only ask."""
    words = (match.group().lower() for match in WORD.finditer(text))
    return frozenset(stem_words(word for word in words if word not in FUNCTION_WORDS and word not in ASKING))
