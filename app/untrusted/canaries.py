"""Statements that no answer to an interview question for AI engineers says.

Decides which one stands among a question's key points in the grader's prompt. A model that finds it said
is not reading: it is weak, or the answer has talked it round, and its verdicts are not used. Somebody's own
documents may be about garbage collectors or tides, and an honest answer then says such a statement: the choice
is among those that share the fewest words with the question and its answer. It is the process's secret, so nobody
can except it by name, and the same for all answers to a question, so the provider's prompt cache still hits.
"""

import hashlib
import secrets
from dataclasses import dataclass

from ingest.bank.questions import Question
from ingest.language.content_words import content_stems

STATEMENTS = (
    ("ordered-tree-pages", "A B-tree keeps its keys sorted, so that a range scan reads neighbouring pages."),
    ("three-way-handshake", "A TCP connection opens with three segments before any payload is sent."),
    ("name-resolution-order", "A resolver asks a root server first and then the server of the zone."),
    ("generational-collector", "Most objects die young, so a collector visits the young generation more often."),
    ("certificate-chain", "A browser trusts a certificate when its chain ends at a root that it knows."),
    ("copy-on-write-fork", "After a fork both processes share pages until one of them writes."),
    ("priority-inversion", "A low-priority task that holds a lock can delay a high-priority one."),
    ("colour-management", "A colour profile maps the numbers of a pixel to colours that an eye sees."),
    ("double-entry-ledger", "Every booking changes two accounts, and the sum of all stays zero."),
    ("mesh-winding-order", "The order of its corners decides which side of a triangle faces the camera."),
    ("tidal-range", "The tide is highest when sun and moon stand in one line with the earth."),
    ("sonata-form", "A sonata movement states two themes, develops them and returns to the first key."),
)


@dataclass(frozen=True)
class Control:
    """A key and a statement to put among the key points, at `position` of them."""

    key: str
    text: str
    position: int


class Controls:
    """Chooses a control for a question, the same one each time."""

    def __init__(self, secret: bytes | None = None) -> None:
        """`secret` makes the choice; without one it is new for each process."""
        self._secret = secret or secrets.token_bytes(16)

    def choose(self, question: Question, taken: set[str]) -> Control:
        """A control that is far from the question, its key not among `taken`, at a place among the key points."""
        digest = hashlib.blake2b(question.id.encode(), key=self._secret).digest()
        points = [point.text for point in question.key_points]
        known = content_stems(" ".join((question.text, question.strong_answer, *points)))
        shared = {key: len(content_stems(text) & known) for key, text in STATEMENTS if key not in taken}
        free = [(key, text) for key, text in STATEMENTS if shared.get(key) == min(shared.values())]
        key, text = free[digest[0] % len(free)]
        return Control(key, text, digest[1] % (len(points) + 1))
