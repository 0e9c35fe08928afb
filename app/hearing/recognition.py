"""What a message of the candidate is: an answer, or one of the commands in plain words.

Decides by two small linear models, which eval/fitting/messages.py fits on labelled messages (`coach fit messages`):
one over words and parts of words, and over that one what the message means, by the vector that the embedder makes of
it. Without an embedder the words decide alone. An answer that is taken for a command is lost work, a command that is
graded is a bad joke; the first is worse, so a message is a command only where the model is sure. What is longer than a
command ever is, is an answer.
"""

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from app.interview.requests.commands import Command
from ingest.embedding.embedder import Vectors
from ingest.language.content_words import content_stems

WEIGHTS = Path(__file__).with_name("messages.json")
MEANING = Path(__file__).with_name("meaning.json")
ANSWER = "answer"
MOST_WORDS = 60
WORD = re.compile(r"[a-z0']+|[?!=/]")
PARTS = (3, 4)
MOST_RUN = 3
# Weights are stored as whole hundredths.
UNIT = 100.0
# A skip that is said in full, and what ends an interview at once.
EXACT = {
    "skip": Command.SKIP,
    "hint": Command.HINT,
    "repeat": Command.REPEAT,
    "rephrase": Command.REPHRASE,
    "pause": Command.PAUSE,
    "resume": Command.RESUME,
    "continue": Command.RESUME,
    "go on": Command.RESUME,
    "let's go on": Command.RESUME,
    "end": Command.END,
    "stop": Command.END,
    "retry": Command.RETRY,
    "appeal": Command.APPEAL,
    "explain": Command.EXPLAIN,
    "model answer": Command.MODEL_ANSWER,
}
# An answer may ask a question to go on from, or tell what was said; these have to be surer than others.
LIKE_ANSWERS = frozenset((Command.CLARIFY, Command.EXPLAIN, Command.TALK))
# What was said before it may be an answer that was broken off: "Something with weights? Give me a clue."
CLAUSE = re.compile(r"(?<=[.?!;])(?<!\be\.g\.)(?<!\bi\.e\.)\s+|\.\.+\s*|\s+[-\u2013\u2014]+\s+")
MOST_BROKEN_OFF = 26
# An ending that is another command than the whole is likest to has to be surer: at the bound of endings three answers
# were lost, and the one command that ended so lies far below this.
SURE_ENDING = 0.02
# In a design all that is nothing but questions is heard as asking for facts, unless that is hardly likely beside
# another command; chosen on the facts of the bank and on eval/cases/clarifying/opened.jsonl, of which none is lost.
HARDLY_BESIDE = 0.03

Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True)
class Bounds:
    """The share of answer up to which a message is a command: of most, of those that are like answers, of an ending.

    Above `sure` and up to `doubt` it may be either.
    """

    most: float
    like_answers: float
    ending: float
    sure: float
    doubt: float

    def of(self, command: Command, message: str) -> float:
        """The bound of a command; a statement that is like an answer is most likely one."""
        if command not in LIKE_ANSWERS:
            return self.most
        return self.like_answers if "?" in message else self.like_answers / 2


@dataclass(frozen=True)
class Meaning:
    """The model over the words' scores and the vector of a message: a row of each for every label."""

    bias: tuple[float, ...]
    of_scores: Sequence[Sequence[float]]
    of_vector: Sequence[Sequence[int]]

    def scores(self, scores: Sequence[float], vector: Vectors) -> list[float]:
        """The score of each label."""
        told = np.asarray(self.bias) + np.asarray(self.of_scores) @ np.asarray(scores)
        return [float(one) for one in told + np.asarray(self.of_vector) @ vector / UNIT]


@dataclass(frozen=True)
class Recogniser:
    """The fitted models: labels, a bias and a weight for each label and feature; the meaning; how sure one must be."""

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, Sequence[int]]
    bounds: Bounds
    meaning: Meaning | None = None
    bounds_of_meaning: Bounds | None = None

    def command(self, message: str, question: str = "", encode: Encode | None = None) -> Command | None:
        """The command that a message is; None for an answer.

        Args:
            message: what the candidate wrote.
            question: what is asked now, whose words an answer takes up.
            encode: makes vectors of texts, as those that the meaning was fitted on.
        """
        plain = _plain(message)
        words = len(plain.split())
        if not plain or words > MOST_WORDS:
            return None
        if (exact := _exact(plain)) is not None:
            return exact
        bounds = self._bounds(encode)
        # Nothing is left of "..." alone.
        *_, ending = [part for part in CLAUSE.split(message.strip()) if part] or [message.strip()]
        heard = [message, ending] if words <= MOST_BROKEN_OFF and ending != message.strip() else [message]
        whole, *end = self._told(heard, question, encode)
        if whole[1] <= bounds.of(whole[0], message):
            return whole[0]
        return next((one for one, share in end if _ends_as(one, whole[0], share, bounds.ending)), None)

    def doubted(self, message: str, question: str = "", encode: Encode | None = None) -> Command | None:
        """The likeliest command of a message that may be one or an answer; None where there is no doubt."""
        if not message.strip() or len(message.split()) > MOST_WORDS or _exact(_plain(message)) is not None:
            return None
        ((likeliest, share),) = self._told([message], question, encode)
        bounds = self._bounds(encode)
        return likeliest if bounds.sure < share <= bounds.doubt else None

    def rather(self, message: str, question: str, encode: Encode | None, *, than: Command) -> Command | None:
        """The likeliest command that a message is, where `than` is hardly likely beside it; None elsewhere."""
        shares = self.shares(message, question, None if encode is None else encode([message])[0])
        likeliest = max((label for label in shares if label != than.value), key=lambda label: shares[label])
        beside = shares[likeliest] + shares[than.value]
        return None if likeliest == ANSWER or shares[than.value] > HARDLY_BESIDE * beside else Command(likeliest)

    def _bounds(self, encode: Encode | None) -> Bounds:
        return self.bounds if encode is None or self.bounds_of_meaning is None else self.bounds_of_meaning

    def _told(self, texts: Sequence[str], question: str, encode: Encode | None) -> list[tuple[Command, float]]:
        """The likeliest command that each text could be, and the share of answer."""
        vectors = None if encode is None else encode(texts)
        told = []
        for at, text in enumerate(texts):
            shares = self.shares(text, question, None if vectors is None else vectors[at])
            likeliest = max((label for label in shares if label != ANSWER), key=lambda label: shares[label])
            told.append((Command(likeliest), shares[ANSWER]))
        return told

    def shares(self, message: str, question: str = "", vector: Vectors | None = None) -> dict[str, float]:
        """How likely each label is, 0..1, together 1; with its vector also by what the message means."""
        scores = self.scores(message, question)
        if vector is not None and self.meaning is not None:
            scores = self.meaning.scores(scores, vector)
        most = max(scores)
        powers = [math.exp(score - most) for score in scores]
        return {label: power / sum(powers) for label, power in zip(self.labels, powers, strict=True)}

    def scores(self, message: str, question: str = "") -> list[float]:
        """The score of each label by words alone."""
        found = set(features(message, question))
        scale = 1 / math.sqrt(len(found)) if found else 0.0
        scores = list(self.bias)
        for feature in found:
            for at, weight in enumerate(self.weights.get(feature, ())):
                scores[at] += scale * weight / UNIT
        return scores


def features(message: str, question: str = "") -> Iterator[str]:
    """What the model sees of a message: runs of words, parts of words, its length and its share of the question."""
    plain = _plain(message)
    words = WORD.findall(plain)
    marked = ["^", *words, "$"]
    for length in range(1, MOST_RUN + 1):
        for at in range(len(marked) - length + 1):
            yield "w:" + " ".join(marked[at : at + length])
    for word in set(words):
        padded = f"<{word}>"
        for length in PARTS:
            for at in range(len(padded) - length + 1):
                yield f"c:{padded[at : at + length]}"
    yield f"l:{len(words).bit_length()}"
    yield f"q:{min(plain.count('?'), 2)}{int(plain.endswith('?'))}"
    stems = content_stems(message)
    if stems:
        shared = len(stems & content_stems(question))
        yield f"s:{min(3, 4 * shared // len(stems))}"
        yield f"n:{min(4, len(stems - content_stems(question)) // 2)}"


@lru_cache(maxsize=1)
def shipped() -> Recogniser:
    """The models that ship with the coach."""
    row = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    meaning = json.loads(MEANING.read_text(encoding="utf-8"))
    return Recogniser(
        tuple(row["labels"]),
        tuple(row["bias"]),
        row["weights"],
        Bounds(**row["bounds"]),
        Meaning(tuple(meaning["bias"]), meaning["of_scores"], meaning["of_vector"]),
        Bounds(**meaning["bounds"]),
    )


def _ends_as(ending: Command, whole: Command, share: float, most: float) -> bool:
    """Whether what a message ends with is a command: one that all of it is likest to, too, or surely one.

    "kafka? or just postgres. I'd go with the latter here" ends like a request for a hint, and asks for a fact if
    anything.
    """
    return ending not in LIKE_ANSWERS and share <= (most if ending is whole else min(most, SURE_ENDING))


def _exact(plain: str) -> Command | None:
    return EXACT.get(plain.strip(" .!?:"))


def _plain(message: str) -> str:
    folded = " ".join(message.lower().replace("\u2019", "'").replace("\u2018", "'").split())
    return re.sub(r"\d+", "0", folded)
