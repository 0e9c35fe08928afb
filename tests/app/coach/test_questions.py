"""Questions to the corpus: of many at once a few are searched for at a time, and a search alone waits for none."""

import threading
from dataclasses import replace

from app.answering.cited_answer import Answer
from app.coach.coach import Coach


def test_a_search_does_not_wait_behind_questions(coach: Coach) -> None:
    questions = replace(coach.questions, turnstile=threading.BoundedSemaphore(1))
    answers: list[Answer] = []
    asking = threading.Thread(target=lambda: answers.append(questions.ask("What is a KV cache?")))
    with questions.turnstile:
        asking.start()
        assert questions.search("kv cache memory", 3)
        asking.join(0.2)
        assert asking.is_alive()
    asking.join(60)
    assert answers[0].citations


def test_all_who_ask_share_one_turnstile(coach: Coach) -> None:
    assert coach.questions.of("anna").turnstile is coach.questions.of("bert").turnstile
