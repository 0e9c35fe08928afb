"""Questions to the corpus: of many at once a few are searched for at a time, and a search alone waits for none."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

import pytest

from app.answering.cited_answer import Answer
from app.answering.retriever import Found
from app.coach.coach import Coach
from app.coach.turnstile import Turnstile
from app.cores import cores
from ingest.language.text import Text

ASKED = "What is a KV cache?"
WAIT_S = 60.0


def test_a_search_does_not_wait_behind_questions(coach: Coach) -> None:
    questions = replace(coach.questions, turnstile=Turnstile(1))
    answers: list[Answer] = []
    asking = threading.Thread(target=lambda: answers.append(questions.ask(ASKED)))
    with questions.turnstile.turn():
        asking.start()
        assert questions.search("kv cache memory", 3)
        asking.join(0.2)
        assert asking.is_alive()
    asking.join(WAIT_S)
    assert answers[0].citations


def test_all_who_ask_share_one_turnstile(coach: Coach) -> None:
    assert coach.questions.of("anna").turnstile is coach.questions.of("bert").turnstile


class Counted:
    """Counts how many work at the same time. Each works a while, so that whoever may begin beside it does."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._inside = self.most = 0

    @contextmanager
    def work(self) -> Iterator[None]:
        """Work until too many do, or a fifth of a second."""
        with self._changed:
            self._inside += 1
            self.most = max(self.most, self._inside)
            self._changed.notify_all()
            self._changed.wait_for(lambda: self.most > cores(), timeout=0.2)
        yield
        with self._changed:
            self._inside -= 1


def test_questions_and_answers_together_never_work_on_more_than_there_are_cores(coach: Coach) -> None:
    counted, turns = Counted(), coach.interviews

    def weigh(found: Found) -> Found:
        with counted.work():
            return coach.questions.weigh(found)

    class Grading:
        def grade(self, *arguments, **named):
            with counted.work():
                return turns.grader.grade(*arguments, **named)

    questions, answering = replace(coach.questions, weigh=weigh), replace(turns, grader=Grading())
    begun = [turns.start_with([coach.bank.questions[0]]) for _ in range(cores() + 1)]
    with ThreadPoolExecutor(2 * len(begun)) as pool:
        asked = [pool.submit(questions.ask, ASKED) for _ in begun]
        given = [pool.submit(answering.answer, one.id, "I do not know.", 1) for one in begun]
        assert all(one.result(WAIT_S).citations for one in asked)
        assert all(one.result(WAIT_S).turn for one in given)
    assert counted.most == cores()


def test_who_has_a_turn_asks_and_grades_within_it(coach: Coach, monkeypatch: pytest.MonkeyPatch) -> None:
    turnstile = coach.questions.turnstile
    # The last place is this thread's: who waited for another one here would wait for ever.
    monkeypatch.setattr(turnstile, "_free", 1)
    with ThreadPoolExecutor(1) as pool:

        def both() -> tuple[Answer, bool]:
            with turnstile.turn():
                answer = coach.questions.ask(ASKED)
                return answer, bool(
                    coach.reviews.grader.grade(coach.bank.questions[0], Text("I do not know.")).verdicts
                )

        answer, has_verdicts = pool.submit(both).result(WAIT_S)
    assert answer.citations
    assert has_verdicts
    assert turnstile._free == 1
