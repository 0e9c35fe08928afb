"""A message that only wants to go back is known as one, and no answer is."""

import json

import pytest
from checkout import PROJECT

from app.hearing.going_back import goes_back
from app.interview.requests.commands import Command

CASES = PROJECT / "eval" / "cases" / "messages"


@pytest.mark.parametrize(
    ("message", "command"),
    [
        ("go back", Command.RETRY),
        ("Sorry, can we go back to the question before?", Command.RETRY),
        ("back to the previous one, please", Command.RETRY),
        ("OK, let\u2019s continue where we were.", Command.REPEAT),
        ("never mind, continue with the interview", Command.REPEAT),
        ("take me back to the current question", Command.REPEAT),
        ("back to question 2", Command.RETRY),
        ("can we go back to question number one?", Command.RETRY),
        ("back", None),
        ("go on", None),
        ("go on with the next question", None),
        ("I would go back to the previous checkpoint", None),
        ("go back to the last checkpoint and lower the rate", None),
    ],
)
def test_who_goes_back_is_heard(message: str, command: Command | None) -> None:
    assert goes_back(message) is command


def test_no_labelled_answer_goes_back() -> None:
    rows = [json.loads(line) for path in sorted(CASES.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()]
    answers = [row["message"] for row in rows if row["label"] == "answer"]
    assert len(answers) > 3000
    assert [one for one in answers if goes_back(one) is not None] == []
