"""The worked example follows the corpus as it is; scores are not held to the third decimal of another machine."""

import re
from typing import Any

import pytest

from app.answering.prepared.likelihood import LIKELY
from app.coach.coach import Coach
from app.settings import Settings
from eval.report.docs import body
from eval.report.rag_demo import QUESTION, render
from ingest.bank.phrasings import load_phrasings

ROW = re.compile(
    r"^\| (?P<sentence>.+) \| \[\d\] \| (?P<otherwise>in other words, )?`(?P<document>[^`]+)`, "
    r"(?P<start>[\d,]+)-(?P<end>[\d,]+) \|$",
    re.M,
)


@pytest.fixture(scope="module")
def example(coach: Coach, embedder: Any) -> str:
    phrasings = load_phrasings(Settings(_env_file=None).corpus_paths)
    return render(coach.questions.explain(QUESTION), coach.questions.retriever.index, embedder.piece_offsets, phrasings)


def parts(text: str) -> list[str]:
    return re.split(r"^## ", text, flags=re.MULTILINE)[1:]


@pytest.mark.slow
def test_what_the_page_says_of_the_document_is_what_the_corpus_holds(example: str) -> None:
    stored = parts(body("rag-demo"))
    assert stored[:4] == parts(example)[:4], "the corpus has changed: run `coach eval docs`"


def test_the_page_cites_what_the_coach_cites(example: str) -> None:
    assert parts(body("rag-demo"))[-1] == parts(example)[-1], "the answer has changed: run `coach eval docs`"


def test_the_page_says_what_decides_where_answers_are_prepared(example: str) -> None:
    for text in (body("rag-demo"), example):
        (told,) = (part for part in parts(text) if "Does the corpus answer at all?" in part)
        likely = re.search(r"Yes: .* with a probability of ([\d.]+), where at least ([\d.]+) is needed", told)
        assert likely is not None
        assert float(likely[1]) >= float(likely[2]) == LIKELY


def test_each_sentence_stands_where_the_page_says(coach: Coach) -> None:
    rows = list(ROW.finditer(body("rag-demo")))
    assert rows
    for row in rows:
        document = coach.questions.retriever.index.texts.document(row["document"])
        assert document is not None
        start, end = (int(row[name].replace(",", "")) for name in ("start", "end"))
        if row["otherwise"]:
            passages = [passage for _, passage in coach.questions.retriever.index.texts.of_document(row["document"])]
            assert (start, end) in [(passage.start, passage.end) for passage in passages]
            continue
        # A quote is looked for without the mark at its end.
        assert " ".join(document.text[start:end].split()).rstrip(".") == row["sentence"].replace("\\|", "|").rstrip(".")


def test_the_arithmetic_of_the_first_rank_adds_up() -> None:
    sums = re.search(r"\(([\d.]+) \+ ([\d.]+) x ([\d.]+)\) / \(1 \+ \2\) = ([\d.]+)\.", body("rag-demo"))
    assert sums is not None
    near, weight, words, score = map(float, sums.groups())
    assert (near + weight * words) / (1 + weight) == pytest.approx(score, abs=0.005)


def test_a_question_that_the_corpus_does_not_answer_is_no_example(coach: Coach, embedder: Any) -> None:
    with pytest.raises(ValueError, match="choose another question"):
        render(
            coach.questions.explain("What is the weather in Vienna?"),
            coach.questions.retriever.index,
            embedder.piece_offsets,
            {},
        )
