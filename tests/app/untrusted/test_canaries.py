"""The control statement: far from the question, the same for all answers to it."""

import pytest

from app.untrusted.canaries import STATEMENTS, Controls
from ingest.bank.questions import KeyPoint, Question
from ingest.bank.taxonomy import Stage


def about(text: str) -> Question:
    point = KeyPoint(id="point-1", text=text)
    return Question(
        id="own-q", text="What happens here?", stage=Stage.SCREENING, key_points=(point,), strong_answer="."
    )


@pytest.mark.parametrize(("key", "text"), STATEMENTS)
def test_a_question_about_the_matter_of_a_control_gets_another(key: str, text: str) -> None:
    chosen = {Controls(bytes([secret])).choose(about(text), set()).key for secret in range(60)}
    assert key not in chosen
    assert len(chosen) > 3


def test_the_strong_answer_and_the_question_are_the_questions_matter_too() -> None:
    key, text = STATEMENTS[3]
    said = about("Memory is freed.").model_copy(update={"strong_answer": text})
    asked = about("Memory is freed.").model_copy(update={"text": text})
    for question in (said, asked):
        assert key not in {Controls(bytes([secret])).choose(question, set()).key for secret in range(60)}


def test_one_process_chooses_the_same_for_all_answers_and_no_key_of_the_question() -> None:
    controls = Controls()
    question = about("Memory is freed.")
    first = controls.choose(question, set())
    assert controls.choose(question, set()) == first
    assert 0 <= first.position <= 1
    assert controls.choose(question, {first.key}).key != first.key
