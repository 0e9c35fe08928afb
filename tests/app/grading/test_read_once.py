"""One grade, watched: an answer is cut to tokens once, and few modules look at its characters."""

import sys
from typing import Any

import pytest
from labelled import labelled_questions

from app.grading.offline import OfflineGrader
from ingest.language.text import Text
from ingest.language.tokens import tokens

# Who reads the characters of an answer, beside Text and what it cuts with: the gate's two parts, who asks for its
# language, who tells a window's words, and the remarks. The aim of three is missed.
READERS = {
    "app.delivery.remarks",
    "app.grading.features.matching",
    "app.grading.gate.gate",
    "app.grading.gate.word_salad",
    "app.grading.offline",
    "ingest.language.text",
}
ANSWER = (
    "The LLM picks a step, the application runs it and returns the observation, and this repeats until it is done. "
    "It stops after so many rounds, or when it has cost too much."
)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], set[str]]:
    """Each time that the answer is cut to tokens, and the modules that ask a Text for its characters."""
    cut: list[str] = []
    seen: set[str] = set()

    def counted(raw: str, *arguments: Any) -> Any:
        cut.extend([raw] * (raw == ANSWER))
        return tokens(raw, *arguments)

    def asked(self: Text, name: str) -> Any:
        value = object.__getattribute__(self, name)
        if name == "raw" and value == ANSWER:
            seen.add(sys._getframe(1).f_globals["__name__"])
        return value

    monkeypatch.setattr("ingest.language.text.tokens", counted)
    monkeypatch.setattr(Text, "__getattribute__", asked, raising=False)
    return cut, seen


def test_an_answer_is_cut_to_tokens_once_in_a_grade_and_its_characters_are_read_in_few_places(
    grader: OfflineGrader, watched: tuple[list[str], set[str]]
) -> None:
    question = next(one for one in labelled_questions() if one.id == "agents-tool-calling-loop")
    grade = grader.grade(question, ANSWER)
    cut, seen = watched
    assert grade.gate is None
    assert grade.score
    assert cut == [ANSWER]
    assert seen <= READERS
