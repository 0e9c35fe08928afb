"""Words on disk, and what of a query's words each passage holds. The only importer of the BM25 library.

Decides what a word is and how much of a query it makes up: BM25 over stems, divided by the highest score that the
query could reach. A query in exactly the words of a phrasing gets that highest score. Which word a misspelt one was
meant to be is for spelling.py.
"""

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.language.stemmer import stem_word, stem_words
from ingest.language.stop_words import ASKING, DIRECTIONS, FUNCTION_WORDS
from ingest.without_module import without_module

# It imports SciPy where that is installed, for a way of building that is not used here.
with without_module("scipy.sparse"):
    import bm25s
    from bm25s.tokenization import Tokenized

# Apostrophes as people, telephones and word processors write them. When "what’s" was read as "what" and "s", the "s"
# counted as missed, and "what’s MLOps" was refused while "what's MLOps" was answered.
APOSTROPHES = "'\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}\N{ACUTE ACCENT}"
STRAIGHT = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))
WORD = re.compile(rf"[^\W_]+(?:[.+#{APOSTROPHES}][^\W_]+)*[+#]*")
# Other k1 and b, the variants bm25+ and bm25l, stop words and bigrams were no better in the fused order on the sets of
# `coach eval settings`.
K1 = 1.2
B = 0.75
# Words that do not say what is asked for: otherwise "briefly explain the purpose of" would be all misses.
ASKS_ONLY = (FUNCTION_WORDS - DIRECTIONS) | ASKING
FOLDER = "words"
VOCABULARY = "vocabulary.json"
PHRASED = "phrased.json"


def straight(text: str) -> str:
    """The text with every apostrophe as a keyboard writes it; its length stays the same."""
    return text.translate(STRAIGHT)


def words_of(text: str) -> list[str]:
    """The lower-case words of a text in their order."""
    return WORD.findall(straight(text.lower()))


def tokenize(text: str) -> list[str]:
    """Stemmed lower-case words; 'f1', 'c++' and '0.1' keep their digits and signs, 'top-k' is two words."""
    return stem_words(words_of(text))


def telling(text: str) -> list[str]:
    """The stems of a text in their order, without the words that ask; "what's" counts as "what", "I'm" as "I"."""
    return stem_words(word for word in words_of(text) if word.partition("'")[0] not in ASKS_ONLY)


def asked(query: str) -> list[str]:
    """The stems of what is asked for, once each; of all words if the query has only words that ask."""
    return list(dict.fromkeys(telling(query) or tokenize(query)))


@dataclass(frozen=True)
class Posting:
    """The passages that hold a stem: `rows` int32, ascending, and what it gives each in BM25, `scores` float32."""

    rows: NDArray[np.int32]
    scores: NDArray[np.float32]


def postings(texts: Iterable[str]) -> tuple[dict[str, Posting], Counter[str]]:
    """Each stem of `texts`, one a passage, and the words as they are spelt with the number of passages that hold them.

    What `write_words` writes, for an index that is no folder.
    """
    index, spelt = _indexed(texts)
    starts, rows, scores = (index.scores[name] for name in ("indptr", "indices", "data"))
    held: dict[str, Posting] = {}
    for stem, token in index.vocab_dict.items():
        here = slice(int(starts[token]), int(starts[token + 1]))
        if stem and here.start < here.stop:
            order = np.argsort(rows[here], kind="stable")
            held[stem] = Posting(rows[here][order].astype(np.int32), scores[here][order].astype(np.float32))
    return held, spelt


def shares_of(query: str, held: Mapping[str, Posting], passages: int) -> NDArray[np.float32]:
    """The word score of each of `passages`, float32 (passages,), 0..1, as `StoredWords.shares`; without phrasings.

    `held`: the postings of at least those stems of the query that some passage holds.
    """
    stems = asked(query)
    scores = np.zeros(passages, dtype=np.float32)
    known = [held[stem] for stem in stems if stem in held]
    if not known:
        return scores
    for posting in known:
        scores[posting.rows] += posting.scores
    most = sum(rarity(passages, len(held[stem].rows) if stem in held else 0) for stem in stems)
    return scores / np.float32(most)


def rarity(passages: int, holding: int) -> float:
    """Inverse document frequency, above 0, of a stem that `holding` of so many passages hold."""
    return math.log(1 + (passages - holding + 0.5) / (holding + 0.5))


def write_words(folder: Path, texts: Iterable[str], phrasings: Iterable[Iterable[str]] = ()) -> None:
    """Write the word index of `texts`, one a passage, into `folder`, with the words themselves as they are spelt.

    `phrasings`: how people ask for each passage, in the same order; none at all, or one list a passage.
    """
    index, spelt = _indexed(texts)
    index.save(str(folder / FOLDER), show_progress=False)
    (folder / VOCABULARY).write_text(json.dumps(spelt), encoding="utf-8")
    phrased: dict[str, list[int]] = {}
    for row, asked_for in enumerate(phrasings):
        for key in dict.fromkeys(_key(asked(phrasing)) for phrasing in asked_for):
            phrased.setdefault(key, []).append(row)
    (folder / PHRASED).write_text(json.dumps(phrased), encoding="utf-8")


def _indexed(texts: Iterable[str]) -> tuple[Any, Counter[str]]:
    """The BM25 of texts, and their words as they are spelt with the number of texts that hold each."""
    spelt: Counter[str] = Counter()
    # Words repeat, so each is stemmed only once. They are numbered in the order of the texts, so that every build of
    # the same texts gives the same files.
    stems: dict[str, int] = {"": 0}
    stem_of: dict[str, int] = {}
    rows: list[list[int]] = []
    for text in texts:
        words = words_of(text)
        unlike = dict.fromkeys(words)
        spelt.update(unlike.keys())
        for word in unlike:
            if word not in stem_of:
                stem_of[word] = stems.setdefault(stem_word(word), len(stems))
        rows.append([stem_of[word] for word in words] or [0])
    index = bm25s.BM25(k1=K1, b=B, method="lucene")
    index.index(Tokenized(rows, stems), show_progress=False)
    return index, spelt


def _key(stems: Iterable[str]) -> str:
    """A key that two queries share if they ask in the same words, in whatever order and form."""
    return " ".join(sorted(stems))


@dataclass(frozen=True)
class Word:
    """A stem that is searched for; `rarity` is its inverse document frequency, above 0."""

    stem: str
    rarity: float
    in_corpus: bool


class StoredWords:
    """The word index of an index folder, memory-mapped."""

    def __init__(self, folder: Path) -> None:
        """Open what `write_words` wrote."""
        self._folder = folder
        self._bm25: Any = bm25s.BM25.load(str(folder / FOLDER), mmap=True, show_progress=False)
        # As plain arrays: numpy.memmap makes an object of each slice, 0.2 ms a query.
        for name, values in self._bm25.scores.items():
            if isinstance(values, np.memmap):
                self._bm25.scores[name] = values.view(np.ndarray)
        self._vocabulary: dict[str, int] = self._bm25.vocab_dict
        self._passages = int(self._bm25.scores["num_docs"])
        self._phrased: dict[str, list[int]] = json.loads((folder / PHRASED).read_text(encoding="utf-8"))

    def __len__(self) -> int:
        """How many passages there are."""
        return self._passages

    def holds(self, word: str) -> bool:
        """Whether a passage holds the word in some form of it."""
        return any(stem in self._vocabulary for stem in tokenize(word))

    def spelt(self) -> dict[str, int]:
        """The words as they are spelt, each with the number of passages that hold it."""
        counts: dict[str, int] = json.loads((self._folder / VOCABULARY).read_text(encoding="utf-8"))
        return counts

    def shares(self, query: str) -> NDArray[np.float32]:
        """The word score of each passage: BM25 divided by the most it could be, float32 (passages,), 0..1.

        The most is the sum of the inverse document frequencies of all words of the query, also of those in no
        passage: lucene's BM25 approaches it as a word is repeated without end. A passage of mean length
        that holds each word once has 1 / (1 + K1) = 0.45. One that is asked for in the words of a phrasing has 1.
        """
        stems = asked(query)
        known = [stem for stem in stems if stem in self._vocabulary]
        if not known:
            return np.zeros(self._passages, dtype=np.float32)
        most = sum(self.rarity(stem) for stem in stems)
        scores: NDArray[np.float32] = np.asarray(self._bm25.get_scores(known), dtype=np.float32) / np.float32(most)
        scores[self._phrased.get(_key(stems), [])] = 1.0
        return scores

    def asked_just_so(self, query: str) -> list[int]:
        """The passages that a phrasing asks for in just the words of the query."""
        return self._phrased.get(_key(asked(query)), [])

    def telling(self, text: str) -> list[str]:
        """The stems of a text in their order, without the words that ask."""
        return telling(text)

    def asked(self, query: str) -> list[Word]:
        """The words of a query that are searched for."""
        return [Word(stem, self.rarity(stem), stem in self._vocabulary) for stem in asked(query)]

    def rarity(self, stem: str) -> float:
        """Inverse document frequency of a stem, above 0; the largest for one that no passage holds."""
        token = self._vocabulary.get(stem)
        holding = 0
        if token is not None:
            indptr = self._bm25.scores["indptr"]
            holding = int(indptr[token + 1] - indptr[token])
        return rarity(self._passages, holding)
