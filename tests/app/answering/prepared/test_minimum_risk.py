"""Which of likely answers is told: the one that says what they have in common, a short one with one sentence more."""

import numpy as np

from app.answering.prepared.likelihood import Match
from app.answering.prepared.minimum_risk import LONG, MOST_ANSWERS, RIVAL, by_agreement, rivals, told_of
from ingest.bank.answers import PreparedAnswer, PreparedSentence

# Directions of what sentences say.
DEFINED, COST, REMEDY, HISTORY = np.eye(4, dtype=np.float32)


def match(probability, *texts):
    sentences = tuple(PreparedSentence(text=text, section="notes/caches#size") for text in texts)
    answer = PreparedAnswer(document="notes/caches", asked=("what is a cache",), sentences=sentences)
    return Match(answer, answer.asked[0], 0.5, 0.5, 1.0, 0.5, probability)


def told(found, directions, room=140, query=DEFINED):
    return [one.text for one in told_of(found, np.stack(directions), query, room)]


def test_of_answers_about_as_likely_the_one_that_says_what_the_others_say_is_told():
    narrow = match(0.52, "Caches were named in 1967.")
    whole = match(0.5, "A cache keeps what was computed.", "Keeping results costs memory.")
    other = match(0.4, "A cache costs memory and freshness.")
    directions = np.stack([HISTORY, DEFINED, COST, COST])
    assert by_agreement([narrow, whole, other], directions) == [whole, narrow, other]


def test_a_much_likelier_answer_is_told_however_narrow_it_is():
    narrow = match(0.98, "Caches were named in 1967.")
    others = [match(0.5, "A cache keeps what was computed."), match(0.5, "Caches hold results.")]
    assert by_agreement([narrow, *others], np.stack([HISTORY, DEFINED, DEFINED]))[0] is narrow


def test_one_answer_alone_is_told():
    alone = match(0.6, "A cache keeps what was computed.")
    assert by_agreement([alone], DEFINED[None]) == [alone]
    assert told([alone], [DEFINED]) == ["A cache keeps what was computed."]


def test_a_short_answer_gets_the_sentence_of_the_others_that_repeats_it_least_and_is_shared():
    found = [
        match(0.6, "A cache keeps what was computed."),
        match(0.5, "Caches hold results.", "Keeping results costs memory.", "Caches were named in 1967."),
        match(0.5, "A cache costs memory and freshness."),
    ]
    assert told(found, [DEFINED, DEFINED, COST, HISTORY, COST]) == [
        "A cache keeps what was computed.",
        "Keeping results costs memory.",
    ]


def test_a_sentence_that_leans_on_its_answer_or_replies_to_its_question_is_not_added():
    found = [
        match(0.6, "A cache keeps what was computed."),
        match(0.5, "No, caches are not free.", "This costs memory."),
    ]
    assert told(found, [DEFINED, COST, REMEDY]) == ["A cache keeps what was computed."]


def test_a_long_answer_is_told_as_it_was_written_and_none_in_more_words_than_there_is_room_for():
    long = match(0.6, "A cache keeps what was computed.", " ".join(["word"] * LONG))
    other = match(0.5, "Keeping results costs memory.")
    assert len(told([long, other], [DEFINED, REMEDY, COST])) == 2
    assert told([long, other], [DEFINED, REMEDY, COST], room=20) == [
        "A cache keeps what was computed.",
        "Keeping results costs memory.",
    ]
    assert told([long], [DEFINED, REMEDY], room=1) == ["A cache keeps what was computed."]


def test_only_answers_about_as_likely_as_the_likeliest_are_looked_at():
    found = [match(0.9, "A cache keeps what was computed."), match(0.9 * RIVAL + 0.01, "Evict what is old.")]
    unlikely = match(0.9 * RIVAL - 0.01, "Caches were named in 1967.")
    assert rivals([*found, unlikely]) == found
    assert len(rivals(found[:1] * 20)) == MOST_ANSWERS
