"""Citations of answers against labels: what counts as found, wrong, refused, failed, and not the model's own."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from app.answering.cited_answer import Answer, Sentence
from app.answering.llm_tutor import NOT_GROUNDED
from app.interview.citation import Citation
from app.interview.usage import Usage
from eval.answers.citations import Shelf, draw, evaluate, judge, quotes
from eval.retrieval.spans import Query
from ingest.documents.document import Document
from ingest.errors import LLMFailed
from ingest.index.passages import PassageReader, write_passages
from ingest.passages.split import Passage

TEXT = "A forest averages many trees.\nThat lowers the variance."
BODY = f"# Forests\n\n{TEXT}\n\n## Elsewhere\n\nA tree splits the data by one feature."
START = BODY.index(TEXT)
OTHER = "A tree splits the data by one feature."
AT_OTHER = BODY.index(OTHER)


@pytest.fixture
def shelf(document: Callable[..., Document], tmp_path: Path) -> Shelf:
    documents = [document(BODY, identifier="d"), document(BODY, identifier="e")]
    places = [(one.id, text) for one in documents for text in (TEXT, OTHER)]
    passages = [
        Passage(name, "T", (), BODY.index(text), BODY.index(text) + len(text), 9, text) for name, text in places
    ]
    write_passages(tmp_path / "passages.sqlite", documents, passages, [])
    return Shelf(PassageReader(tmp_path / "passages.sqlite"), documents)


def _cite(n, document="d", start=START, text=TEXT):
    return Citation(n, document, "T", (), start, start + len(text), text)


ANSWERABLE = Query(id="q", text="forest", document="d", spans=((START, START + 10),))
UNANSWERABLE = Query(id="u", text="eggs")


def test_a_cited_passage_that_holds_labelled_text_counts(shelf):
    answer = Answer((Sentence("That lowers the variance.", (1,)),), (_cite(1),), "offline")
    found = judge(ANSWERABLE, answer, shelf)
    assert (found.cited, found.cited_labelled, found.quotes, found.quotes_found) == (1, 1, 1, 1)
    assert (found.invalid_ids, found.passages, found.passages_verbatim) == (0, 1, 1)


def test_elsewhere_is_not_held(shelf):
    cited = (_cite(1, start=AT_OTHER, text=OTHER), _cite(2, "e"))
    answer = Answer((Sentence("That lowers the variance.", (1, 2)),), cited, "offline")
    found = judge(ANSWERABLE, answer, shelf)
    assert (found.cited_labelled, found.invalid_ids, found.passages_verbatim) == (0, 0, 2)


def test_an_id_that_names_no_passage_is_counted(shelf):
    answer = Answer((Sentence("That lowers the variance.", (1, 9)),), (_cite(1),), "offline")
    assert judge(ANSWERABLE, answer, shelf).invalid_ids == 1


@pytest.mark.parametrize(
    ("citation", "verbatim"),
    [
        (_cite(1, "nowhere"), 0),
        (_cite(1, text=TEXT[:-1]), 1),
        (_cite(1, start=START + 2, text=TEXT[2:]), 1),
    ],
    ids=["no such document", "ends before the passage", "begins after it"],
)
def test_a_citation_that_the_index_does_not_hold_is_invalid(shelf, citation, verbatim):
    answer = Answer((Sentence("forest averages many trees.", (1,)),), (citation,), "offline")
    found = judge(ANSWERABLE, answer, shelf)
    assert (found.invalid_ids, found.passages_verbatim) == (1, verbatim)


def test_a_passage_whose_text_is_not_what_its_document_says_is_counted(shelf):
    changed = _cite(1, text=TEXT.replace("lowers", "raises"))
    found = judge(ANSWERABLE, Answer((Sentence("That raises the variance.", (1,)),), (changed,), "offline"), shelf)
    assert (found.invalid_ids, found.passages, found.passages_verbatim) == (0, 1, 0)


def test_a_quote_over_a_line_end_is_found_an_invented_one_is_not_and_one_without_a_citation_is_apart(shelf):
    both = (Sentence("many trees. That lowers", (1,)), Sentence("It prunes the weights.", (1,)), Sentence("No.", ()))
    found = judge(ANSWERABLE, Answer(both, (_cite(1),), "offline"), shelf)
    assert (found.quotes, found.quotes_found, found.quotes_uncited, found.sentences_uncited) == (2, 1, 1, 1)


def test_of_an_llm_only_quotation_marks_claim_to_quote():
    assert quotes('It says "a forest averages many trees" here.', "llm") == ["a forest averages many trees"]
    assert quotes('The word "forest" is a term.', "llm") == []
    assert quotes('A "tree" is not what one of them calls a “forest” there.', "llm") == []


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("It says “A FOREST averages many trees. That lowers”.", 1),
        ('It says "a forest averages most trees".', 0),
        ('It says "A tree splits the data".', 0),
    ],
    ids=["other case", "other words", "words of a passage that is not cited"],
)
def test_what_an_llm_quotes_must_stand_in_the_passage_that_it_cites(shelf, said, found):
    cited = (_cite(1), _cite(2, start=AT_OTHER, text=OTHER))
    judged = judge(ANSWERABLE, Answer((Sentence(said, (1,)),), cited, "llm"), shelf)
    assert (judged.quotes, judged.quotes_found) == (1, found)


def test_refusals_are_counted_on_both_sides(shelf):
    refusal = Answer((), (), "offline", refused="nothing")
    report = evaluate([ANSWERABLE, UNANSWERABLE], lambda _: refusal, shelf)
    assert (report.every.queries, report.every.unanswerable, report.every.unanswerable_refused) == (1, 1, 1)
    precision, recall, refused = report.every.figures
    assert precision.value is None
    assert (recall.value, refused.value) == (0.0, 1.0)
    assert "refused" in report.render()


def test_counts_are_sums_over_all_answers(shelf):
    cited = (_cite(1, text=TEXT[:-1]), _cite(2, start=AT_OTHER, text=OTHER.upper()))
    answer = Answer((Sentence("Many leaves.", (1, 9)), Sentence("No.", ())), cited, "offline")
    every = evaluate([ANSWERABLE, ANSWERABLE], lambda _: answer, shelf).every
    assert (every.answers, every.queries, every.invalid_ids) == (2, 2, 4)
    assert (every.passages, every.passages_verbatim) == (4, 2)
    assert (every.quotes, every.quotes_found, every.quotes_uncited, every.sentences_uncited) == (2, 0, 2, 2)


USAGE = (Usage("tutor", "small-model", "", 10, 5, 1.0),)
GROUNDED = Answer((Sentence("A forest averages many trees.", (1,)),), (_cite(1),), "llm", usage=USAGE)
FELL_BACK = replace(
    GROUNDED, citations=(_cite(1, "e"),), answered_by="offline", fallback="the reply was cut off", usage=USAGE
)
UNGROUNDED = replace(FELL_BACK, fallback=NOT_GROUNDED)
NOT_ASKED = Answer((), (), "offline", refused="nothing")


def test_what_is_not_the_models_own_is_counted_with_its_reason_and_left_out_of_the_models_figures(shelf):
    replies = iter([GROUNDED, FELL_BACK, LLMFailed("the answer was stopped"), UNGROUNDED, NOT_ASKED])
    told: list[tuple[int, int]] = []

    def ask(_: str) -> Answer:
        reply = next(replies)
        if isinstance(reply, Exception):
            raise reply
        return reply

    queries = [ANSWERABLE] * 4 + [UNANSWERABLE]
    report = evaluate(queries, ask, shelf, "llm", lambda done, total: told.append((done, total)))
    assert report.answered_by == "llm, small-model"
    assert report.fell_back == {"the reply was cut off": 1}
    assert report.failed == {"LLMFailed: the answer was stopped": 1}
    assert (report.ungrounded, report.not_asked) == (1, 1)
    assert (report.every.answers, report.every.queries, report.every.unanswerable_refused) == (4, 3, 1)
    assert report.every.figures[0].value == pytest.approx(1 / 3)
    assert report.own is not None
    assert (report.own.answers, report.own.figures[0].value) == (1, 1.0)
    assert told == [(n, 5) for n in range(1, 6)]
    lines = {tuple(line.rsplit(maxsplit=1)) for line in report.render().splitlines() if line}
    assert {("fell back to the offline tutor", "1"), ("  the reply was cut off", "1"), ("failed", "1")} <= lines
    assert ("no sentence of the model's stood, the passages' own follow", "1") in lines


def test_offline_nothing_is_told_of_a_model(shelf):
    report = evaluate([ANSWERABLE], lambda _: replace(GROUNDED, answered_by="offline", usage=()), shelf)
    assert (report.answered_by, report.own, report.not_asked) == ("offline", None, 0)
    assert "model" not in report.render()


def test_a_limit_draws_the_same_rows_every_time_and_not_the_first_ones():
    rows = list(range(100))
    assert draw(rows, None) == rows
    assert draw(rows, 5) == draw(rows, 5) == draw(rows, 50)[:5]
    assert draw(rows, 5) != rows[:5]
    assert sorted(draw(rows, 500)) == rows


def test_a_passage_is_in_a_section_that_it_overlaps_and_in_no_other(shelf):
    assert shelf.is_in(_cite(1), "d#forests")
    assert shelf.is_in(_cite(1, start=AT_OTHER, text=OTHER), "d#elsewhere")
    assert not shelf.is_in(_cite(1), "d#elsewhere")
    assert not shelf.is_in(_cite(1, "e"), "d#forests")
    assert not shelf.is_in(_cite(1), "d#gone")
