"""What the notes and the coding questions compute is right: every Python block runs."""

import doctest
import re
from pathlib import Path
from typing import Any

import pytest
from banks import bank_questions
from sampled import one_in

from ingest.bank.questions import BankQuestion

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.DOTALL | re.MULTILINE)
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
NOTES = sorted(path for path in (CORPUS / "notes").rglob("*.md") if BLOCK.search(path.read_text(encoding="utf-8")))
CODING = [question for question in bank_questions() if question.coding is not None]


@pytest.mark.filterwarnings("ignore")  # A note may show an overflow on purpose.
@pytest.mark.parametrize("path", one_in(3, NOTES), ids=[f"{path.parent.name}/{path.stem}" for path in NOTES])
def test_the_python_of_a_note_gives_what_the_note_says(path: Path) -> None:
    names: dict[str, Any] = {}
    for number, block in enumerate(BLOCK.findall(path.read_text(encoding="utf-8")), start=1):
        where = f"{path.name}, block {number}"
        if not block.lstrip().startswith(">>>"):
            exec(compile(block, where, "exec"), names)  # noqa: S102
            continue
        found = doctest.DocTestParser().get_doctest(block, names, where, str(path), 0)
        told: list[str] = []
        outcome = doctest.DocTestRunner(optionflags=FLAGS).run(found, out=told.append, clear_globs=False)
        names.update(found.globs)
        assert outcome.attempted
        assert not outcome.failed, "".join(told)


@pytest.mark.parametrize("question", CODING, ids=[question.id for question in CODING])
def test_the_solution_of_a_coding_question_passes_its_tests(question: BankQuestion) -> None:
    assert question.coding is not None
    names: dict[str, Any] = {}
    exec(compile(question.coding.solution, question.id, "exec"), names)  # noqa: S102
    for test in (*question.coding.visible_tests, *question.coding.hidden_tests):
        exec(compile(test, question.id, "exec"), names)  # noqa: S102


def test_there_are_notes_and_coding_questions_to_run() -> None:
    assert len(NOTES) >= 50
    assert len(CODING) >= 10
