"""What one grade costs: an answer of 300 words against eight key points, offline and warm.

Decides which answer: the strong answer of a question with eight key points, filled up to 300 words with those of
others, so that all of it has to be read. The embedding call is timed beside it, block by block: it is the part
that arithmetic bounds (about 21 MFLOP a word piece).
"""

import time
from collections.abc import Callable, Sequence
from itertools import cycle

from app.grading.offline import OfflineGrader
from app.settings import Settings
from eval.speed.ingest_cost import Recorder
from eval.speed.material import Figure, Measured, median
from ingest.bank.questions import Question, load_bank
from ingest.embedding.embedder import Embedder
from ingest.language.sentences import units

WORDS = 300
KEY_POINTS = 8
ROUNDS, BLOCK = 12, 5


def measure_grade(settings: Settings, embedder: Embedder) -> Measured:
    """Milliseconds of a grade, and of the embedding call in it."""
    bank = load_bank(settings.corpus / "questions")
    question = next(question for question in bank if len(question.key_points) == KEY_POINTS)
    # Another answer each time: what a grade keeps of the last answer is of no use to it.
    answers = cycle([_answer(question, bank, skip) for skip in range(2 * BLOCK)])
    answer = next(answers)
    recorder = Recorder(embedder)
    OfflineGrader(recorder).grade(question, answer)
    if recorder.texts != [answer[start:end] for start, end in units(answer)]:
        raise RuntimeError("a grade is not one embedding call for all of the answer any more")
    texts, grader = recorder.texts, OfflineGrader(embedder)
    grades: list[float] = []
    calls: list[float] = []
    for _ in range(ROUNDS):
        grades += _milliseconds(lambda: grader.grade(question, next(answers)))
        calls += _milliseconds(lambda: embedder.encode(texts))
    pieces = sum(len(embedder.piece_offsets(text)) + 2 for text in texts)
    return [
        Figure("grade", f"{WORDS} words against {KEY_POINTS} key points, median", median(grades), "ms", at_most=30.0),
        Figure("grade", f"of it embedding {pieces} word pieces in one call", median(calls), "ms"),
    ]


def _answer(question: Question, bank: Sequence[Question], skip: int = 0) -> str:
    others = (other.strong_answer for other in bank[skip:] if other.id != question.id)
    words = question.strong_answer.split()
    while len(words) < WORDS:
        words += next(others).split()
    return " ".join(words[:WORDS])


def _milliseconds(task: Callable[[], object]) -> list[float]:
    """Of a block of calls after one that is not counted."""
    task()
    found = []
    for _ in range(BLOCK):
        start = time.perf_counter()
        task()
        found.append(1000 * (time.perf_counter() - start))
    return found
