"""Which of likely answers is told: the one that says what they have in common, as it was written."""

from dataclasses import replace

import numpy as np

from app.answering.prepared.likelihood import Match
from app.answering.prepared.minimum_risk import MARGIN, MOST_ANSWERS, RIVAL, SAME_QUESTION, most_agreed, rivals, told_of
from ingest.bank.answers import PreparedAnswer, PreparedSentence

# Directions of what sentences say.
DEFINED, COST, HISTORY = np.eye(3, dtype=np.float32)


def match(probability, *texts, likeness=0.5):
    sentences = tuple(PreparedSentence(text=text, section="notes/caches#size") for text in texts)
    answer = PreparedAnswer(document="notes/caches", asked=("what is a cache",), sentences=sentences)
    return Match(answer, answer.asked[0], likeness, 0.5, 1.0, 0.5, probability)


def test_of_answers_about_as_likely_the_one_that_says_what_the_others_say_is_told():
    narrow = match(0.52, "Caches were named in 1967.")
    whole = match(0.5, "A cache keeps what was computed.", "Keeping results costs memory.")
    other = match(0.4, "A cache costs memory and freshness.")
    directions = np.stack([HISTORY, DEFINED, COST, COST])
    assert most_agreed([narrow, whole, other], directions) is whole


def test_a_much_likelier_answer_is_told_however_narrow_it_is():
    narrow = match(0.98, "Caches were named in 1967.")
    others = [match(0.5, "A cache keeps what was computed."), match(0.5, "Caches hold results.")]
    assert most_agreed([narrow, *others], np.stack([HISTORY, DEFINED, DEFINED])) is narrow


def test_one_answer_alone_is_told():
    alone = match(0.6, "A cache keeps what was computed.")
    assert most_agreed([alone], DEFINED[None]) is alone


def test_an_answer_is_told_as_it_was_written_as_far_as_there_is_room():
    answer = match(0.6, "A cache keeps what was computed.", "Keeping results costs memory.", "Evict old ones.").answer
    assert told_of(answer, room=140) == list(answer.sentences)
    assert told_of(answer, room=9) == [answer.sentences[0], answer.sentences[2]]
    assert told_of(answer, room=1) == [answer.sentences[0]]


def test_only_answers_about_as_likely_as_the_likeliest_are_looked_at():
    found = [match(0.9, "A cache keeps what was computed."), match(0.9 * RIVAL + 0.01, "Evict what is old.")]
    unlikely = match(0.9 * RIVAL - 0.01, "Caches were named in 1967.")
    assert rivals([*found, unlikely]) == found
    assert len(rivals(found[:1] * 20)) == MOST_ANSWERS


def test_where_a_wording_is_the_very_question_only_answers_nearly_as_near_are_looked_at():
    asked = match(0.4, "A cache keeps what was computed.", likeness=SAME_QUESTION)
    near = match(0.6, "Caches hold results.", likeness=SAME_QUESTION - MARGIN + 0.01)
    far = match(0.9, "Caches were named in 1967.", likeness=SAME_QUESTION - MARGIN - 0.01)
    assert rivals([far, near, asked]) == [near, asked]
    assert rivals([far, near]) == [far, near]


def test_an_answer_that_is_worded_as_the_question_is_told_before_all_likelier_ones():
    asked = replace(match(0.2, "A cache keeps what was computed."), is_asked=True)
    assert rivals([match(0.9, "Caches hold results.", likeness=0.99), asked]) == [asked]
