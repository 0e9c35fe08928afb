"""A text that is read once: its words, tokens, sentences and numbers, each found when first asked for and kept. Pure.

Decides nothing about the language; how a text is cut is in tokens.py, sentences.py and numbers.py. Pass a Text where
several parts read the same text.
"""

from dataclasses import dataclass
from functools import cached_property

from ingest.language.numbers import Numbers, numbers
from ingest.language.sentences import clauses, sentences
from ingest.language.tokens import Token, tokens, words_of
from ingest.language.unmarked import cut_unmarked

# Characters [start, end) of a text.
Span = tuple[int, int]


SPEAKER = frozenset(("i", "me", "my", "mine", "we", "us", "our", "ours", "i'd", "i'm", "i've", "we'd", "we've"))


@dataclass(frozen=True)
class Text:
    """A text as it was written, `raw`, and what is found in it; all places are characters of `raw`."""

    raw: str

    @classmethod
    def of(cls, text: "str | Text") -> "Text":
        """The same, read already or not: for the outer edge, where texts come in as they were written."""
        return text if isinstance(text, Text) else cls(text)

    def part(self, span: Span) -> str:
        """The characters of a span."""
        return self.raw[span[0] : span[1]]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The words in lower case, numbers too."""
        return words_of(self.raw)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The words with stem, place, clause and whether they are negated."""
        return tuple(tokens(self.raw, self.stops))

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of the words that count."""
        return frozenset(token.stem for token in self.tokens if token.stem)

    @cached_property
    def person_share(self) -> float:
        """The share of the words that speak of the speaker, "I", "our", 0..1; 0 without words."""
        return sum(word in SPEAKER for word in self.words) / max(len(self.words), 1)

    @cached_property
    def sentences(self) -> tuple[Span, ...]:
        """The sentences and bullets; where the text has no marks for them, as they were probably meant."""
        return cut_unmarked(self.raw, self._marked)

    @cached_property
    def stops(self) -> frozenset[int]:
        """The places of the last characters of sentences behind which no mark stands."""
        if len(self.sentences) == len(self._marked):
            return frozenset()
        marked = {end for _, end in self._marked}
        return frozenset(end - 1 for _, end in self.sentences if end not in marked)

    @cached_property
    def _marked(self) -> tuple[Span, ...]:
        return sentences(self.raw)

    @cached_property
    def units(self) -> tuple[Span, ...]:
        """The sentences, long ones cut at their clauses: what is read as one statement."""
        return clauses(self.raw, self.sentences)

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers in digits and the orders of growth."""
        return numbers(self.raw)
