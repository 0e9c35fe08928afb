"""What of a query's words a passage holds."""

import math

import numpy as np
import pytest

from ingest.index.bm25 import K1, B, StoredWords, asked, tokenize, write_words

TEXTS = ("a tree splits the data", "a forest averages many trees", "a net stacks layers")


@pytest.fixture
def words(tmp_path):
    write_words(tmp_path, TEXTS)
    return StoredWords(tmp_path)


def test_words_keep_what_tells_them_apart():
    assert tokenize("C++ and F1 at 0.1") == ["c++", "and", "f1", "at", "0.1"]


@pytest.mark.parametrize("apostrophe", "’\N{MODIFIER LETTER APOSTROPHE}´")
def test_an_apostrophe_of_any_kind_is_one_when_asked_and_when_indexed(tmp_path, apostrophe):
    assert tokenize(f"What{apostrophe}s k{apostrophe}th") == tokenize("What's k'th") == ["what", "k'th"]
    assert asked(f"What{apostrophe}s a tree, I{apostrophe}m asking") == ["tree", "ask"]
    write_words(tmp_path, [f"you don{apostrophe}t prune", "nets"], [[], [f"nets don{apostrophe}t"]])
    words = StoredWords(tmp_path)
    assert words.spelt()["don't"] == 1
    assert words.shares("don't prune")[0] == words.shares(f"don{apostrophe}t prune")[0] > 0.3
    assert words.shares("don't nets")[1] == 1.0


def test_top_k_is_two_words():
    assert tokenize("top-k") == ["top", "k"]


def test_what_a_text_tells_keeps_its_order_and_leaves_out_what_asks(words):
    assert words.telling("What is a tree? The trees split 100 trees.") == ["tree", "tree", "split", "100", "tree"]


def test_asking_is_not_what_is_asked_for():
    assert asked("Can you briefly explain trees?") == ["tree"]
    assert asked("What's a tree, I'm asking") == ["tree", "ask"]
    assert asked("who are you") == ["who", "are", "you"]


def test_share_is_bm25_over_the_most_that_the_query_could_reach(words):
    """Against the formula, written out for 'forest' in the second of three texts."""
    lengths = [len(text.split()) for text in TEXTS]
    norm = K1 * (1 - B + B * lengths[1] / np.mean(lengths))
    assert words.shares("forest")[1] == pytest.approx(1 / (1 + norm), abs=1e-5)
    assert words.shares("forest")[[0, 2]].tolist() == [0.0, 0.0]


def test_a_word_that_is_nowhere_counts_as_missed(words):
    assert words.shares("forest zebra")[1] < 0.6 * words.shares("forest")[1]
    assert words.shares("zebra quagga").tolist() == [0.0, 0.0, 0.0]


def test_a_passage_of_mean_length_that_holds_each_word_once_has_045(tmp_path):
    write_words(tmp_path, ["one tree here", "two forests there", "three nets between"])
    assert StoredWords(tmp_path).shares("forest two")[1] == pytest.approx(1 / (1 + K1), abs=1e-5)


def test_the_words_of_a_phrasing_in_any_order_and_form_are_worth_most(tmp_path):
    write_words(tmp_path, TEXTS, [["which splits make a tree"], [], ["trees and their splits", "layers"]])
    words = StoredWords(tmp_path)
    shares = words.shares("What makes a tree split?").tolist()
    assert [shares[0], shares[2]] == [1.0, 1.0]
    assert shares[1] < 0.2
    assert words.shares("tree")[0] < 0.6


def test_rarer_words_weigh_more(words):
    assert words.rarity("forest") > words.rarity("tree") > 0
    assert words.rarity("zebra") == pytest.approx(math.log(1 + 3.5 / 0.5))


def test_a_word_is_held_in_any_form(words):
    assert words.holds("splitting")
    assert not words.holds("zebra")
    assert words.spelt()["trees"] == 1


def test_texts_without_words_are_indexed_too(tmp_path):
    write_words(tmp_path, ["...", "tree"])
    assert StoredWords(tmp_path).shares("tree")[0] == 0.0
