"""Follow-ups asked as typed and in full: what counts as the same place, elsewhere, refused."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from app.answering.cited_answer import Answer, Sentence
from app.interview.citation import Citation
from eval.answers.conversations import Conversation, Turn, follow, read_conversations
from eval.figures.folders import CASES
from ingest.errors import BadRequest


def reply(*headings: str) -> Answer:
    if not headings:
        return Answer((), (), "offline", refused="Nothing.")
    citations = tuple(Citation(n, "note", "A note", (one,), 0, 1, "x") for n, one in enumerate(headings, start=1))
    return Answer((Sentence("It is so.", (1,)),), citations, "offline")


def test_a_follow_up_is_the_same_where_it_leads_to_a_section_of_the_whole_question() -> None:
    told = {"full a": reply("A", "B"), "a": reply("B"), "full b": reply("B"), "b": reply("C"), "full c": reply("C")}
    asked: list[tuple[str, tuple[str, ...]]] = []

    def ask(question: str, before: Sequence[str]) -> Answer:
        asked.append((question, tuple(before)))
        return told.get(question, reply("D") if question == "e" else reply())

    turns = tuple(Turn(asked=one, full=f"full {one}") for one in "abcde")
    found = follow(ask, [Conversation(opening="what is it", then=turns)])
    assert (found.answered, found.same, found.not_taught, found.answered_all_the_same) == (3, 1, 2, 1)
    assert found.elsewhere == ("'b' after 'what is it' for 'full b'",)
    assert found.refused == ("'c' after 'what is it' for 'full c'",)
    assert ("c", ("what is it", "a", "b")) in asked
    assert ("full c", ()) in asked
    # All replies of this test say the same, and the opening is refused.
    assert [one.split()[0] for one in found.repeated] == ["'b'", "'e'"]
    assert "of 3 later questions that are answered in full form 1 (33.3%)" in found.render()


def test_the_conversations_are_read_and_a_broken_line_is_named(tmp_path: Path) -> None:
    halves = [read_conversations(CASES / "conversations" / f"{name}.jsonl") for name in ("opened", "kept")]
    assert [len(half) for half in halves] == [30, 30]
    assert not {one.opening for one in halves[0]} & {one.opening for one in halves[1]}
    (tmp_path / "bad.jsonl").write_text('{"opening": 1}\n', encoding="utf-8")
    with pytest.raises(BadRequest, match=r"bad\.jsonl"):
        read_conversations(tmp_path / "bad.jsonl")
