"""The coach in a terminal: what is printed, and the loop of `coach chat`.

Decides the look. The candidate's words and the documents are printed as plain text, never as markup.
"""

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from app.coach import Coach
from app.errors import BadRequest
from app.interview.answer import Answer, Citation
from app.interview.interview import Ask, Interview, Turn, TurnKind
from app.interview.scorecard import scorecard
from ingest.index import Hit
from ingest.taxonomy import Stage, Topic

SIGNS = {True: ("ok  ", "green"), False: ("FAIL", "red"), None: ("-   ", "dim")}
END = ":end"
HELP = f"Answer in as many lines as you like, then an empty line. An empty answer skips. {END} ends the interview."
out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


class Status:
    """A spinner on stderr that says what is going on; silent where stderr is not a terminal."""

    def __init__(self) -> None:
        """Make it; it shows between `with` and its end."""
        self._status = err.status("starting")

    def __enter__(self) -> Self:
        """Show it."""
        if err.is_terminal:
            self._status.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take it away."""
        self._status.stop()

    def say(self, doing: str) -> None:
        """Say what is going on."""
        self._status.update(Text(doing))

    def progress(self, done: int, total: int) -> None:
        """Say how far the embedding is."""
        self.say(f"embedding: {done} of {total} windows")


def read_stage(name: str) -> Stage:
    """The stage of that name.

    Raises:
        BadRequest: there is none; the message lists them.
    """
    if name not in {stage.value for stage in Stage}:
        raise BadRequest(f"there is no stage {name!r}; choose {', '.join(stage.value for stage in Stage)}")
    return Stage(name)


def read_topics(names: Sequence[str]) -> list[Topic]:
    """The topics of those names.

    Raises:
        BadRequest: one does not exist; the message lists them.
    """
    known = {topic.value for topic in Topic}
    for name in names:
        if name not in known:
            raise BadRequest(f"there is no topic {name!r}; choose among {', '.join(sorted(known))}")
    return [Topic(name) for name in names]


def print_hits(hits: Sequence[Hit]) -> None:
    """The hits of a search: where they stand, their score and text."""
    for hit in hits:
        passage = hit.passage
        where = " > ".join((passage.title, *passage.headings))
        out.print(
            Text(f"{hit.rank}. {where}", style="bold"), Text(f"({passage.document}, {hit.score:.3f})", style="dim")
        )
        out.print(Padding(Text(passage.text), (0, 0, 1, 3)))


def print_answer(answer: Answer) -> None:
    """An answer with its sources, or the refusal."""
    out.print(Text(answer.refused or answer.text))
    for note in (*answer.notes, answer.fallback):
        if note:
            out.print(Text(note, style="dim"))
    _print_citations(answer.citations)


def print_check(name: str, ok: bool | None, sentence: str) -> None:
    """A line of `coach doctor`; `ok` is None for what is not set up."""
    sign, style = SIGNS[ok]
    out.print(Text(f"{sign} {name}: ", style=style), Text(sentence), sep="")


def print_ask(interview: Interview, ask: Ask) -> None:
    """What is asked."""
    question = interview.question(ask.question_id)
    position = [item.id for item in interview.plan].index(ask.question_id) + 1
    label = "Follow-up" if ask.kind is TurnKind.FOLLOW_UP else f"Question {position} of {len(interview.plan)}"
    out.print()
    out.rule(Text(f"{label} · {question.stage.value} · about {interview.minutes(ask)} min"), align="left", style="dim")
    out.print(Text(ask.text, style="bold"))


def print_turn(turn: Turn) -> None:
    """The reply to an answer, with the passages that it cites and who graded."""
    out.print()
    out.print(Text(turn.reply))
    _print_citations(turn.citations)
    by = turn.grade.graded_by
    fallback = f"; {by.fallback}" if by.fallback else ""
    out.print(Text(f"graded {by.method} by {by.model}, rubric {by.rubric_version}{fallback}", style="dim"))


def _print_citations(citations: Sequence[Citation]) -> None:
    for citation in citations:
        where = " > ".join((citation.title, *citation.headings))
        line = " ".join(citation.text.strip("# \n").split())
        out.print(Text(f"  [{citation.n}] {where} ", style="cyan"), Text(f"({citation.document})", style="dim"))
        out.print(Padding(Text(line[:160] + ("…" if len(line) > 160 else ""), style="dim"), (0, 0, 0, 6)))


def print_scorecard(interview: Interview) -> None:
    """The scorecard: the whole, each question, what to study."""
    card = scorecard(interview)
    out.print()
    out.rule("Scorecard", align="left")
    if card.score is None or card.hiring is None:
        out.print("Nothing was graded.")
        return
    out.print(
        Text(f"{card.earned:g} of {card.possible} points: {card.hiring.word} ({card.hiring.anchor})", style="bold")
    )
    if card.earned_with_follow_ups > card.earned:
        out.print(Text(f"With follow-ups: {card.earned_with_follow_ups:g} of {card.possible}."))
    if card.answered < card.planned:
        out.print(Text(f"{card.planned - card.answered} of {card.planned} questions were not reached."))
    for item in card.questions:
        share = "not graded" if item.not_graded else f"{item.earned:g}/{item.possible}"
        out.print(Text(f"  {share}  {item.text}"))
    if card.review:
        out.print(Text("To review, what matters most first:", style="bold"))
    for missed in card.review[:8]:
        where = "" if missed.citation is None else f"  -> {missed.citation.title} ({missed.citation.document})"
        out.print(Text(f"  - {missed.point}{where}"))


def chat_loop(coach: Coach, interview: Interview) -> None:
    """Ask and take answers from stdin until the interview ends."""
    out.print(Text(HELP, style="dim"))
    while interview.ask is not None:
        print_ask(interview, interview.ask)
        answer = _read_answer()
        if answer is None:
            interview = coach.end(interview.id)
            break
        told = coach.answer(interview.id, answer)
        print_turn(told.turn)
        interview = told.interview
    print_scorecard(interview)


def _read_answer() -> str | None:
    """Lines up to an empty one; None where the candidate ends the interview or stdin does."""
    lines: list[str] = []
    while True:
        try:
            line = input("> ")
        except EOFError:
            return "\n".join(lines) if lines else None
        if line.strip() == END:
            return None
        if not line.strip():
            return "\n".join(lines)
        lines.append(line)
