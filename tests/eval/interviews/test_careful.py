"""Boxes on typical wrong statements: what is counted, and that the cases are the bank's."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from banks import bank_questions
from checkout import PROJECT

from eval.grading.dataset import DatasetError
from eval.interviews.careful import Careful, CarefulCase, evaluate_careful, read_careful
from ingest.bank.questions import WrongStatement

CASES = PROJECT / "eval" / "cases" / "careful"
BANK = bank_questions()
FILES = ("opened", "kept", "chosen_by", "unseen")


@pytest.mark.parametrize("name", FILES)
def test_half_of_the_sentences_say_a_wrong_statement_of_the_bank_and_half_do_not(name: str) -> None:
    cases = read_careful(CASES / f"{name}.jsonl")
    assert [case.says for case in cases] == [True, False] * (len(cases) // 2)
    known = {question.id: {wrong.text for wrong in question.wrong_statements} for question in BANK}
    assert sum(case.wrong in known.get(case.question, ()) for case in cases) >= 0.9 * len(cases) >= 36


def test_no_wrong_statement_is_in_two_files() -> None:
    files = [{case.wrong for case in read_careful(CASES / f"{name}.jsonl")} for name in FILES]
    assert len(set().union(*files)) == sum(map(len, files))


@dataclass(frozen=True)
class Told:
    """A mistake that was told."""

    statement: str


@dataclass(frozen=True)
class Graded:
    """A grade with nothing but mistakes."""

    mistakes: tuple[Told, ...]


class Teller:
    """Tells the wrong statements that stand in the text."""

    def grade(self, question: Any, text: str) -> Graded:
        return Graded(tuple(Told(one.text) for one in question.wrong_statements if one.text in text))


def test_a_box_is_right_where_the_statement_that_it_names_is_said_and_wrong_anywhere_else(make: Any) -> None:
    wrongs = tuple(WrongStatement(text=text, why="It is not.") for text in ("Heat is motion.", "Cold is rest."))
    question = make.question("q", wrong_statements=wrongs)
    rows = [
        ("Heat is motion.", True, "I say Heat is motion."),
        ("Heat is motion.", True, "I say Heat is motion. and Cold is rest."),
        ("Heat is motion.", True, "It is said otherwise."),
        ("Cold is rest.", False, "They say that Cold is rest."),
        ("Cold is rest.", False, "Nothing of the kind."),
        ("No longer there.", True, "Heat is motion."),
    ]
    cases = [CarefulCase(question="q", wrong=wrong, says=says, text=text, how="x") for wrong, says, text in rows]
    teller: Any = Teller()
    found = evaluate_careful(cases, [question], teller)
    assert found == Careful(sentences=5, saying=3, boxes=4, right=2, left_out=1)
    assert (found.precision, found.recall) == (0.5, 2 / 3)
    assert "0.50" in found.render()


def test_without_a_box_there_is_no_precision() -> None:
    assert Careful(2, 0, 0, 0, 0).precision is None
    assert Careful(2, 0, 0, 0, 0).recall is None


def test_a_line_that_is_no_case_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("{}\n", encoding="utf-8")
    with pytest.raises(DatasetError, match=r"x\.jsonl:1"):
        read_careful(tmp_path / "x.jsonl")
