"""What is counted of an answer: its first sentence, its facts, how it holds together, and refusals."""

from pathlib import Path

from app.answering.cited_answer import Answer, Sentence
from eval.answers.quality import Case, evaluate, is_coherent, judge, read_cases

CASES = Path(__file__).resolve().parents[3] / "eval" / "cases" / "ask" / "dev.jsonl"
CASE = Case(
    id="a",
    query="why do trees use gini",
    kind="why",
    answerable=True,
    facts=("Gini is strictly concave.", "The error rate is piecewise linear."),
    sections=("classical-algorithms/decision-trees#x",),
)


def _answer(*texts):
    return Answer(tuple(Sentence(text, (1,)) for text in texts), (), "offline")


def test_an_answer_that_tells_the_facts_in_its_words_is_good():
    assert judge(CASE, _answer("Gini is strictly concave.", "The error rate is piecewise linear.")).is_good


def test_half_of_the_facts_are_not_enough():
    judged = judge(CASE, _answer("Gini is strictly concave.", "Trees are greedy."))
    assert judged.facts == 0.5
    assert not judged.is_good


def test_a_first_sentence_that_points_back_or_is_about_something_else_is_not_direct():
    assert not judge(CASE, _answer("It is strictly concave.")).is_direct
    assert not judge(CASE, _answer("Bread needs flour and water.")).is_direct


def test_a_sentence_that_leans_on_another_passage_is_not_coherent():
    answer = Answer((Sentence("Gini is concave.", (1,)), Sentence("It needs water.", (2,))), (), "offline")
    assert not is_coherent(answer)
    assert is_coherent(_answer("Gini is concave.", "It rewards any split."))


def test_refusals_are_counted_on_both_sides():
    other = CASE.model_copy(update={"id": "b", "answerable": False, "facts": (), "sections": ()})
    report = evaluate([CASE, other], lambda *_: Answer((), (), "offline", refused="no"), None, "offline")
    values = {figure.name: figure.value for figure in report.figures}
    assert values["refused, of those that can be answered"] == 1
    assert values["refused, of those that cannot"] == 1
    assert values["good answers, of those that can be answered"] == 0


def test_the_cases_are_whole_and_their_sections_stand_in_the_corpus():
    cases = read_cases(CASES)
    assert len(cases) == len({case.id for case in cases}) == 80
    assert all(bool(case.facts) == bool(case.sections) == case.answerable for case in cases)
    notes = Path(__file__).resolve().parents[3] / "corpus" / "notes"
    for section in {section for case in cases for section in case.sections}:
        assert (notes / f"{section.partition('#')[0]}.md").is_file()
