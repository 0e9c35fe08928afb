"""What a coach over the corpus is made of, opened once a process: embedder, index, bank, phrasings, tasks, hasher.

Nothing changes these parts, and to open them anew takes longer than most tests.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from banks import bank_questions, coding_tasks
from real_embedder import HOME, one_at_a_time, real_embedder

from app.answering.index_opening import open_retriever
from app.coach.accounts.passwords import Passwords
from app.opening import settle
from app.settings import Settings
from ingest.bank.phrasings import load_phrasings


@cache
def parts() -> dict[str, Callable[..., Any]]:
    """What opens the parts of a coach over the corpus, by the name it is called by: each gives one for all.

    The index is built in the checkout's own home where it is not there yet (25 s), as `make run` would.
    """
    settings, embedder = Settings(_env_file=None, home=HOME), real_embedder()
    with one_at_a_time(HOME):
        retriever = open_retriever(settings, embedder)
    passwords, phrasings = Passwords(), cache(load_phrasings)
    # Models that have run once have packed their weights.
    settled = cache(lambda judging, reader: settle(judging, reader, settings.models_folder))
    return {
        "app.main.open_embedder": lambda _: embedder,
        "app.main.open_retriever": lambda *_: retriever,
        "app.main.open_bank": lambda _: bank_questions(),
        "app.main.open_tasks": lambda _: coding_tasks(),
        "app.main.Passwords": lambda: passwords,
        "app.main.settle": lambda judging, reader, _: settled(judging, reader),
        "app.opening.load_phrasings": lambda paths: phrasings(tuple(paths)),
        # Those of the coding tasks alone, as the terminal opens them.
        "app.opening.open_bank": lambda _: bank_questions(),
        "app.opening.open_tasks": lambda _: coding_tasks(),
    }


@contextmanager
def sharing_parts() -> Iterator[None]:
    """Coaches that are assembled meanwhile share their parts."""
    with pytest.MonkeyPatch.context() as patch:
        for name, opens in parts().items():
            patch.setattr(name, opens)
        yield
