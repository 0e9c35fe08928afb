"""The "Yes" or "No" that a prepared answer begins with -> whether it is told. Pure.

Decides that it is told only to who asks what it was written for, word for word but for articles and endings: the first
of the answer's wordings that can be answered so. By meaning no closer bound is safe: "Is a transformer usually better
than an RNN?" has a cosine of 0.99 with the same with "always", and the other answer.
"""

import re

from ingest.bank.answers import PreparedAnswer, PreparedSentence
from ingest.language.stemmer import stem_words
from ingest.language.text import SPEAKER

_WORD = re.compile(r"(?:yes|no)[,.:;]\s*", re.IGNORECASE)
# A clause that begins with a verb that is turned round: "new embedder, do I have to reindex?"
_ASKS_WHETHER = re.compile(
    r"(?:^|[,;:.?!] )(?:(?:and|so|but) )?"
    r"(?:is|are|am|was|were|do|does|did|can|could|should|shall|will|would|has|have|had|must|may|might)(?:n['\u2019]t)?\b",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[\w+#]+")
_NOT_COMPARED = SPEAKER | {"a", "an", "the", "you", "your", "s"}


def told_to(asked: str, answer: PreparedAnswer) -> PreparedAnswer:
    """An answer as it is told to a question: without its "Yes" or "No" unless that is what was asked."""
    first, *rest = answer.sentences
    word = _WORD.match(first.text)
    if word is None or _is_asked(asked, answer):
        return answer
    left = first.text[word.end() :]
    opened = [PreparedSentence(text=left[0].upper() + left[1:], section=first.section)] if left else []
    return answer.model_copy(update={"sentences": (*opened, *rest)}) if opened or rest else answer


def _is_asked(asked: str, answer: PreparedAnswer) -> bool:
    written_for = next((wording for wording in answer.asked if _ASKS_WHETHER.search(wording)), None)
    return written_for is not None and _compared(asked) == _compared(written_for)


def _compared(question: str) -> list[str]:
    return stem_words(word for word in _TOKEN.findall(question.lower()) if word not in _NOT_COMPARED)
