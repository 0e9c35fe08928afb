"""A query -> the term that it wants explained, and how plainly a statement or a passage defines it. Pure."""

import re
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

from app.answering.statements import Statement, statements
from ingest.passages.split import Passage

# Anything longer is a question of its own, not a term.
MOST_TERM_WORDS = 6
MOST_TERM_CHARS = 60
QUESTION = re.compile(r"(?:how|why|when|where|whether|which|what|who|is|are|do|does|can|could|should|would)\b", re.I)
ASKS = re.compile(
    r"(?:(?:so|please) )*(?:what(?:['’]?s| is| are| does| do)|define|explain|describe) (?:meant by )?"
    r"(?:(?:an?|the) )?(?:term )?(?P<term>.+?)(?: mean| do| stand for)?"
    r"(?:,? (?:in|for|and (?:how|why|when|where|what)) .*)?$",
    re.I,
)
# A query of at most so many words is a term if none of them asks or compares: "kv cache?".
BARE_WORDS = 3
COMPARES = re.compile(r"\b(?:vs|versus|or|and|with|without|for|to|in)\b", re.I)


def asked_term(query: str) -> str:
    """What a query wants explained: 'precision' of 'What is precision?' or 'Precision?'; '' where it asks otherwise."""
    plain = _plain(query)
    asked = ASKS.match(plain)
    is_bare = len(plain.split()) <= BARE_WORDS and not COMPARES.search(plain)
    term = asked["term"].lower() if asked is not None else plain.lower() if is_bare else ""
    is_long = len(term.split()) > MOST_TERM_WORDS or len(term) > MOST_TERM_CHARS
    return "" if QUESTION.match(term) or is_long else term


def asks_what_it_is(query: str) -> bool:
    """Whether a query asks in words what a term is, "what is recall?", and does not only name it, "recall"."""
    return ASKS.match(_plain(query)) is not None and bool(asked_term(query))


def _plain(query: str) -> str:
    """A query in one line, without marks around it, but for the signs of "C++" and "C#": both were asked for as "c"."""
    # Not `\W+$`, which starts again at every sign: 20,000 signs took 3.7 s.
    words = re.match(r"\W*(.*[\w+#])?", " ".join(query.split()))
    return (words[1] or "") if words is not None else ""


# Words that name the kind of a term and may be left out: "the F1 score" is F1.
KIND = (
    r"(?:score|metric|algorithm|method|technique|function|model|architecture|network|optimizer|sampling|clustering)s?"
)
# What may come between a term and its verb: "Precision (P), the second of them, `TP / (TP + FP)`, is".
ASIDE = r"(?:\s*`[^`]*`|\s*\([^)]*\)|,[^,]{1,60},)*"
BEFORE = r"\W*(?:(?:In|During|At) [^,]{1,40}, )?(?:(?:an?|the) )?(?:(?:plain|simple|basic|standard|classic) )?"
VERB_NEXT = rf"(?: {KIND}\b)?\W{{0,2}}{ASIDE}\W{{0,2}} "
ACTS = r"(?!(?:is|was|has|does|needs|requires|costs|fits|suits|helps|as|its|this|plus|versus)\b)[a-z]+s\b"
# What follows a term that is the subject. Without the term in it, it is compiled once: with it, that took 1 ms a query.
IS_SUBJECT = re.compile(VERB_NEXT)
# Not "precision is 1.8 %" and not "BM25 is unbounded".
IS_WHAT = re.compile(
    VERB_NEXT + r"(?:(?:means?|measures?|denotes?|describes?|represents?|stands? for|refers? to|consists? of)\b"
    r"|(?:is|are) (?:`|(?:an?|the|any|what|when|how|short for|\w+ing (?:an?|the|to|what|how|that|from)"
    r"|(?:[\w-]+ ){1,5}(?:that|which|what|whose))\b))",
    re.I,
)
# "BM25 scores a document", not "precision falls as" and not "softmax depends on".
ACTS_ON = re.compile(
    VERB_NEXT
    + rf"{ACTS}(?:,[^,]{{1,60}},)? (?:up )?(?!(?:with|on|in|as|at|to|from|by|when|if|only|not|better|worse|well|less"
    r"|more|best|because|over|under|for|and)\b)\W{0,2}\w",
    re.I,
)


class Term:
    """A term that is asked for, and the forms of sentences that say what it is.

    A form is compiled when a sentence has its mark: all of them at once were 3 ms, as much as the rest of a query.
    """

    def __init__(self, term: str) -> None:
        """Take it as asked, not empty; plural or not, with hyphens or blanks, it is the same."""
        kept = re.sub(rf"(?<=[\w+#]) {KIND}$", "", term, flags=re.I).removesuffix("s")
        bare = r"[\W_]+".join(re.escape(word) for word in re.findall(r"\w+[+#]*", kept)) + r"s?(?![\w+#])"
        self._initial, self._named = re.escape(term[:1]), rf"{bare}(?: {KIND}\b)?"
        self._anywhere = re.compile(bare, re.I)
        self._first = re.compile(BEFORE + bare, re.I)

    def defined_by(self, statement: Statement) -> int:
        """How plainly a statement says what the term is, 0..3.

        3: it introduces the term, says what it is, or leads its section with what it does; 2: it says what it does, or
        names by the term what it describes; 1: it leads the section that has the term for its heading.
        """
        ends = [one for one in (statement.sentences[0], statement.sentences[-1]) if self._anywhere.search(one)]
        if any(self._is_followed(one, IS_WHAT) or self._is_introduced(one) for one in ends):
            return 3
        if any(self._is_followed(one, ACTS_ON) for one in ends):
            return 3 if statement.leads else 2
        if any(self._names.match(one) for one in ends):
            return 2
        if not statement.leads:
            return 0
        heading = asked_term(statement.heading) if "?" in statement.heading else statement.heading
        return int(self._heading.fullmatch(heading) is not None)

    def is_subject_of(self, statement: Statement) -> bool:
        """Whether a statement begins with the term."""
        return self._is_followed(statement.sentences[0], IS_SUBJECT)

    def _is_followed(self, sentence: str, by: re.Pattern[str]) -> bool:
        found = self._first.match(sentence)
        return found is not None and by.match(sentence, found.end()) is not None

    def _is_introduced(self, sentence: str) -> bool:
        is_short = "(" in sentence and self._in_brackets.match(sentence) is not None
        return is_short or ("**" in sentence and self._in_bold.match(sentence) is not None)

    @cached_property
    def _in_brackets(self) -> re.Pattern[str]:
        """Of "Retrieval-augmented generation (RAG) looks" and "In a mixture-of-experts (MoE) layer" either name."""
        return _any_of(
            rf"{BEFORE}{self._initial}[\w-]*(?: [\w-]+){{0,5}} \(\W*{self._named}\W*\)\W* [a-z]",
            rf"\W*(?:In )?(?:an? )?{self._named} \([A-Z]\w{{1,5}}\) ",
        )

    @cached_property
    def _in_bold(self) -> re.Pattern[str]:
        return _any_of(
            rf"(?:.*[;:] |\W*)(?:(?:an?|the) )?\*\*{self._named}(?:\*\*)?{ASIDE}(?::(?:\*\*)?|(?:\*\*)? {ACTS})"
        )

    @cached_property
    def _names(self) -> re.Pattern[str]:
        return _any_of(
            rf".*\b(?:called|known as) (?:(?:an?|the) )?\W{{0,2}}{self._named}",
            rf".*\w \({self._named}\)",
            rf".*[,;:] (?:and )?(?:(?:an?|the) )?{self._named} (?:is|are) (?:`|(?:an?|the)\b)",
        )

    @cached_property
    def _heading(self) -> re.Pattern[str]:
        return re.compile(rf"\W*{self._named}\W*", re.I)


def asked_terms(*queries: str) -> list[Term]:
    """The terms that a query, given as typed and as mended, wants explained; each once, none if it asks otherwise."""
    return [_term(term) for term in dict.fromkeys(map(asked_term, queries)) if term]


# The search needs it, and then the answer does again.
@lru_cache(maxsize=64)
def _term(term: str) -> Term:
    return Term(term)


def plainness(passage: Passage, terms: Iterable[Term]) -> int:
    """How plainly a passage says what one of the terms is, 0..3, as Term.defined_by."""
    stated: Sequence[Statement] = statements(passage.text, passage.headings)
    return max((term.defined_by(one) for term in terms for one in stated), default=0)


def _any_of(*forms: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form in forms), re.I)
