"""Words that ask for the question again take no turn; what may be an answer does."""

import time

import pytest
from banks import bank_questions

from app.interview.requests.intent import Intent, asks_what_is_to_be_asked, intent_of


@pytest.mark.parametrize(
    "words",
    [
        "Can you repeat the question please?",
        "Could you please rephrase that?",
        "Sorry, could you say that again?",
        "What do you mean by that?",
        "what do you mean",
        "Please repeat the question.",
        "I didn\u2019t understand the question.",
        "Sorry, I don't understand the question. Could you explain it?",
        "What was the question again?",
        "Hm, can you clarify the question?",
        "Come again?",
    ],
)
def test_who_asks_for_the_question_again_is_understood(words: str) -> None:
    assert intent_of(words) is Intent.ASKS_BACK


@pytest.mark.parametrize(
    "words",
    [
        "",
        "I don't understand why ReLU would die here.",
        "I would repeat the question to the model and vote.",
        "Say it again to the model with the error in the prompt.",
        "Explain the part of the variance that noise leaves.",
        "I don't know.",
        "Clarify the question.",
        "Restate the question in other words",
        "Explain it again",
    ],
)
def test_what_may_be_an_answer_is_taken(words: str) -> None:
    assert intent_of(words) is Intent.ANSWER


@pytest.mark.parametrize(
    ("words", "intent"),
    [
        ("Can you give me a hint?", Intent.ASKS_HELP),
        ("Could you help me with this one, please?", Intent.ASKS_HELP),
        ("Hint please", Intent.ASKS_HELP),
        ("Any hints?", Intent.ASKS_HELP),
        ("Give me a clue.", Intent.ASKS_HELP),
        ("Tell me the answer.", Intent.ASKS_HELP),
        ("What should I say here?", Intent.ASKS_HELP),
        ("How many users are there?", Intent.ASKS_FACT),
        ("What do you mean by low latency, below 100 ms?", Intent.ASKS_FACT),
        ("Should I assume offline evaluation? Do we have labels?", Intent.ASKS_FACT),
        ("Okay, is there a budget?", Intent.ASKS_FACT),
        ("Hello, how are you?", Intent.TALK),
        ("Let me think about it for a minute.", Intent.TALK),
        ("Are you an AI?", Intent.TALK),
        ("One moment please", Intent.TALK),
        ("Thanks!", Intent.TALK),
    ],
)
def test_what_is_no_answer_is_told_from_one(words: str, intent: Intent) -> None:
    assert intent_of(words) is intent


@pytest.mark.parametrize(
    "words",
    [
        "A stack?",
        "Is it overfitting?",
        "Because of the bias?",
        "Test",
        "Ask for hints in the prompt.",
        "A hint in the prompt tells the model where to start.",
        "Help the users by examples.",
        "I would ask how many users there are. Is there a budget? Then I would choose the model.",
        "skip",
    ],
)
def test_a_guess_and_what_only_sounds_like_talk_are_answers(words: str) -> None:
    assert intent_of(words) is Intent.ANSWER


def test_where_a_point_is_to_ask_something_to_ask_it_is_an_answer() -> None:
    asking = "What is the price of a false alarm compared with that of a missed churner?"
    plain = bank_questions()[0]
    point = plain.key_points[0].model_copy(update={"other_wordings": (asking,)})
    question = plain.model_copy(update={"key_points": (point,)})
    assert intent_of(asking) is Intent.ASKS_FACT
    assert intent_of(asking, question) is Intent.ANSWER


def test_a_request_that_shares_a_word_with_a_point_is_not_what_the_point_wants_to_be_asked() -> None:
    """It was graded, since half of what the wording says stands in it."""
    plain = bank_questions()[0]
    point = plain.key_points[0].model_copy(update={"other_wordings": ("I looked for what was missing.",)})
    question = plain.model_copy(update={"key_points": (point,)})
    assert not asks_what_is_to_be_asked("could you explain the point that I missed?", question)
    assert asks_what_is_to_be_asked("Look for what is missing, please.", question)


def test_a_long_run_of_signs_is_read_at_once() -> None:
    """It took eight seconds, in which nobody else was answered."""
    begun = time.process_time()
    assert intent_of("Precision " + "-" * 40_000) is Intent.ANSWER
    assert time.process_time() - begun < 1


@pytest.mark.slow
def test_no_text_of_the_bank_is_taken_for_no_answer() -> None:
    for question in bank_questions():
        for point in question.key_points:
            for text in (point.text, *point.other_wordings, question.strong_answer):
                assert intent_of(text, question) is Intent.ANSWER
