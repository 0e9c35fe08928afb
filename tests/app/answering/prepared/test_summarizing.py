"""Which sentences of likely answers are told: what they share first, nothing twice, nothing that leans on another."""

import numpy as np

from app.answering.prepared.likelihood import Match
from app.answering.prepared.summarizing import MOST_ANSWERS, RIVAL, rivals, summary
from ingest.bank.answers import PreparedAnswer, PreparedSentence

# Directions of what sentences say.
DEFINED, COST, REMEDY, HISTORY = np.eye(4, dtype=np.float32)


def match(probability, *texts):
    sentences = tuple(PreparedSentence(text=text, section="notes/caches#size") for text in texts)
    answer = PreparedAnswer(document="notes/caches", asked=("what is a cache",), sentences=sentences)
    return Match(answer, answer.asked[0], 0.5, 0.5, 1.0, 0.5, probability)


def told(found, directions, room, query=DEFINED):
    return [one.text for one in summary(found, np.stack(directions), query, room)]


def test_what_several_answers_say_is_told_before_what_one_alone_says():
    found = [
        match(0.6, "A cache keeps what was computed.", "Caches were named in 1967."),
        match(0.5, "Keeping results costs memory.", "Evict what is old."),
        match(0.5, "A cache costs memory and freshness."),
    ]
    directions = [DEFINED, HISTORY, COST, REMEDY, COST]
    assert told(found, directions, room=11) == ["A cache keeps what was computed.", "Keeping results costs memory."]


def test_what_is_told_already_is_not_told_again():
    found = [match(0.6, "A cache keeps what was computed."), match(0.5, "Caches hold results.", "Evict what is old.")]
    assert told(found, [DEFINED, DEFINED, REMEDY], room=100) == [
        "A cache keeps what was computed.",
        "Evict what is old.",
    ]


def test_a_sentence_of_another_answer_that_leans_on_it_or_replies_to_its_question_is_not_told():
    found = [
        match(0.6, "A cache keeps what was computed."),
        match(0.5, "No, caches are not free.", "This costs memory.", "Evict what is old."),
    ]
    assert told(found, [DEFINED, COST, HISTORY, REMEDY], room=100) == [
        "A cache keeps what was computed.",
        "Evict what is old.",
    ]


def test_the_first_sentence_is_told_whatever_the_room_and_the_others_keep_the_order_of_their_answers():
    found = [match(0.6, "A cache keeps what was computed.", "It costs memory."), match(0.5, "Evict what is old.")]
    directions = [DEFINED, COST, REMEDY]
    assert told(found, directions, room=1) == ["A cache keeps what was computed."]
    # What is nearest to the question is chosen first, and still stands behind what it belongs to.
    assert told(found, directions, room=100, query=REMEDY)[1] == "It costs memory."


def test_only_answers_about_as_likely_as_the_likeliest_are_told():
    found = [match(0.9, "A cache keeps what was computed."), match(0.9 * RIVAL + 0.01, "Evict what is old.")]
    unlikely = match(0.9 * RIVAL - 0.01, "Caches were named in 1967.")
    assert rivals([*found, unlikely]) == found
    assert len(rivals(found[:1] * 20)) == MOST_ANSWERS
