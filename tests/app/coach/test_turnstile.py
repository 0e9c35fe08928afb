"""Who works and who waits: how many at a time, in which order, and who steps aside."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from app.coach.answers.code_answers import RunningGrader
from app.coach.coach import Coach
from app.coach.code_runs import CodeRuns
from app.coach.turnstile import Turnstile
from app.interview.grade import Grade

WAIT_S = 10.0


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    for _ in range(2000):
        if holds():
            return
        threading.Event().wait(0.005)
    raise AssertionError("it never held")


def test_who_came_first_goes_first() -> None:
    turnstile, order = Turnstile(1), list[int]()

    def work(number: int) -> None:
        with turnstile.turn():
            order.append(number)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    with turnstile.turn():
        for at, thread in enumerate(threads):
            thread.start()
            until(lambda at=at: len(turnstile._waiting) == at + 1)  # type: ignore[misc]
        assert order == []
    for thread in threads:
        thread.join(WAIT_S)
    assert order == list(range(6))


@pytest.mark.parametrize(("most", "at_once"), [(1, 1), (2, 2), (None, 6)])
def test_so_many_work_at_a_time(most: int | None, at_once: int) -> None:
    turnstile, lock = Turnstile(most), threading.Lock()
    inside, seen, is_over = 0, 0, threading.Event()

    def work(_: int) -> None:
        nonlocal inside, seen
        with turnstile.turn(), turnstile.turn():
            with lock:
                inside += 1
                seen = max(seen, inside)
            is_over.wait(WAIT_S)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(6) as pool:
        done = pool.map(work, range(6))
        until(lambda: inside == at_once and len(turnstile._waiting) == 6 - at_once)
        is_over.set()
        list(done)
    assert seen == at_once
    assert inside == 0


def test_who_steps_aside_lets_another_one_work_and_waits_for_its_turn_again() -> None:
    turnstile, told = Turnstile(1), list[str]()

    def other() -> None:
        with turnstile.turn():
            told.append("the other one")

    # Who has no turn has none to give.
    with turnstile.aside():
        pass
    with turnstile.turn():
        thread = threading.Thread(target=other)
        thread.start()
        until(lambda: len(turnstile._waiting) == 1)
        with turnstile.aside():
            thread.join(WAIT_S)
        told.append("the first one")
    assert told == ["the other one", "the first one"]


def test_a_failure_leaves_no_place_taken() -> None:
    turnstile = Turnstile(1)
    for _ in range(2):
        with pytest.raises(ValueError, match="no"), turnstile.turn():
            raise ValueError("no")
        with pytest.raises(ValueError, match="no"), turnstile.turn(), turnstile.aside():
            raise ValueError("no")
    with turnstile.turn():
        assert turnstile._free == 0


class Slow:
    """A grader that waits until it is told to go on."""

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self.asked, self.goes_on = 0, threading.Event()

    def grade(self, *arguments: Any, **named: Any) -> Grade:
        self.asked += 1
        assert self.goes_on.wait(WAIT_S)
        return self._inner.grade(*arguments, **named)  # type: ignore[no-any-return]


def test_who_waits_for_the_same_request_holds_up_nobody(coach: Coach) -> None:
    turnstile = Turnstile(2)
    slow = Slow(coach.interviews.grader)
    waiting = replace(coach.interviews, grader=slow, turnstile=turnstile)
    quick = replace(coach.interviews, turnstile=turnstile)
    one, other = (coach.interviews.start_with([coach.bank.questions[0]]) for _ in range(2))
    with ThreadPoolExecutor(4) as pool:
        same = [pool.submit(waiting.answer, one.id, "I do not know.", 1, "one key") for _ in range(3)]
        until(lambda: slow.asked == 1)
        told = pool.submit(quick.answer, other.id, "I do not know.", 1, "another key").result(WAIT_S)
        slow.goes_on.set()
        repeats = sorted(each.result(WAIT_S).is_repeat for each in same)
    assert told.turn.ask.number == 1
    assert repeats == [False, True, True]
    assert turnstile._free == 2


class Running:
    """Runs of a program that last until they are told to end."""

    def __init__(self, inner: CodeRuns) -> None:
        self._inner = inner
        self.for_question = inner.for_question
        self.runs, self.ends = 0, threading.Event()

    def run(self, *arguments: Any, **named: Any) -> Any:
        self.runs += 1
        assert self.ends.wait(WAIT_S)
        return self._inner.run(*arguments, **named)


def test_an_answer_whose_program_runs_holds_up_no_other_answer(coach: Coach) -> None:
    turnstile = Turnstile(1)
    runs = Running(coach.code)
    grader = RunningGrader(coach.interviews.grader.words, runs, turnstile)  # type: ignore[attr-defined, arg-type]
    question, task = next((one, task) for one in coach.bank.questions if (task := coach.code.for_question(one.id)))
    answer = f"I would loop over all of it once.\n\n```python\n{task.head.signature}\n    return None\n```"
    with ThreadPoolExecutor(1) as pool:

        def graded() -> Grade:
            with turnstile.turn():
                return grader.grade(question, answer)

        told = pool.submit(graded)
        until(lambda: runs.runs == 1)
        with turnstile.turn():
            assert not told.done()
        runs.ends.set()
        assert told.result(WAIT_S).verdicts
