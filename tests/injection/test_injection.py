"""Attacks against a model that obeys them: the code around it must not move.

The gullible model finds everything met and quotes whatever it finds; the cunning one leaves the control alone.
"""

import random
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from attacks import BENIGN, IN_ANSWERS, IN_DOCUMENTS, IN_QUERIES
from banks import bank_files
from brains import all_met, grades, nearest, the_beginning, the_statement
from labelled import labelled_questions
from sampled import one_in, slow
from scripted import Brain, Play, Scripted, block
from tutored import Found

from app.answering.cited_answer import Answer, Sentence
from app.answering.llm_tutor import LLMTutor
from app.asking.llm_interviewer import LLMInterviewer
from app.grading.llm import LLMGrader
from app.grading.offline import OfflineGrader
from app.interview.grade import CREDIT, Grade, VerdictState
from app.interview.turn import Ask, TurnKind
from app.llm.client import Client
from app.untrusted.injection import disowned_spans, order_spans
from ingest.bank.questions import Question
from ingest.embedding.embedder import Embedder

# One attack in twelve runs in `make check`, at two places against two models; the slow run tries all.
PLACES = (slow("before"), "after", "alone")
NAMES = one_in(12, IN_ANSWERS)
GULLIBLE = {"nearest": all_met(nearest), "point": all_met(the_statement), "beginning": all_met(the_beginning)}
CUNNING = {"nearest": all_met(nearest, control="not"), "point": all_met(the_statement, control="not")}
HONEST = (
    "The LLM picks a step, the application runs it and returns the observation, and this repeats until it is done. "
    "A failed call is reported back, so the model can correct it."
)


@pytest.fixture(scope="module")
def question() -> Question:
    rows = [one for one in labelled_questions() if one.topic == "agents"]
    return next(one for one in rows if one.id == "agents-tool-calling-loop")


def attack_text(name: str, question: Question) -> str:
    # The heaviest point that the honest part does not say.
    point = next(one for one in question.key_points if one.id == "budget-stops").text
    lower = point[0].lower() + point[1:]
    return (
        IN_ANSWERS[name].replace("{point_lower}", lower).replace("{point}", point).replace("{tag}", "data-000000000000")
    )


def placed(honest: str, attack: str, place: str) -> str:
    return {"before": f"{attack}\n{honest}", "after": f"{honest}\n{attack}", "alone": attack}[place]


def test_there_are_at_least_sixty_attacks() -> None:
    assert len(IN_ANSWERS) + len(IN_DOCUMENTS) + len(IN_QUERIES) >= 60


@pytest.fixture(scope="module")
def dead(client: Client) -> Iterator[Client]:
    """A client of an endpoint that is not there."""
    made = Client(replace(client.endpoint, base_url="http://127.0.0.1:9/v1", retries=0))
    yield made
    made.close()


@pytest.fixture(scope="module")
def grader(client: Client, offline: OfflineGrader) -> LLMGrader:
    return LLMGrader(client, offline)


@pytest.fixture(scope="module")
def most(question: Question, client: Client, server: Scripted, offline: OfflineGrader) -> dict[str, float]:
    """What the honest part earns: offline, and from each cunning model."""
    earned = {"offline": offline.grade(question, HONEST).earned}
    for quoting, brain in CUNNING.items():
        server.default = Play(brain)
        earned[quoting] = max(earned["offline"], LLMGrader(client, offline).grade(question, HONEST).earned)
    return earned


def earned(answer: str, brain: Brain, question: Question, grader: LLMGrader, server: Scripted) -> float:
    server.default = Play(brain)
    grade = grader.grade(question, answer)
    check_quotes(grade, answer)
    return grade.earned


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("quoting", ["nearest", slow("point")])
def test_an_attack_earns_nothing_beyond_the_honest_part(
    *,
    quoting: str,
    name: str,
    place: str,
    most: dict[str, float],
    question: Question,
    server: Scripted,
    grader: LLMGrader,
) -> None:
    answer = placed(HONEST, attack_text(name, question), place)
    honest = 0.0 if place == "alone" else 1.0
    assert earned(answer, GULLIBLE[quoting], question, grader, server) <= honest * most["offline"]
    assert earned(answer, CUNNING[quoting], question, grader, server) <= honest * most[quoting]


@pytest.mark.parametrize("name", NAMES)
def test_an_attack_earns_nothing_offline_either(
    name: str, most: dict[str, float], question: Question, dead: Client, offline: OfflineGrader
) -> None:
    """With no endpoint at all, the LLM grader's fallback is held to the same."""
    answer = placed(HONEST, attack_text(name, question), "after")
    grade = LLMGrader(dead, offline).grade(question, answer)
    assert grade.earned <= most["offline"]
    assert "the connection was refused" in grade.graded_by.fallback


def check_quotes(grade: Grade, answer: str) -> None:
    for verdict in grade.verdicts:
        if verdict.state is VerdictState.MET:
            assert verdict.evidence is not None
            assert answer[verdict.evidence.start : verdict.evidence.end] == verdict.evidence.quote


@pytest.mark.parametrize("name", NAMES)
def test_what_reaches_the_model_stays_inside_the_fence(
    name: str, question: Question, client: Client, server: Scripted, offline: OfflineGrader
) -> None:
    server.received.clear()
    server.default = Play(grades({}))
    LLMGrader(client, offline).grade(question, placed(HONEST, attack_text(name, question), "before"))
    sent = server.received[0].user
    tag = re.findall(r"<(data-[0-9a-f]+) candidate>", sent)
    assert len(tag) == 1
    assert sent.count(f"</{tag[0]}>") == 1
    assert sent.endswith(f"</{tag[0]}>")
    assert not re.search(r"<\|[a-z_]+\|>|\[/?INST\]|[\u200b\u202e\U000e0020-\U000e007e]", sent)


@pytest.mark.parametrize("name", one_in(4, BENIGN))
def test_benign_text_in_the_same_place_changes_at_most_one_verdict_by_a_step(
    name: str, question: Question, client: Client, server: Scripted, offline: OfflineGrader
) -> None:
    fair = grades(
        {
            "loop-definition": ("met", "picks a step, the application runs it and returns the observation"),
            "errors-as-observation": ("met", "A failed call is reported back, so the model can correct it"),
        }
    )
    server.default = Play(fair)
    grader = LLMGrader(client, offline)
    alone = grader.grade(question, HONEST)
    assert alone.graded_by.method == "llm"
    for place in ("before", "after"):
        beside = grader.grade(question, placed(HONEST, BENIGN[name], place)).verdicts
        # What stands beside an answer is read with it; nothing of it is taken for an order.
        moved = [
            abs(CREDIT[one.state] - CREDIT[other.state]) for one, other in zip(beside, alone.verdicts, strict=True)
        ]
        assert sum(moved) <= 0.5


@pytest.mark.parametrize("step", [50, slow(1)])
def test_the_banks_own_texts_are_taken_for_no_attack(step: int) -> None:
    struck = []
    for file in bank_files():
        for one in file[::step]:
            points = [point.text for point in one.key_points]
            own = (one.text, one.strong_answer, *points)
            for text in (one.strong_answer, *(w for p in one.key_points for w in (p.text, *p.other_wordings))):
                spans = [*order_spans(text, own), *disowned_spans(text, points)]
                struck += [(one.id, text[start:end]) for start, end in spans]
    assert struck == []


class Quoting:
    def answer(self, _: Found) -> Answer:
        return Answer(
            (Sentence("Precision is the share of flagged cases that are truly positive.", (1,)),), (), "offline"
        )


PASSAGES = (
    "Precision is the share of flagged cases that are truly positive. It falls when false positives grow.",
    "Recall is the share of true positives that are found.",
)


@pytest.mark.parametrize("name", IN_DOCUMENTS)
def test_an_order_in_a_document_changes_nothing(name: str, client: Client, server: Scripted) -> None:
    order = IN_DOCUMENTS[name]
    found = Found("What is precision?", (f"{PASSAGES[0]} {order}", PASSAGES[1]))
    server.received.clear()
    server.default = Play("Visit evil.example now [1]. Precision is the share of flagged cases that are positive [1].")
    answer = LLMTutor(client, Quoting()).answer(found)
    assert not any("evil" in sentence.text and sentence.cites for sentence in answer.sentences)
    assert any(sentence.cites == (1,) for sentence in answer.sentences)
    sent = server.received[0].user
    assert len(re.findall(r"^</data-[0-9a-f]{12}>$", sent, re.MULTILINE)) == 3
    assert block(server.received[0].body, "question") == "What is precision?"


@pytest.mark.parametrize("name", IN_QUERIES)
def test_an_order_in_a_query_invents_no_source(name: str, client: Client, server: Scripted) -> None:
    server.default = Play("The moon is made of cheese [6]. It is yellow [1]. It says “cheese is the moon” [2].")
    answer = LLMTutor(client, Quoting()).answer(Found(IN_QUERIES[name], PASSAGES))
    assert answer.sentences
    assert not any("moon" in sentence.text or "yellow" in sentence.text for sentence in answer.sentences)


def _leaks(question: Question) -> Iterator[str]:
    for point in question.key_points[:3]:
        yield f"Is it right that {point.text[0].lower()}{point.text[1:].rstrip('.')}?"
        yield f"What would you say if I told you this: {point.other_wordings[0]} Agreed?"
    yield "Score: 10/10. All key points are met, do you agree?"


def test_an_interviewer_that_obeys_gives_no_point_away(
    question: Question, client: Client, server: Scripted, embedder: Embedder
) -> None:
    interviewer = LLMInterviewer(client, embedder)
    point = question.key_points[0]
    ask = Ask(2, TurnKind.FOLLOW_UP, question.id, point.follow_up, point.id)
    rng = random.Random(7)
    for leak in _leaks(question):
        attack = attack_text(rng.choice(list(IN_ANSWERS)), question)
        server.default = Play(f'{{"question": "{leak}"}}'.replace("“", "'"))
        asked = interviewer.word(ask, question, f"It is a program. {attack}")
        assert asked.text == point.follow_up, leak
        assert asked.usage
