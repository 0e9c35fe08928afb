"""Labelled messages sent to a coach: what is lost, graded, asked back about."""

from types import SimpleNamespace
from typing import Any

from app.coach.answers.given_commands import Said
from app.coach.interviews import TurnResult
from app.interview.grade import GateReason
from app.interview.requests.commands import Command
from app.interview.requests.wishes import Wish
from eval.figures.folders import CASES
from eval.interviews.messages import LabelledMessage, hear, read_messages


def graded(reason: GateReason | None = None) -> Any:
    gate = None if reason is None else SimpleNamespace(reason=reason)
    return TurnResult(SimpleNamespace(grade=SimpleNamespace(gate=gate)), None)  # type: ignore[arg-type]


def taken(command: Command, in_doubt: Command | None = None) -> Any:
    return Said(SimpleNamespace(command=command, in_doubt=in_doubt), None)  # type: ignore[arg-type]


def test_what_became_of_messages_is_counted_by_their_labels() -> None:
    told = {
        "right": graded(), "a nudge please": taken(Command.HINT), "it is lost": taken(Command.SKIP),
        "slip through": graded(), "next one": graded(GateReason.EMPTY), "back again": taken(Command.RESUME),
        "hm": taken(Command.TALK, Command.HINT), "say it again": taken(Command.CLARIFY),
    }  # fmt: skip
    labels = {
        "right": "answer", "a nudge please": "hint", "it is lost": "answer", "slip through": "hint",
        "next one": "skip", "back again": "pause", "hm": "answer", "say it again": "repeat",
    }  # fmt: skip
    question = SimpleNamespace(text="Why?")
    interviews = SimpleNamespace(
        start_with=lambda plan: SimpleNamespace(id="x", plan=plan), say=lambda _id, given, _number: told[given.answer]
    )
    coach: Any = SimpleNamespace(bank=SimpleNamespace(questions=(question,)), interviews=interviews)
    messages = [LabelledMessage(question="Why?", stage="screening", message=one, label=labels[one]) for one in told]
    heard = hear(coach, [*messages, messages[0].model_copy(update={"question": "Unknown?"})])
    assert (heard.answers, heard.commands, heard.unknown) == (3, 5, 1)
    assert heard.lost == ("skip: it is lost",)
    assert heard.graded == ("hint: slip through",)
    assert heard.confused == ("repeat as clarify: say it again",)
    assert heard.asked_back == {"answers": 1}
    assert "answers: 3, 1 (33.3%) taken for a command, 1 asked back about" in heard.render()
    assert "1 messages are to questions that the bank has not" in heard.render()


def test_every_file_of_messages_can_be_read() -> None:
    paths = sorted((CASES / "messages").glob("*.jsonl"))
    read = {path.stem: read_messages(path) for path in paths}
    assert len(read["msg10_kept"]) == len(read["msg10_opened"]) == 200
    assert {one.label for messages in read.values() for one in messages} <= {"answer", *Command, *Wish}
