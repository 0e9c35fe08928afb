"""The text of an answer about the corpus."""

from app.answering.cited_answer import Answer, Sentence


def test_marks_stand_behind_the_sentences_they_belong_to() -> None:
    answer = Answer((Sentence("It is.", (1,)), Sentence("It does.", (1, 2)), Sentence("Perhaps.", ())), (), "offline")
    assert answer.text == "It is. [1] It does. [1][2] Perhaps."
