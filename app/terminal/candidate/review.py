"""`coach review`: the cards that are due, asked as short questions in the terminal."""

import time
from datetime import datetime
from typing import Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from app.candidate.cards import Card, Rating
from app.coach.candidates.reviews import Due, Reviewed, Reviews
from app.main import assemble
from app.opening import now
from app.terminal.options import settings_of
from app.terminal.output.confidence import read_sure
from app.terminal.output.console import out, take_any_bytes
from app.terminal.output.counts import counted
from app.terminal.output.printing import Status
from app.terminal.output.typed_answer import read_answer
from ingest.errors import BadRequest, CoachError

UNDO = ":undo"
HELP = (
    "Answer in a sentence or two; a line with a single full stop ends the answer. An empty answer counts as not known. "
    f"{UNDO} takes the last review back, :end stops."
)
RATE = "Enter keeps it; again, hard, good or easy rates it yourself"


def review(
    count: Annotated[int, typer.Option(min=1, max=200, help="At most so many cards.")] = 20,
    due: Annotated[bool, typer.Option("--due", help="Only say how many are due.")] = False,
    sure: Annotated[bool, typer.Option("--sure", help="Ask how sure you are before the grade.")] = False,
) -> None:
    """Review the points that you missed, when they are due. Example: `coach review`."""
    take_any_bytes()
    with Status() as status:
        reviews = assemble(settings_of(None), status.say).reviews
    found = reviews.due(count)
    out.print(f"{found.due} of {counted(found.cards_in_all, 'card')} due.{_next(found)}")
    if due or not found.cards:
        return
    out.print(Text(HELP, style="dim"))
    _ask_all(reviews, list(found.cards), is_asking_sure=sure)


def _ask_all(reviews: Reviews, cards: list[Card], *, is_asking_sure: bool) -> None:
    while cards:
        card = cards.pop(0)
        began = time.monotonic()
        out.print()
        out.rule(Text(f"{card.topic or 'own documents'} · {len(cards)} more", style="dim"), align="left")
        if card.question != card.prompt:
            out.print(Text(f"From: {card.question}", style="dim"))
        out.print(Text(card.prompt, style="bold"))
        answer = read_answer()
        if answer is None:
            return
        if answer.strip() == UNDO:
            cards = [*_undone(reviews), card, *cards]
            continue
        told = read_sure() if is_asking_sure and answer else None
        seconds = time.monotonic() - began
        try:
            _tell(reviews.review(card.id, answer, sure=told, seconds=seconds))
        except BadRequest as refused:
            out.print(Text(str(refused)))
            cards.insert(0, card)
            continue
        own = _own_rating()
        if own is not None:
            reviews.undo()
            reviews.review(card.id, answer, own, sure=told, seconds=seconds)


def _undone(reviews: Reviews) -> list[Card]:
    """The card of the last review, to be asked again."""
    try:
        return [reviews.undo()]
    except CoachError as error:
        out.print(Text(str(error)))
        return []


def _tell(reviewed: Reviewed) -> None:
    grade = reviewed.grade
    if grade is not None and grade.verdicts:
        out.print(Text(f"{grade.verdicts[0].state.value}: {grade.verdicts[0].reason}"))
    out.print(Text(f"The key point: {reviewed.card.point}", style="bold"))
    if reviewed.card.section:
        out.print(Padding(Text(f"taught in {reviewed.card.section}", style="cyan"), (0, 0, 0, 2)))
    out.print(Text(f"Rated {reviewed.rating.value}. It comes again {_until(reviewed.card.due_utc)}.", style="dim"))


def _next(found: Due) -> str:
    """When the first card is due, where none is now."""
    if found.due or found.next_due_utc is None:
        return ""
    return f" The first one comes {_until(found.next_due_utc)}."


def _until(due: datetime) -> str:
    """When a card comes again: in 10 minutes, in 5 hours, on 2026-12-03."""
    minutes = max(1, round((due - now()).total_seconds() / 60))
    if minutes < 60:
        return f"in {minutes} minute{'s' if minutes > 1 else ''}"
    hours = round(minutes / 60)
    return f"in {hours} hour{'s' if hours > 1 else ''}" if hours < 24 else f"on {due:%Y-%m-%d}"


def _own_rating() -> Rating | None:
    said = _line(f"({RATE}) ").lower()
    return Rating(said) if said in set(Rating) else None


def _line(prompt: str) -> str:
    try:
        return input(prompt).strip()
    except EOFError:
        return ""
