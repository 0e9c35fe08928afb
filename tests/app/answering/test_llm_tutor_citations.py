"""The LLM tutor's citations: which stand and which do not, sentences without one, passages that do not answer."""

import pytest
from scripted import Play, Scripted
from tutored import TEXTS, Found, Offline, told

from app.answering.cited_answer import Answer, Sentence
from app.answering.llm_tutor import NOT_FOUND, NOT_GROUNDED, LLMTutor
from app.llm.client import Client


class Silent:
    """An offline tutor that finds nothing either."""

    def answer(self, found: Found) -> Answer:
        return Answer((), (), "offline", refused=f"nothing on {found.query}")


def test_sentences_keep_the_citations_that_stand(llm_client: Client, server: Scripted) -> None:
    answer = told(
        llm_client,
        "Precision is the share of flagged cases that are positive [1]. Recall is the share of positives found. [2] "
        "Both matter, e.g. in medicine. Precision falls when false positives grow [1][9].",
        server,
    )
    assert [(sentence.text, sentence.cites) for sentence in answer.sentences] == [
        ("Precision is the share of flagged cases that are positive.", (1,)),
        ("Recall is the share of positives found.", (2,)),
        ("Both matter, e.g. in medicine.", ()),
        ("Precision falls when false positives grow.", (1,)),
    ]
    assert [citation.n for citation in answer.citations] == [1, 2]
    assert answer.answered_by == "llm"
    assert (answer.passages_used, answer.passages_found) == (3, 3)
    assert [usage.role for usage in answer.usage] == ["tutor"]
    assert answer.usage[0].prompt_version.startswith("tutor-")


FALSE = {
    "a number that was not given": "Precision is the share of flagged cases that are positive [4].",
    "the wrong passage": "Precision is the share of flagged cases that are positive [2].",
    "other matter": "Transformers attend to every token of the sequence [1].",
    "a quote that does not stand there": 'Precision is "the ratio of flagged cases" that are truly positive [1].',
    "a number that does not stand there": "Lowering the threshold raises recall to 95 percent [2].",
    "zero": "Precision is the share of flagged cases that are positive [0].",
}


@pytest.mark.parametrize("name", FALSE)
def test_a_false_citation_does_not_stand_and_the_passages_sentences_are_told(
    name: str, llm_client: Client, server: Scripted
) -> None:
    answer = told(llm_client, FALSE[name], server)
    assert [sentence.text for sentence in answer.sentences] == ["From the passages."]
    assert answer.fallback == NOT_GROUNDED


@pytest.mark.parametrize(
    ("marks", "cites"),
    [("[1, 2]", (1, 2)), ("[1][2]", (1, 2)), ("[1-2]", (1, 2)), ("[2] [1]", (2, 1)), ("[1,1]", (1,))],
)
def test_marks_are_read_in_the_ways_models_write_them(
    marks: str, cites: tuple[int, ...], llm_client: Client, server: Scripted
) -> None:
    found = Found(texts=(TEXTS[0], TEXTS[0] + " More.", TEXTS[2]))
    answer = told(llm_client, f"Precision is the share of flagged cases that are positive {marks}.", server, found)
    assert answer.sentences[0].cites == cites


def test_quoted_words_that_stand_there_are_fine(llm_client: Client, server: Scripted) -> None:
    answer = told(llm_client, "Precision is “the share of flagged cases” that are positive [1].", server)
    assert answer.sentences[0].cites == (1,)


def test_the_model_may_say_that_the_passages_do_not_answer(llm_client: Client, server: Scripted) -> None:
    server.play(Play("NOT IN THE PASSAGES."))
    answer = LLMTutor(llm_client, Silent()).answer(Found())
    assert answer.refused
    assert answer.sentences == ()


@pytest.mark.parametrize(
    "text",
    [
        "NOT IN THE PASSAGES.",
        "The answer is not in the passages. Sorry.",
        "I'm sorry, but the passages do not contain information about precision.",
        "The provided passages don't mention how precision is defined. I cannot answer this.",
    ],
)
def test_a_model_that_finds_nothing_where_the_passages_answer_gets_their_own_sentences(
    text: str, llm_client: Client, server: Scripted
) -> None:
    server.play(Play(text))
    items = list(LLMTutor(llm_client, Offline()).stream(Found()))
    answer = items[-1]
    assert isinstance(answer, Answer)
    assert answer.sentences == (Sentence("From the passages.", (1,)),)
    assert answer.refused == ""
    assert answer.fallback in (NOT_FOUND, NOT_GROUNDED)
    assert [usage.role for usage in answer.usage] == ["tutor"]
    assert items == [answer], "nothing was told that is taken back"


def test_a_right_sentence_without_a_mark_gets_it_by_code(llm_client: Client, server: Scripted) -> None:
    text = (
        "Precision is the share of flagged cases that are truly positive. Recall is the share of true positives found. "
        "Both matter, e.g. in medicine."
    )
    answer = told(llm_client, text, server)
    assert [sentence.cites for sentence in answer.sentences] == [(1,), (2,), ()]
    assert answer.fallback == ""


@pytest.mark.parametrize(
    "text",
    [
        "Precision is not the share of flagged cases that are truly positive.",
        "Precision is the share of 95 percent of flagged cases.",
        'Precision is "the ratio of flagged cases" that are truly positive.',
        "It is so.",
    ],
)
def test_a_wrong_sentence_without_a_mark_gets_none(text: str, llm_client: Client, server: Scripted) -> None:
    right = "Recall is the share of true positives that are found [2]."
    answer = told(llm_client, f"{right} {text}", server)
    assert [sentence.cites for sentence in answer.sentences if sentence.text == text] in ([()], [])


def test_no_sentence_without_a_passage_opens_an_answer(llm_client: Client, server: Scripted) -> None:
    answer = told(llm_client, "I'm sorry. Recall is the share of true positives that are found [2]. Both help.", server)
    assert [sentence.cites for sentence in answer.sentences] == [(2,), ()]


def test_a_sentence_that_is_read_as_the_opposite_is_left_out(llm_client: Client, server: Scripted) -> None:
    server.play(Play("Precision is the share of flagged cases [1]. Recall is the share of true positives [2]."))
    tutor = LLMTutor(llm_client, Offline(), lambda text, sentences: "Precision" in text and bool(sentences))
    assert [sentence.cites for sentence in tutor.answer(Found()).sentences] == [(2,)]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "Precision is the share of flagged cases that are positive [1]. Which to use is not in the passages.",
            ["Precision is the share of flagged cases that are positive.", "Which to use is not in the passages."],
        ),
        (
            "Precision is the share of flagged cases that are positive [1]. NOT IN THE PASSAGES.",
            ["Precision is the share of flagged cases that are positive."],
        ),
        ("The formula is not in the passages.", []),
        ("NOT IN THE PASSAGES. They are about other things.", []),
        ('"NOT IN THE PASSAGES" [1].', []),
    ],
)
def test_a_grounded_sentence_is_not_taken_back_because_the_model_adds_what_is_missing(
    text: str, sentences: list[str], llm_client: Client, server: Scripted
) -> None:
    server.play(Play(text))
    answer = LLMTutor(llm_client, Silent()).answer(Found())
    assert [sentence.text for sentence in answer.sentences] == sentences
    assert bool(answer.refused) == (not sentences)
