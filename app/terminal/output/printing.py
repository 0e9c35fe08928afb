"""The coach in a terminal: what is printed, and the loop of `coach chat`.

Decides the look; which words of a source are shown is for source_text.py, where a typed answer ends for
typed_answer.py. The candidate's words and the documents are printed as plain text, never as markup.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from rich.padding import Padding
from rich.text import Text

from app.answering.cited_answer import Answer, Sentence
from app.coach.answers.asked_back import waiting
from app.coach.answers.given_commands import Said
from app.coach.coach import Coach
from app.coach.interviews import Given
from app.interview.citation import Citation
from app.interview.clock import round_ends, seconds_for
from app.interview.course import Exchange
from app.interview.grade import Grade
from app.interview.interview import Interview
from app.interview.results.reply import missing_of
from app.interview.turn import Ask, Turn, TurnKind
from app.terminal.output.confidence import read_sure
from app.terminal.output.console import err, out
from app.terminal.output.counts import counted
from app.terminal.output.scorecard import print_scorecard
from app.terminal.output.source_text import excerpt, plain, quoted, teaching
from app.terminal.output.typed_answer import EITHER, HELP, POINTS, read_answer
from ingest.bank.taxonomy import Stage, Topic
from ingest.errors import BadRequest
from ingest.index.search import Hit

SIGNS = {True: ("ok  ", "green"), False: ("FAIL", "red"), None: ("-   ", "dim")}
UNGROUNDED = "[no passage]"


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
        self.stop()

    def stop(self) -> None:
        """Take it away before the end."""
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
        place = Text(f"({passage.document}, {hit.score:.3f})", style="dim")
        out.print(Text(f"{hit.rank}. {where(passage.title, passage.headings)}", style="bold"), place)
        out.print(Padding(Text(passage.text), (0, 0, 1, 3)))


def print_answer(answer: Answer) -> None:
    """An answer with its sources, or the refusal."""
    unmarked = tuple(replace(sentence, text=_grounded(sentence)) for sentence in answer.sentences)
    out.print(Text(answer.refused or replace(answer, sentences=unmarked).text))
    for note in (*answer.notes, answer.fallback):
        if note:
            out.print(Text(note, style="dim"))
    _print_citations(answer.citations, quoted(answer))
    for citation in answer.nearest:
        out.print(Text(f"  near: {where(citation.title, citation.headings)} ({citation.document})", style="cyan"))
    if answer.next_questions:
        out.print(Text("Ask next:", style="dim"))
    for question in answer.next_questions:
        out.print(Text(f"  {question}", style="dim"))


def _grounded(sentence: Sentence) -> str:
    """A sentence without the marks of its markdown, and with the page's tag where no passage says it."""
    text = plain(sentence.text)
    return text if sentence.cites else f"{text} {UNGROUNDED}"


def where(title: str, headings: Sequence[str]) -> str:
    """Where a passage stands: its document's title and the headings above it, but for one that is the title again."""
    return " > ".join((title, *(heading for heading in headings if heading != title)))


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
    if (left := _time_left(interview, ask)) is not None:
        out.print(Text(left, style="dim"))
    out.print(Text(ask.spoken, style="bold"))
    if code := interview.code_of(ask):
        out.print(Text(f"\n{code}"))


def _time_left(interview: Interview, ask: Ask) -> str | None:
    """What the clock of an exam says where something is asked."""
    seconds = seconds_for(interview, ask)
    if seconds is None:
        return None
    now = datetime.now(UTC)
    left = seconds if ask.asked_utc is None else seconds - (now - ask.asked_utc).total_seconds()
    of_question = f"{_minutes(left)} left for it" if left > 0 else f"its time is over by {_minutes(-left)}"
    ends = round_ends(interview, ask.question_id)
    return of_question if ends is None else f"{of_question}; the round ends in {_minutes((ends - now).total_seconds())}"


def _minutes(seconds: float) -> str:
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02d} min"


def print_turn(interview: Interview, turn: Turn, *, is_all_told: bool = True) -> None:
    """The reply to an answer, the passages that may be told as `interview` stands, how it was told, who graded.

    `is_all_told`: the points that are missing too, and not only how many they are.
    """
    told, missing = missing_of(turn.reply)
    out.print()
    out.print(Text(turn.reply if is_all_told else told))
    if missing and not is_all_told:
        out.print()
        out.print(Text(f"{counted(len(missing), 'point')} left out: try again, or type {POINTS} to be told."))
    # Of a passage that teaches a missing point the words would tell it.
    shown = interview.shown_citations(turn)
    _print_citations(shown, teaching(interview, turn) if is_all_told else dict.fromkeys((one.n for one in shown), ()))
    for remark in turn.grade.delivery.remarks:
        out.print(Text(f"How you told it: {remark}"))
    out.print(Text(graded_by(turn.grade), style="dim"))


def graded_by(grade: Grade) -> str:
    """How and by whom an answer was graded, how much of it is not sure, by which rubric and prompt, why by no model."""
    by = grade.graded_by
    parts = [f"graded {by.method} by {by.model}"]
    if unsure := sum(verdict.is_unsure for verdict in grade.verdicts):
        parts.append(f"not sure of {unsure} of {len(grade.verdicts)} points: contest what you did say")
    parts.append(f"rubric {by.rubric_version}")
    if by.prompt_version:
        parts.append(f"prompt {by.prompt_version}")
    return ", ".join(parts) + (f"; {by.fallback}" if by.fallback else "")


def _print_citations(citations: Sequence[Citation], quotes: Mapping[int, Sequence[str]]) -> None:
    for citation in citations:
        place = Text(f"  [{citation.n}] {where(citation.title, citation.headings)} ", style="cyan")
        out.print(place, Text(f"({citation.document})", style="dim"))
        # An empty list is no quote at all: the passage says nothing but what is held back.
        for quote in quotes.get(citation.n, [""]):
            out.print(Padding(Text(excerpt(citation, quote), style="dim"), (0, 0, 0, 6)))


def print_points(interview: Interview) -> None:
    """The points that the last answer left out, as far as they may be told."""
    last = None if interview.course.is_exam or not interview.turns else interview.turns[-1]
    missing = [] if last is None else missing_of(last.reply)[1]
    for line in missing or ["No point is told now: nothing was left out, or it is still to be asked about."]:
        out.print(Text(line))
    if last is not None and missing:
        _print_citations(interview.shown_citations(last), teaching(interview, last))


def _print_exam(interview: Interview) -> None:
    """What an exam kept back until its end: each question with what came of the answer."""
    for turn in interview.turns:
        out.print()
        out.rule(Text(turn.ask.spoken), align="left", style="dim")
        print_turn(interview, turn)


def chat_loop(coach: Coach, interview: Interview, *, is_asking_sure: bool = False) -> None:
    """Ask and take answers from stdin until the interview ends; before a grade is shown also how sure one is."""
    out.print(Text(HELP, style="dim"))
    while interview.ask is not None:
        print_ask(interview, interview.ask)
        number = interview.ask.number
        is_either = waiting(interview, number) is not None or interview.course.asks_to_end(number)
        answer = read_answer(is_either=is_either)
        if answer is None:
            interview = coach.interviews.end(interview.id)
            break
        if answer == POINTS:
            print_points(interview)
            continue
        is_graded = is_asking_sure and coach.interviews.is_answer(interview, answer)
        told = coach.interviews.say(interview.id, Given(answer, confidence=read_sure() if is_graded else None))
        interview = told.interview
        if isinstance(told, Said):
            print_told(told.exchange)
        elif interview.withholds:
            out.print(Text("Noted.", style="dim"))
        else:
            print_turn(interview, told.turn, is_all_told=False)
    if interview.course.is_exam:
        _print_exam(interview)
    print_scorecard(interview)


def print_told(exchange: Exchange) -> None:
    """What was told to a command, and what may be typed where it is asked whether a message is an answer."""
    out.print(Text(exchange.told))
    if exchange.in_doubt is not None:
        for typed, meant in EITHER.items():
            out.print(Text(f"  {typed:<4} {meant}", style="cyan"))
