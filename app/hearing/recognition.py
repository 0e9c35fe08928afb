# ruff: noqa: E501 - a pattern that is broken into lines is not read
"""What a message of the candidate is: an answer, or one of the commands in plain words.

Decides by a small linear model over words and parts of words, which eval/fitting/messages.py fits on labelled messages
(`coach fit messages`). An answer that is taken for a command is lost work, a command that is graded is a bad joke; the
first is worse, so a message is a command only where the model is sure. What is longer than a command ever is, is an
answer.
"""

import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.interview.requests.commands import Command
from ingest.language.content_words import content_stems

WEIGHTS = Path(__file__).with_name("messages.json")
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
# Words that commands are made of. Beside one of them less is enough for the model to take a message for a command.
CUES = re.compile(
    r"\b(?:hints?|clues?|nudge|tips?|pointers?|stuck|help|push|skip|next (?:one|question|please)|pause|break|brb|afk"
    r"|hold (?:on|that)|one (?:sec|moment|minute)|repeat|again|once more|come again|rephrase|reword|differently"
    r"|(?:in )?other words|(?:second|another|one more) (?:try|go|shot|attempt|chance)|redo|retry|do over"
    r"|i (?:did )?(?:say|said|mention|mentioned|wrote|covered)|my answer|unfair|(?:model|ideal|perfect|sample|good) answer"
    r"|explain|i'?m done|end (?:it|this|here|the)|stop here|finish|quit|enough|call it|wrap|hello|hi|hey|thanks"
    r"|good (?:morning|evening|afternoon)|sorry|sry|pls|please|can you|could you|can i|could i|may i|would you)\b"
)


@dataclass(frozen=True)
class Recogniser:
    """The fitted model: its labels, a bias and a weight for each label and feature, and how sure a command must be.

    A message is a command where its share of answer is `most_answer` at most, beside a cue `most_with_cue`, and where it
    asks nothing half of it.
    """

    labels: tuple[str, ...]
    bias: tuple[float, ...]
    weights: Mapping[str, Sequence[int]]
    most_answer: float
    most_with_cue: float

    def command(self, message: str, question: str = "") -> Command | None:
        """The command that a message is; None for an answer.

        Args:
            message: what the candidate wrote.
            question: what is asked now, whose words an answer takes up.
        """
        plain = _plain(message)
        if not plain or len(plain.split()) > MOST_WORDS:
            return None
        exact = EXACT.get(plain.strip(" .!?:"))
        if exact is not None:
            return exact
        shares = self.shares(message, question)
        if shares[ANSWER] > self._bound(plain):
            return None
        return Command(max((label for label in shares if label != ANSWER), key=lambda label: shares[label]))

    def _bound(self, plain: str) -> float:
        """The share of answer up to which a message is a command; a statement without a cue is most likely none."""
        if CUES.search(plain):
            return self.most_with_cue
        return self.most_answer if "?" in plain else self.most_answer / 2

    def shares(self, message: str, question: str = "") -> dict[str, float]:
        """How likely each label is, 0..1, together 1."""
        found = set(features(message, question))
        scale = 1 / math.sqrt(len(found)) if found else 0.0
        scores = list(self.bias)
        for feature in found:
            for at, weight in enumerate(self.weights.get(feature, ())):
                scores[at] += scale * weight / UNIT
        most = max(scores)
        powers = [math.exp(score - most) for score in scores]
        return {label: power / sum(powers) for label, power in zip(self.labels, powers, strict=True)}


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
    """The model that ships with the coach."""
    row = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return Recogniser(
        tuple(row["labels"]), tuple(row["bias"]), row["weights"], row["most_answer"], row["most_with_cue"]
    )


def _plain(message: str) -> str:
    folded = " ".join(message.lower().replace("\u2019", "'").replace("\u2018", "'").split())
    return re.sub(r"\d+", "0", folded)
