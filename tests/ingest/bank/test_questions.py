"""The question bank: what a question must hold, and how a file that breaks a rule is named."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

from ingest.bank.questions import BankError, load_bank, load_questions

ENTRY: dict[str, Any] = {
    "id": "gap-between-errors",
    "text": "Training error is 2 %, validation error 15 %. What is going on?",
    "stage": "screening",
    "skills": ["fundamentals"],
    "topic": "ml-fundamentals",
    "difficulty": "easy",
    "minutes": 4,
    "key_points": [
        {
            "id": f"point-{n}",
            "text": f"The point number {n} is made.",
            "weight": 2,
            "section": "ml-fundamentals/bias-variance#reading-the-two-errors",
            "other_wordings": ["It is said in another way."],
            "follow_up": "What else would you say?",
        }
        for n in range(4)
    ],
    "wrong_statements": [{"text": "The model is underfitting.", "why": "Its training error is low."}],
    "strong_answer": "This is high variance, the model overfits. " * 6,
    "variants": ["One more wording of it?", "And yet another wording?"],
}


@pytest.fixture
def bank(tmp_path: Path) -> Callable[..., Path]:
    def write(*entries: Any, name: str = "topic.yaml") -> Path:
        path = tmp_path / name
        path.write_text(yaml.safe_dump(list(entries), allow_unicode=True), encoding="utf-8")
        return path

    return write


def changed(**fields: Any) -> dict[str, Any]:
    return deepcopy(ENTRY) | fields


def test_a_complete_question_is_read_as_it_stands(bank: Callable[..., Path]) -> None:
    (question,) = load_questions(bank(ENTRY))
    assert question.model_dump(mode="json", exclude_defaults=True)["text"] == ENTRY["text"]
    assert [point.weight for point in question.key_points] == [2, 2, 2, 2]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"stage": "phone"}, "gap-between-errors: stage: Input should be"),
        ({"colour": "red"}, "gap-between-errors: colour: Extra inputs are not permitted"),
        ({"minutes": 0}, "gap-between-errors: minutes: "),
        ({"key_points": ENTRY["key_points"][:3]}, "gap-between-errors: key_points: "),
        ({"key_points": [*ENTRY["key_points"][:3], ENTRY["key_points"][0]]}, "key point ids repeat"),
        (
            {"key_points": [*ENTRY["key_points"][:3], {**ENTRY["key_points"][3], "section": "nowhere"}]},
            "section must be",
        ),
        ({"key_points": [*ENTRY["key_points"][:3], {**ENTRY["key_points"][3], "follow_up": ""}]}, "and a follow_up"),
        ({"key_points": [*ENTRY["key_points"][:3], {**ENTRY["key_points"][3], "weight": 4}]}, "key_points.3.weight"),
        ({"wrong_statements": []}, "wrong_statements: "),
        ({"variants": ["Only one wording of it?"]}, "variants"),
        ({"stage": "system-design"}, "needs at least 3 clarifying questions"),
        ({"stage": "behavioural"}, "needs its star elements"),
        ({"id": "Not A Slug"}, "Not A Slug: id: "),
    ],
)
def test_a_question_that_breaks_a_rule_is_refused_by_file_entry_and_field(
    bank: Callable[..., Path], fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(BankError, match=f"^topic.yaml: (?s:.*){message}"):
        load_questions(bank(changed(**fields)))


def test_all_broken_entries_are_named_at_once(bank: Callable[..., Path]) -> None:
    with pytest.raises(BankError) as refused:
        load_questions(bank(changed(minutes=0), "no mapping", ENTRY, changed(id="other", stage="x")))
    assert [line.split(": ")[1] for line in str(refused.value).splitlines()] == [
        "gap-between-errors",
        "entry 2",
        "other",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"- id: [unclosed", "not readable as YAML"),
        (b"- id: \xff", "not readable as YAML"),
        (b"- id: 2024-02-31", "not readable as YAML"),
        (b"id: one", "expected a list of questions, found dict"),
        (b"", "expected a list of questions, found NoneType"),
    ],
)
def test_a_file_that_is_no_list_of_questions_is_refused(tmp_path: Path, text: bytes, message: str) -> None:
    (tmp_path / "topic.yaml").write_bytes(text)
    with pytest.raises(BankError, match=f"topic.yaml: {message}"):
        load_questions(tmp_path / "topic.yaml")


def test_an_id_that_two_files_use_is_refused(bank: Callable[..., Path], tmp_path: Path) -> None:
    bank(ENTRY, name="a.yaml")
    bank(changed(id="another"), name="b.yaml")
    assert [question.id for question in load_bank(tmp_path)] == ["gap-between-errors", "another"]
    bank(ENTRY, name="b.yaml")
    with pytest.raises(BankError, match="question id 'gap-between-errors' is used twice"):
        load_bank(tmp_path)
