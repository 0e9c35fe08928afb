"""The question bank of the corpus as it stands, read once a process: to read it takes longer than most tests."""

from functools import lru_cache

from checkout import PROJECT

from ingest.bank.questions import BankQuestion, load_bank


def bank_questions() -> list[BankQuestion]:
    return list(_read())


@lru_cache(maxsize=1)
def _read() -> tuple[BankQuestion, ...]:
    return tuple(load_bank(PROJECT / "corpus" / "questions"))
