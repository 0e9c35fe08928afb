"""Whether a message is questions to the interviewer, and nothing else.

Decides it sentence by sentence, whatever its length: by the marks, and by what says that questions come. Who says
anything else beside them answers, also where a design ends with one, or goes on to answer its own.
"""

import itertools
import re

from ingest.language.sentences import ANY_END

# What may close a question after its mark.
CLOSING = "!\"')]\u201d "
AROUND = re.compile(
    r"\b(?:ok|okay|so|well|first|(?:just |i have )?a (?:few|couple of) questions|before i (?:start|begin|design)|and"
    r"|sure|great|alright|thank you|thanks|please)\b",
    re.IGNORECASE,
)
# "Before I draw anything I'd like to ask a few things."
_MUCH = r"(?:some|few|of|quick|my|have|two|three|first)(?: more)?"
_TO_ASK = r"(?:ask|check|understand|know|make sure)"
ANNOUNCES = re.compile(
    rf"^\W*questions?\b|\b(?:{_MUCH} questions?|clarif\w+|before (?:i|we) \w+|let me (?:first )?{_TO_ASK}"
    rf"|i(?:'d like| would like| want| need)(?: first)? to (?:first )?{_TO_ASK})\b",
    re.IGNORECASE,
)
FEWEST_WORDS, MOST_ANNOUNCING_WORDS = 3, 20
# What is longer and ends with a question mark is a design without full stops.
MOST_ASKED_WORDS = 45
# "Why does it look only at ranks?" guesses nothing, as "a stack?" does; "how much it can see?" tells what was asked.
_PRONOUN = r"(?:it|they|we|you|i|that|this|the|he|she|one|there)\b"
_VERB = r"(?:is|are|was|were|do|does|did|can|could|would|will|should|have|has|may|must)"
OPEN = re.compile(
    r"\W*(?:(?:sorry|ok|okay|so|and|but|huh|hm+|well|wait)\W+)*(?:why|how|what|which|who|when|where)"
    rf"(?:'s\b|(?: (?!{_PRONOUN})[\w-]+){{0,2}} {_VERB}\b)",
    re.IGNORECASE,
)
MOST_OPEN_WORDS = 40


def asked_in(message: str) -> list[str]:
    """The sentences of a message that are questions."""
    return [one for one in _sentences(message) if _is_asked(one)]


def only_asks(message: str) -> bool:
    """Whether all of a message is questions, behind what announces them."""
    if "?" not in message or len(message.split()) < FEWEST_WORDS:
        return False
    said = [one for one in _sentences(message.replace("\u2019", "'")) if _says(one)]
    asked = list(itertools.dropwhile(_announces, said))
    return bool(asked) and all(map(_is_asked, asked))


def asks_openly(message: str) -> bool:
    """Whether all of a short message is questions that leave their answer open."""
    plain = message.replace("\u2019", "'")
    is_short = FEWEST_WORDS <= len(plain.split()) <= MOST_OPEN_WORDS
    said = [one for one in _sentences(plain) if _says(one)]
    return is_short and bool(said) and all(_is_asked(one) and OPEN.match(one) for one in said)


def _announces(sentence: str) -> bool:
    """Whether a sentence says that questions come, and is none."""
    return (
        not _is_asked(sentence)
        and len(sentence.split()) <= MOST_ANNOUNCING_WORDS
        and ANNOUNCES.search(sentence) is not None
    )


def _is_asked(sentence: str) -> bool:
    return sentence.rstrip(CLOSING).endswith("?") and len(sentence.split()) <= MOST_ASKED_WORDS


def _says(sentence: str) -> bool:
    """Whether a sentence is more than what stands around questions."""
    return _is_asked(sentence) or re.search(r"\w{2,}", AROUND.sub(" ", sentence)) is not None


def _sentences(message: str) -> list[str]:
    ends = [0, *(match.end() for match in ANY_END.finditer(message)), len(message)]
    return [message[start:end].strip() for start, end in itertools.pairwise(ends)]
