"""The stem of an English word, Snowball's. The only importer of the stemmer library.

Decides how words are brought to one form, for search, grading and checks alike; which words count is for stop_words.py.
"""

import threading
from collections.abc import Iterable
from functools import lru_cache

import Stemmer

# A stemmer of the library is not safe to share between threads, and a new one a call takes longer than the stem.
_of_thread = threading.local()


def stem_words(words: Iterable[str]) -> list[str]:
    """The stems of lower-case words, in their order.

    Source: Porter (2001), Snowball: a language for stemming algorithms.
    """
    stems: list[str] = _stemmer().stemWords(list(words))
    return stems


@lru_cache(maxsize=50_000)
def stem_word(word: str) -> str:
    """The stem of one lower-case word."""
    stem: str = _stemmer().stemWord(word)
    return stem


def _stemmer() -> Stemmer.Stemmer:
    if not hasattr(_of_thread, "stemmer"):
        _of_thread.stemmer = Stemmer.Stemmer("english")
    return _of_thread.stemmer
