"""What is remembered, out of the coach and back: JSON, Markdown, a deck for Anki.

Decides that JSON holds all of it and can be read back, beside what is there: of a card that is there already the one
that was reviewed later stays. An import is not trusted: whatever is not of the shape is refused.
"""

import hashlib
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

import genanki
from pydantic import BaseModel, ConfigDict, ValidationError

from app.candidate.candidate import Candidate, Change, Learned, Memory, Seen
from app.candidate.cards import Card
from app.candidate.events import Event
from app.coach.candidates.import_checks import Usable, place_of_nul
from ingest.errors import BadRequest

# There is a card for each key point at most; of events more than anybody brings together in years.
MOST_CARDS, MOST_EVENTS = 20_000, 100_000
# Any numbers that stay the same: Anki tells decks and note types apart by them.
DECK_ID, MODEL_ID = 1_732_400_001, 1_732_400_002


class Exchange(BaseModel):
    """All that is remembered of somebody."""

    model_config = ConfigDict(extra="forbid")

    version: Literal[1] = 1
    candidate: Candidate
    cards: tuple[Card, ...]
    events: tuple[Event, ...]


def as_json(memory: Memory, events: Sequence[Event]) -> str:
    """All of it as a JSON document."""
    held = Exchange(candidate=memory.candidate, cards=tuple(memory.cards.values()), events=tuple(events))
    return held.model_dump_json(indent=1) + "\n"


def read_json(text: str) -> Exchange:
    """A JSON document that `as_json` wrote.

    Raises:
        BadRequest: it is none; the message names the first place that is not of the shape.
    """
    try:
        held = Exchange.model_validate_json(text)
        Usable.model_validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, first["loc"])) or "the document"
        raise BadRequest(f"this is no export of the coach: {place}: {first['msg']}") from error
    if nul := place_of_nul(held.model_dump(mode="json")):
        raise BadRequest(f"this is no export of the coach: {nul}: should hold no NUL character")
    if len(held.cards) > MOST_CARDS or max(len(held.events), len(held.candidate.answers)) > MOST_EVENTS:
        raise BadRequest(f"this export holds more than {MOST_CARDS:,} cards or {MOST_EVENTS:,} events; split it")
    return held


def imported(held: Exchange, known: Sequence[Event]) -> Learned:
    """What an import tells: what is not there yet; `known` are the events that are."""

    def learn(memory: Memory) -> Change:
        there = set(known)
        new = tuple(event for event in held.events if event not in there)
        # One for each id, should the import name it twice.
        given = {card.id: card for card in held.cards}.values()
        cards = tuple(card for card in given if _is_newer(card, memory.cards.get(card.id)))
        return Change(_joined(memory.candidate, held.candidate), cards, new)

    return learn


def _is_newer(card: Card, held: Card | None) -> bool:
    if held is None:
        return True
    one, other = card.schedule.last_review_utc, held.schedule.last_review_utc
    return one is not None and (other is None or one > other)


def _joined(held: Candidate, other: Candidate) -> Candidate:
    known = {(one.interview_id, one.turn) for one in held.answers}
    new = tuple(one for one in other.answers if (one.interview_id, one.turn) not in known)
    answers = tuple(sorted((*held.answers, *new), key=lambda one: one.at_utc))
    seen = dict(held.seen)
    for name, one in other.seen.items():
        mine = seen.get(name, one)
        seen[name] = Seen(max(mine.at_utc, one.at_utc), max(mine.times, one.times))
    return replace(held, answers=answers, seen=seen, goals=held.goals or other.goals)


def as_markdown(cards: Sequence[Card]) -> str:
    """The cards to read, by topic."""
    parts = ["# Cards"]
    for topic in sorted({card.topic for card in cards}):
        parts.append(f"## {topic or 'own documents'}")
        parts += [
            f"**{_line(card.prompt)}**\n\n{_line(card.question)}\n\n> {_line(card.point)}\n\n"
            f"Due {card.due_utc:%Y-%m-%d}{f', taught in {card.section}' if card.section else ''}"
            for card in cards
            if card.topic == topic
        ]
    return "\n\n".join(parts) + "\n"


def _line(text: str) -> str:
    return " ".join(text.split())


def as_anki(cards: Sequence[Card]) -> bytes:
    """The cards as an .apkg: prompt and question in front, the point and where it is taught behind."""
    model = genanki.Model(
        MODEL_ID,
        "Interview coach",
        fields=[{"name": name} for name in ("Prompt", "Question", "Point", "Section")],
        templates=[
            {
                "name": "Card",
                "qfmt": "<b>{{Prompt}}</b><p>{{Question}}</p>",
                "afmt": "{{FrontSide}}<hr id=answer>{{Point}}<p><small>{{Section}}</small></p>",
            }
        ],
    )
    deck = genanki.Deck(DECK_ID, "Interview coach")
    for card in cards:
        fields = [_html(text) for text in (card.prompt, card.question, card.point, card.section)]
        deck.add_note(genanki.Note(model=model, fields=fields, tags=[card.topic or "own"], guid=_guid(card)))
    with tempfile.TemporaryDirectory(prefix="coach-") as folder:
        path = Path(folder) / "cards.apkg"
        genanki.Package(deck).write_to_file(str(path))
        return path.read_bytes()


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _guid(card: Card) -> str:
    """The same card has the same id in every export, so that Anki keeps how it went."""
    return hashlib.sha256(card.id.encode()).hexdigest()[:16]
