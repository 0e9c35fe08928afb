"""The embedder is taught by texts of the repository, and judged by notes that taught nothing."""

from collections import Counter
from pathlib import Path

import numpy as np

from app.settings import Settings
from eval.embedding.training_steps import Run, UpstreamVectors, steps_of
from eval.embedding.wordings import HELD_OUT, WORDINGS, Questions, is_held_out, read_wordings
from ingest.bank.answers import PreparedAnswer, PreparedSentence, load_answers

ANSWERS = 40


def questions() -> Questions:
    """Answers of made-up notes, each with three wordings and one window."""
    answers = [
        PreparedAnswer(
            document=f"note-{row}",
            asked=("first wording",),
            sentences=(PreparedSentence(text=f"The answer number {row}.", section=f"note-{row}#top"),),
        )
        for row in range(ANSWERS)
    ]
    return Questions(
        answers=answers,
        wordings=[f"question {row} {kind}" for row in range(ANSWERS) for kind in "abc"],
        answer_of=np.repeat(np.arange(ANSWERS), 3),
        written=np.tile([False, True, True], ANSWERS),
        windows=[f"window {row}" for row in range(ANSWERS)],
        windows_of=[[row] for row in range(ANSWERS)],
    )


def vectors(rng: np.random.Generator) -> UpstreamVectors:
    def rows(count: int) -> np.ndarray:
        drawn = rng.normal(size=(count, 384)).astype(np.float32)
        return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)

    return UpstreamVectors(rows(ANSWERS), rows(ANSWERS), rows(3 * ANSWERS))


def test_every_wording_that_teaches_belongs_to_an_answer_that_is_there() -> None:
    there = {(answer.document, answer.asked[0]) for answer in load_answers([Settings().corpus])}
    wordings = read_wordings(WORDINGS)
    assert len(wordings) > 2900
    assert sorted(set(wordings) - there) == []


def test_about_a_tenth_of_the_notes_is_held_out_and_stays_so() -> None:
    documents = {document for document, _ in read_wordings(WORDINGS)}
    held_out = [document for document in documents if is_held_out(document)]
    assert 0.5 < len(held_out) * HELD_OUT / len(documents) < 1.7


def test_a_held_out_note_is_in_no_step() -> None:
    steps = list(steps_of(Run(steps=40, batch=8), questions(), vectors(np.random.default_rng(1))))
    seen = {int(text.split()[1]) for step in steps for text in step.questions}
    assert seen
    assert not [row for row in seen if is_held_out(f"note-{row}")]


def test_a_question_is_held_against_other_answers_only_and_never_against_a_twin() -> None:
    of = vectors(np.random.default_rng(1))
    of.windows[1] = of.windows[0]
    of.answers[1] = of.answers[0]
    for step in steps_of(Run(steps=60, batch=12), questions(), of):
        numbers = [int(text.split()[1]) for text in step.questions]
        assert not step.negative.diagonal().any()
        if {0, 1} <= set(numbers) and not step.answers[0].startswith("question"):
            assert not step.negative[numbers.index(0), numbers.index(1)]


def test_an_answers_wordings_are_asked_in_turn() -> None:
    asked: Counter[str] = Counter()
    for step in steps_of(Run(steps=60, batch=12), questions(), vectors(np.random.default_rng(1))):
        asked.update(step.questions)
    for row in range(ANSWERS):
        counts = [asked[f"question {row} {kind}"] for kind in "abc"]
        assert max(counts) - min(counts) <= 1


def test_the_same_run_makes_the_same_steps() -> None:
    first, second = (
        [step.questions for step in steps_of(Run(steps=5, batch=8), questions(), vectors(np.random.default_rng(1)))]
        for _ in range(2)
    )
    assert first == second


def test_a_file_of_wordings_is_read_by_document_and_first_wording(tmp_path: Path) -> None:
    (tmp_path / "topic.jsonl").write_text(
        '{"document": "a/b", "answer": "what is b", "asked": ["b?", "tell me of b"]}\n'
    )
    assert read_wordings(tmp_path) == {("a/b", "what is b"): ("b?", "tell me of b")}
