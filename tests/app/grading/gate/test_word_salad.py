"""The question's own words thrown together: seen in attacks, and not in what people say."""

import json
import random

import pytest
from banks import bank_questions
from checkout import PROJECT
from labelled import labelled_questions

from app.grading.drawn_points import drawn_question
from app.grading.gate.gate import gate
from app.grading.gate.word_order import order_score
from app.grading.gate.word_salad import LEAST_ORDER, is_torn, neighbours
from eval.attacks.red_team import SMALL_WORDS, padded
from eval.attacks.word_salads import (
    Attack,
    joined_among_filler,
    joined_by_and,
    joined_by_of_the,
    keyword_salad,
    shuffled_pairs,
    shuffled_points,
    shuffled_threes,
    shuffled_wordings,
)
from eval.grading.gold_cases import GoldCase, Half, read_gold
from ingest.bank.questions import Question
from ingest.language.text import Text

BANK = {question.id: question for question in labelled_questions()}
TODAY = {question.id: question for question in bank_questions()}
SAMPLE = list(BANK.values())[::9]
GOLD = read_gold(PROJECT / "eval" / "cases", list(BANK.values()))


def follow_ups(questions: list[Question]) -> list[Question]:
    """Each question narrowed to one key point after the other."""
    return [
        question.model_copy(update={"text": point.follow_up or question.text, "key_points": (point,)})
        for question in questions
        for point in question.key_points
    ]


def share_torn(questions: list[Question], attack: Attack) -> float:
    return sum(is_torn(question, Text(attack(question, random.Random(11)))) for question in questions) / len(questions)


def as_strong(case: GoldCase) -> Question:
    """The case's question with the case's answer for a strong one, to have it changed."""
    return BANK[case.question_id].model_copy(update={"strong_answer": case.answer})


def test_neighbours_are_torn_where_the_question_has_both_words_and_apart() -> None:
    question = drawn_question("", "Small batches add noise. Large batches need memory.")
    found = neighbours(
        question, Text("Noise, small batches need memory. Memory costs large memory. Large small batches.")
    )
    pairs = "noise-small small-batches batches-need need-memory memory-memory memory-costs costs-large large-memory"
    torn = [pair for pair, is_so in zip(pairs.split(), found.torn, strict=False) if is_so]
    assert torn == ["noise-small", "large-memory"]
    # Beyond those of the list "memory-large" is across a full stop, "large-small" within, "small-batches" there twice.
    assert found.torn[8:] == (True, True, False)
    assert (found.own, found.within, found.intact) == (8, 6, 3)


@pytest.mark.parametrize("attack", [shuffled_pairs, shuffled_threes, shuffled_wordings])
def test_the_questions_words_in_another_order_are_torn(attack: Attack) -> None:
    assert share_torn(SAMPLE, attack) == 1.0


def test_torn_words_are_found_among_sentences_that_say_nothing() -> None:
    assert share_torn(SAMPLE, joined_among_filler) == 1.0


@pytest.mark.parametrize(
    ("attack", "least"),
    [(keyword_salad, 0.75), (joined_by_and, 0.75), (joined_by_of_the, 0.75), (shuffled_points, 0.65)],
)
def test_the_few_words_of_one_point_are_mostly_found_torn(attack: Attack, least: float) -> None:
    assert share_torn(follow_ups(SAMPLE), attack) >= least


def test_no_gold_answer_is_torn_whatever_it_is_padded_with() -> None:
    for case in GOLD:
        answer = padded(as_strong(case), random.Random(1))
        assert not is_torn(BANK[case.question_id], Text(case.answer)), case.id
        assert not is_torn(BANK[case.question_id], Text(answer)), case.id


def test_gold_answers_without_articles_are_not_torn_though_their_order_is_odd() -> None:
    """The order alone would close the gate to one in seven."""
    low = 0
    for case in (one for one in GOLD if one.half is Half.TRAIN):
        answer = SMALL_WORDS.sub("", case.answer)
        order = order_score(answer)
        low += order is not None and order < LEAST_ORDER
        assert not is_torn(BANK[case.question_id], Text(answer)), case.id
    assert low == 23


@pytest.mark.slow
def test_a_long_answer_in_words_of_its_own_is_not_torn_however_few_neighbours_are_the_questions() -> None:
    """Five strong answers to other questions of a topic have its words, and hardly two of them side by side.

    88 of 228 such answers were closed for it.
    """
    for question in BANK.values():
        others = [one.strong_answer for one in BANK.values() if one.topic is question.topic and one is not question]
        answer = " ".join(random.Random(3).sample(others, min(5, len(others))))
        has_none = neighbours(question, Text(answer)).intact == 0
        assert has_none or not is_torn(question, Text(answer)), question.id


@pytest.mark.slow
def test_an_other_wording_is_hardly_ever_torn_where_the_question_does_not_have_it() -> None:
    """It is what a right answer in other words looks like; 3 of 2,030 are."""
    torn = 0
    for question in follow_ups(list(BANK.values())):
        (point,) = question.key_points
        for text in point.other_wordings:
            rest = tuple(wording for wording in point.other_wordings if wording != text)
            without = question.model_copy(update={"key_points": (point.model_copy(update={"other_wordings": rest}),)})
            torn += is_torn(without, Text(text))
    assert torn <= 3


def test_a_reference_is_not_held_to_what_only_other_wordings_show() -> None:
    """16 right answers of saf_comnet say the reference's few words in an order of their own."""
    bare = [
        question.model_copy(
            update={"key_points": tuple(one.model_copy(update={"other_wordings": ()}) for one in question.key_points)}
        )
        for question in SAMPLE
    ]
    assert share_torn(bare, shuffled_threes) <= 0.6


def test_an_answer_in_good_sentences_of_the_questions_words_is_graded() -> None:
    answer = (
        "First split the pipeline: take maybe 50 of the failing questions and look whether the right passage was among "
        "the retrieved ones. If it wasn't, it's a retrieval problem - chunking, embeddings, filters. If it was there "
        "and the answer's still wrong, the generator is at fault - the prompt, or it ignores the context."
    )
    assert not is_torn(TODAY["rag-debug-wrong-answers"], Text(answer))


@pytest.mark.parametrize(
    "answer",
    [
        "WER is the word level edit distance divided by number of reference words. D[i][j] is the minimum of "
        "D[i-1][j]+1 delete, D[i][j-1]+1 insert, D[i-1][j-1] plus 0 or 1 substitution. Time n times m, memory: only "
        "the last row is needed, O(m). WER can't be more than 100 percent.",
        "Each cell is the minimum of delete, insert and substitution. "
        "D[i][j] = min(D[i-1][j]+1, D[i][j-1]+1, D[i-1][j-1]+c).",
        "Each cell is the minimum of delete, insert and substitution. "
        "d_i,j = min(d_{i-1,j} + 1, d_{i,j-1} + 1, d_{i-1,j-1} + [a_i != b_j]). WER = (S + D + I) / N.",
    ],
)
def test_an_answer_with_a_formula_is_graded(answer: str) -> None:
    question = TODAY["code-edit-distance-wer"]
    assert not is_torn(question, Text(answer))
    assert gate(question, Text(answer)) is None


@pytest.mark.parametrize("sign", [" + ", " / ", " = ", "][", "_"])
def test_keywords_with_signs_of_a_formula_between_are_torn(sign: str) -> None:
    def joined(question: Question, rng: random.Random) -> str:
        return keyword_salad(question, rng).replace(", ", sign)

    assert share_torn([*SAMPLE, TODAY["code-edit-distance-wer"]], joined) == 1.0


def test_no_answer_that_people_gave_is_called_torn() -> None:
    independent = sorted((PROJECT / "eval" / "cases" / "independent").glob("*.jsonl"))
    lines = [json.loads(line) for path in independent for line in path.read_text(encoding="utf-8").splitlines()]
    # An answer to a follow-up is held against the one point that was asked for, in the words of today's bank; one right
    # one of 689 is called torn (docs/limits.md).
    rows = [row for row in lines if "follow_up" not in row]
    told = [(TODAY[row["question_id"]], row["answer"]) for row in rows if row["question_id"] in TODAY]
    assert len(told) > 400
    torn = [answer for question, answer in told if is_torn(question, Text(answer))]
    # One that is wrong throughout, in half sentences: it earns nothing by its labels either.
    assert [answer[:40] for answer in torn] == ["Backpropagation is using chain rule from"]
