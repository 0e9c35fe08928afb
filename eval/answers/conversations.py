"""Whether a follow-up is answered as the whole question is: `coach eval conversations`.

Decides what is compared: each later question of a conversation is asked as it was typed, with the questions before it,
and once more as somebody would type it with nothing before it. The two replies should lead to the same place of the
corpus, or both be refused. So no judge is needed, and how good the answers are is measured elsewhere (quality.py).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from app.answering.cited_answer import Answer
from eval.figures.json_lines import read_lines
from ingest.errors import BadRequest

# A question and those before it -> the reply.
Ask = Callable[[str, Sequence[str]], Answer]
Place = tuple[str, tuple[str, ...]]


class Turn(BaseModel):
    """A later question: as it was `asked`, and in `full`, as with nothing before it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    asked: str
    full: str


class Conversation(BaseModel):
    """A line of eval/cases/conversations: the question that opens it, and those after."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    opening: str
    then: tuple[Turn, ...]


@dataclass(frozen=True)
class Followed:
    """What became of the later questions whose whole form is answered, and of those whose whole form is refused."""

    answered: int
    same: int
    refused: tuple[str, ...]
    elsewhere: tuple[str, ...]
    not_taught: int
    answered_all_the_same: int
    repeated: tuple[str, ...] = ()

    def render(self) -> str:
        """The figures in words, and the questions that led elsewhere."""
        share = self.same / max(self.answered, 1)
        lines = [
            f"of {self.answered} later questions that are answered in full form {self.same} ({share:.1%}) lead to the "
            f"same place, {len(self.elsewhere)} elsewhere, {len(self.refused)} are refused",
            f"of {self.not_taught} that are refused in full form {self.answered_all_the_same} are answered",
            f"{len(self.repeated)} later questions are told word for word what was told before",
        ]
        lines += [f"  elsewhere: {one}" for one in self.elsewhere]
        lines += [f"  refused: {one}" for one in self.refused]
        return "\n".join([*lines, *(f"  repeated: {one}" for one in self.repeated)])

    def as_json(self) -> dict[str, object]:
        """The same for a program."""
        return asdict(self)


def read_conversations(path: Path) -> list[Conversation]:
    """The conversations of a file.

    Raises:
        BadRequest: a line is none.
    """
    return [one for _, one in read_lines(path, Conversation, BadRequest)]


def follow(ask: Ask, conversations: Iterable[Conversation]) -> Followed:
    """Ask every later question in both forms."""
    same = answered = not_taught = all_the_same = 0
    refused, elsewhere, repeated = list[str](), list[str](), list[str]()
    for one in conversations:
        before, heard = [one.opening], {_words(ask(one.opening, ()))}
        for turn in one.then:
            reply = ask(turn.asked, tuple(before))
            wanted, found = _places(ask(turn.full, ())), _places(reply)
            told = f"{turn.asked!r} after {before[0]!r} for {turn.full!r}"
            repeated += [told] if found and _words(reply) in heard else []
            before.append(turn.asked)
            heard.add(_words(reply))
            if not wanted:
                not_taught += 1
                all_the_same += bool(found)
                continue
            answered += 1
            same += bool(wanted & found)
            if not found:
                refused.append(told)
            elif not wanted & found:
                elsewhere.append(told)
    return Followed(answered, same, tuple(refused), tuple(elsewhere), not_taught, all_the_same, tuple(repeated))


def _words(answer: Answer) -> tuple[str, ...]:
    return tuple(sentence.text for sentence in answer.sentences)


def _places(answer: Answer) -> set[Place]:
    """The sections that a reply cites; none where it is a refusal."""
    if answer.refused:
        return set()
    return {(one.document, one.headings) for one in answer.citations}
