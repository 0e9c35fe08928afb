"""Documents of questions and answers become retrieval sets."""

import json

import pytest
from typer.testing import CliRunner

from eval.commands.groups import evaluate as commands
from eval.grading.dataset import DatasetError
from eval.retrieval.beir import read_beir
from eval.retrieval.faq import write_set

ANSWER = "Because text that is changed in place would change under every name that it goes by, and none would know."
FAQ = f"""# Questions about text

Notes on how this list came to be stand here and answer nothing that anybody would ever ask of it at all.

## 1.2 Why are strings immutable? [¶](#why "Link to this heading")

{ANSWER}

### How do I change one then

Make a [new one](other.html) out of its parts, with a join or with a slice, and give it the old name again afterwards.

## What is short?

This.

## Acknowledgements

{ANSWER}
"""


@pytest.fixture
def document(tmp_path):
    path = tmp_path / "faq.md"
    path.write_text(FAQ, encoding="utf-8")
    return path


def test_headings_that_ask_are_queries_and_what_stands_below_answers_them(document, tmp_path):
    assert write_set([document], tmp_path / "set") == 2
    made = read_beir(tmp_path / "set")
    assert list(made.queries.values()) == ["Why are strings immutable?", "How do I change one then"]
    assert made.documents["d0"] == ("", ANSWER)
    assert made.documents["d1"][1].startswith("Make a [new one]")
    assert made.judgements == {"q0": {"d0": 1}, "q1": {"d1": 1}}


def test_a_document_without_questions_is_told_apart(tmp_path):
    (tmp_path / "notes.md").write_text("# Notes\n\nNothing is asked here.\n")
    with pytest.raises(DatasetError, match=r"no heading that asks.*notes\.md"):
        write_set([tmp_path / "notes.md"], tmp_path / "set")


def test_a_folder_that_cannot_be_written_is_named(document, tmp_path):
    (tmp_path / "set").write_text("a file")
    with pytest.raises(DatasetError, match="set cannot be written"):
        write_set([document], tmp_path / "set")


def test_the_command_says_how_many(document, tmp_path):
    done = CliRunner().invoke(commands, ["faq", str(document), "--out", str(tmp_path / "set")])
    assert done.exit_code == 0
    assert done.stdout.startswith("2 questions")
    assert json.loads((tmp_path / "set" / "queries.jsonl").read_text().splitlines()[0])["_id"] == "q0"
