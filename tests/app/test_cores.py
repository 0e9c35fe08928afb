"""How many cores there are to work on."""

import os

import pytest

from app.cores import cores


def test_they_are_those_that_the_process_may_run_on_and_not_those_of_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 64)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3, 5, 6}, raising=False)
    assert cores() == 3


@pytest.mark.parametrize(("of_the_host", "found"), [(64, 64), (None, 1)])
def test_where_the_platform_does_not_say_they_are_those_of_the_host(
    monkeypatch: pytest.MonkeyPatch, of_the_host: int | None, found: int
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: of_the_host)
    assert cores() == found
