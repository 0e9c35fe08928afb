"""A query -> the term that it wants explained, and how plainly a statement or a passage says what that is. Pure."""

import re
from collections.abc import Iterable, Sequence

from app.retrieval.statements import Statement, statements
from ingest.split import Passage

# A longer one is no term but a question of its own.
MOST_TERM_WORDS = 6
MOST_TERM_CHARS = 60
QUESTION = re.compile(r"(?:how|why|when|where|whether|which|what|who|is|are|do|does|can|could|should|would)\b", re.I)
ASKS = re.compile(
    r"(?:(?:so|please) )*(?:what(?:['’]?s| is| are| does| do)|define|explain|describe) (?:meant by )?"
    r"(?:(?:an?|the) )?(?:term )?(?P<term>.+?)(?: mean| do| stand for)?"
    r"(?:,? (?:in|for|and (?:how|why|when|where|what)) .*)?$",
    re.I,
)
# A query of so few words, none of which asks or compares, is a term: "kv cache?".
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
    """A query in one line, without marks around it."""
    # Not `\W+$`, which is tried at every sign: 20,000 of them took 3.7 s.
    words = re.match(r"\W*(.*\w)?", " ".join(query.split()))
    return (words[1] or "") if words is not None else ""


# Words that say of what kind a term is, and that go without saying: "the F1 score" is F1.
KIND = (
    r"(?:score|metric|algorithm|method|technique|function|model|architecture|network|optimizer|sampling|clustering)s?"
)
# What may stand between a term and its verb: "Precision (P), the second of them, `TP / (TP + FP)`, is".
ASIDE = r"(?:\s*`[^`]*`|\s*\([^)]*\)|,[^,]{1,60},)*"
BEFORE = r"\W*(?:(?:In|During|At) [^,]{1,40}, )?(?:(?:an?|the) )?(?:(?:plain|simple|basic|standard|classic) )?"
# Not "precision is 1.8 %" and not "BM25 is unbounded".
IS_WHAT = (
    r"(?:(?:means?|measures?|denotes?|describes?|represents?|stands? for|refers? to|consists? of)\b"
    r"|(?:is|are) (?:`|(?:an?|the|any|what|when|how|short for|\w+ing (?:an?|the|to|what|how|that|from)"
    r"|(?:[\w-]+ ){1,5}(?:that|which|what|whose))\b))"
)
ACTS = r"(?!(?:is|was|has|does|needs|requires|costs|fits|suits|helps|as|its|this|plus|versus)\b)[a-z]+s\b"
# "BM25 scores a document", not "precision falls as" and not "softmax depends on".
ACTS_ON = (
    rf"{ACTS}(?:,[^,]{{1,60}},)? (?:up )?(?!(?:with|on|in|as|at|to|from|by|when|if|only|not|better|worse|well|less"
    r"|more|best|because|over|under|for|and)\b)\W{0,2}\w"
)


class Term:
    """A term that is asked for, and the forms of sentences that say what it is."""

    def __init__(self, term: str) -> None:
        """Take it as asked, not empty; plural or not, with hyphens or blanks, it is the same."""
        kept = re.sub(rf"(?<=\w) {KIND}$", "", term, flags=re.I).removesuffix("s")
        named = r"[\W_]+".join(re.escape(word) for word in re.findall(r"\w+", kept)) + rf"s?(?: {KIND})?\b"
        subject = rf"{BEFORE}{named}\W{{0,2}}{ASIDE}\W{{0,2}} "
        initial = re.escape(term[:1])
        self._introduces = _any_of(
            subject + IS_WHAT,
            # "Retrieval-augmented generation (RAG) looks", "In a mixture-of-experts (MoE) layer".
            rf"{BEFORE}{initial}[\w-]*(?: [\w-]+){{0,5}} \(\W*{named}\W*\)\W* [a-z]",
            rf"\W*(?:In )?(?:an? )?{named} \([A-Z]\w{{1,5}}\) ",
            rf"(?:.*[;:] |\W*)(?:(?:an?|the) )?\*\*{named}(?:\*\*)?{ASIDE}(?::(?:\*\*)?|(?:\*\*)? {ACTS})",
        )
        self._acts_on = _any_of(subject + ACTS_ON)
        self._subject = _any_of(subject)
        self._names = _any_of(
            rf".*\b(?:called|known as) (?:(?:an?|the) )?\W{{0,2}}{named}",
            rf".*\w \({named}\)",
            rf".*[,;:] (?:and )?(?:(?:an?|the) )?{named} (?:is|are) (?:`|(?:an?|the)\b)",
        )
        self._heading = re.compile(rf"\W*{named}\W*", re.I)

    def defined_by(self, statement: Statement) -> int:
        """How plainly a statement says what the term is, 0..3.

        3: it introduces the term, says what it is, or leads its section with what it does; 2: it says what it does, or
        names by the term what it describes; 1: it leads the section that has the term for its heading.
        """
        ends = (statement.sentences[0], statement.sentences[-1])
        if any(self._introduces.match(one) for one in ends):
            return 3
        if any(self._acts_on.match(one) for one in ends):
            return 3 if statement.leads else 2
        if any(self._names.match(one) for one in ends):
            return 2
        heading = asked_term(statement.heading) if "?" in statement.heading else statement.heading
        return int(statement.leads and self._heading.fullmatch(heading) is not None)

    def is_subject_of(self, statement: Statement) -> bool:
        """Whether a statement begins with the term."""
        return self._subject.match(statement.sentences[0]) is not None


def asked_terms(*queries: str) -> list[Term]:
    """The terms that a query wants explained, given as typed and as mended; each once, none where it asks otherwise."""
    return [Term(term) for term in dict.fromkeys(map(asked_term, queries)) if term]


def plainness(passage: Passage, terms: Iterable[Term]) -> int:
    """How plainly a passage says what one of the terms is, 0..3, as Term.defined_by."""
    stated: Sequence[Statement] = statements(passage.text, passage.headings)
    return max((term.defined_by(one) for term in terms for one in stated), default=0)


def _any_of(*forms: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{form})" for form in forms), re.I)
