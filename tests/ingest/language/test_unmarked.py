"""What is dictated, or typed without full stops, is cut where its sentences probably ended; else it is not."""

import itertools
import json
import time

import pytest
from checkout import PROJECT
from hypothesis import given
from hypothesis import strategies as st

from ingest.language.sentences import sentences
from ingest.language.text import Text

SAID = (
    "first i would check the data because most problems start there",
    "then i split it by time so that the newest month is the test part",
    "the model does not see the future",
    "accuracy is high on such data and i look at recall instead",
    "if the labels come late i wait for them before i retrain",
)
WORDS = st.sampled_from(["so", "the", "not,", "because", "O(n)", "\u2014", "0.5", "trains;", "\n", "I", "don't.", "A"])


def pieces(text: str) -> list[str]:
    return [Text(text).part(span) for span in Text(text).sentences]


def ends_found(joint: str) -> int:
    return sum(piece.rstrip(" ,") in SAID for piece in pieces(joint.join(SAID)))


@pytest.mark.parametrize("joint", [" ", ", "])
def test_words_without_full_stops_are_cut_where_the_sentences_end(joint: str) -> None:
    assert ends_found(joint) >= 4


def test_capitals_make_no_difference_to_where_a_sentence_ends() -> None:
    text = " ".join(SAID)
    assert Text(text.upper()).sentences == Text(text).sentences


@given(st.lists(WORDS, max_size=160).map(" ".join))
def test_no_word_is_lost_or_read_twice_and_pieces_stand_in_their_order(text: str) -> None:
    spans = Text(text).sentences
    assert all(start < end for start, end in spans)
    assert all(one[1] <= two[0] for one, two in itertools.pairwise(spans))
    marked = "".join(text[start:end] for start, end in sentences(text))
    assert "".join("".join(text[start:end] for start, end in spans).split()) == "".join(marked.split())


@pytest.mark.parametrize("name", ["opened", "fresh"])
def test_an_answer_that_has_its_ends_is_cut_at_them_alone(name: str) -> None:
    path = PROJECT / "eval" / "cases" / "independent" / f"{name}.jsonl"
    answers = [json.loads(line)["answer"] for line in path.read_text(encoding="utf-8").splitlines()]
    assert [answer for answer in answers if Text(answer).sentences != sentences(answer) or Text(answer).stops] == []


def test_a_short_answer_without_a_full_stop_stays_one_statement() -> None:
    text = "it depends on the data i would try both and compare them on the newest month"
    assert pieces(text) == [text]


def test_a_denial_ends_where_the_sentence_does_though_no_mark_says_so() -> None:
    """ "It is not true that" denies the rest of a long sentence, and denied the rest of a dictated answer."""
    text = f"it is not true that bagging lowers the bias of the model {' '.join(SAID)}"
    negated = {token.text for token in Text(text).tokens if token.negated}
    assert {"bagging", "lowers"} <= negated
    assert {"accuracy", "recall", "retrain"}.isdisjoint(negated)


def test_a_piece_is_never_so_long_that_it_says_everything_at_once() -> None:
    text = " ".join(f"word{number} of" for number in range(300))
    assert max(len(piece.split()) for piece in pieces(text)) <= 44


@pytest.mark.no_cover
def test_a_very_long_answer_is_cut_in_time_that_grows_with_its_length_alone() -> None:
    text = "the model learns what the data say and " * 4000
    began = time.process_time()
    assert Text(text).sentences
    assert time.process_time() - began < 5
