"""What is remembered of a candidate, in the database: the candidate, their cards, what happened.

Decides that a change is read, made and written under a lock of its owner's row, in the transaction of what made it: two
tabs lose nothing of each other.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Text, cast, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.candidate.candidate import Candidate, Change, Learned, Memory, undone
from app.candidate.cards import Card
from app.candidate.events import Event, ReviewEvent
from app.store.accounts.times import aware_or_none, naive
from app.store.database import Transaction
from app.store.stored_rows import read, read_text
from app.store.tables import (
    appeals,
    candidates,
    cards,
    chairs,
    consents,
    conversations,
    events,
    interviews,
    project_documents,
    projects,
    shares,
    turns,
)
from ingest.errors import NotFound

CANDIDATE = TypeAdapter(Candidate)
CARD = TypeAdapter(Card)
EVENT: TypeAdapter[Event] = TypeAdapter(Event)
# What is remembered of a candidate; what refers to another table's rows stands before it.
OWNED = (
    shares,
    chairs,
    conversations,
    consents,
    appeals,
    turns,
    interviews,
    events,
    cards,
    candidates,
    project_documents,
    projects,
)


def lock(connection: Connection, owner: str) -> None:
    """Make sure of the owner's row and hold it to the end of the transaction."""
    dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
    new = dialect.insert(candidates).values(owner=owner, body=CANDIDATE.dump_python(Candidate(), mode="json"))
    connection.execute(new.on_conflict_do_nothing())
    # Where the row was there, only a write locks it.
    connection.execute(update(candidates).where(candidates.c.owner == owner).values(owner=owner))


def remembered(connection: Connection, owner: str) -> Memory:
    """All that is remembered of an owner; of one who is not known, nothing."""
    held = connection.execute(select(cast(cards.c.body, Text)).where(cards.c.owner == owner)).scalars()
    found = [read_text(CARD, card) for card in held]
    return Memory(_candidate(connection, owner), {card.id: card for card in found})


def _candidate(connection: Connection, owner: str) -> Candidate:
    body = connection.execute(select(cast(candidates.c.body, Text)).where(candidates.c.owner == owner)).scalar()
    return Candidate() if body is None else read_text(CANDIDATE, body)


class HeldCards(Mapping[str, Card]):
    """The cards of an owner, those of a question read when the first of them is asked for.

    A turn is about one question: to read all cards of somebody who has some hundred took longer than all else stored.
    """

    def __init__(self, connection: Connection, owner: str) -> None:
        """Take a connection that stays open as long as cards are asked for."""
        self._connection = connection
        self._owner = owner
        self._known: dict[str, dict[str, Card]] = {}

    def __getitem__(self, identifier: str) -> Card:
        """The card of that id."""
        question = identifier.rpartition("/")[0]
        if question not in self._known:
            self._known[question] = self._read(cards.c.id.startswith(f"{question}/", autoescape=True))
        return self._known[question][identifier]

    def __iter__(self) -> Iterator[str]:
        """The ids of all."""
        return iter(self._connection.execute(select(cards.c.id).where(cards.c.owner == self._owner)).scalars().all())

    def __len__(self) -> int:
        """How many there are."""
        query = select(func.count()).select_from(cards).where(cards.c.owner == self._owner)
        return self._connection.execute(query).scalar_one()

    def _read(self, which: ColumnElement[bool]) -> dict[str, Card]:
        query = select(cards.c.body).where(cards.c.owner == self._owner, which)
        found = (read(CARD, body) for body in self._connection.execute(query).scalars())
        return {card.id: card for card in found}


def learn(connection: Connection, owner: str, learned: Learned) -> Change:
    """Keep what was learned of an owner."""
    lock(connection, owner)
    change = learned(Memory(_candidate(connection, owner), HeldCards(connection, owner)))
    keep(connection, owner, change)
    return change


def keep(connection: Connection, owner: str, change: Change) -> None:
    """Write a change; the owner's row is locked already."""
    body = CANDIDATE.dump_python(change.candidate, mode="json")
    connection.execute(update(candidates).where(candidates.c.owner == owner).values(body=body))
    if change.cards:
        ids = [card.id for card in change.cards]
        connection.execute(delete(cards).where(cards.c.owner == owner, cards.c.id.in_(ids)))
        connection.execute(insert(cards), [_card_row(owner, card) for card in change.cards])
    if change.events:
        connection.execute(insert(events), [_event_row(owner, event) for event in change.events])


class Candidates:
    """Reads and changes what is remembered; each call is one transaction."""

    def __init__(self, transaction: Transaction) -> None:
        """Take what opens a transaction."""
        self._transaction = transaction

    def get(self, owner: str) -> Memory:
        """All that is remembered of an owner."""
        with self._transaction() as connection:
            return remembered(connection, owner)

    def learn(self, owner: str, learned: Learned) -> Change:
        """Keep what was learned outside of a turn."""
        with self._transaction() as connection:
            return learn(connection, owner, learned)

    def due(self, owner: str, now: datetime, most: int) -> list[Card]:
        """The cards that are due, longest due first."""
        with self._transaction() as connection:
            is_due = (cards.c.owner == owner) & (cards.c.due_utc <= naive(now))
            query = select(cards.c.body).where(is_due).order_by(cards.c.due_utc, cards.c.id).limit(most)
            return [read(CARD, body) for body in connection.execute(query).scalars()]

    def count(self, owner: str, now: datetime) -> tuple[int, int]:
        """How many cards are due, and how many there are."""
        with self._transaction() as connection:
            mine = select(func.count()).select_from(cards).where(cards.c.owner == owner)
            is_due = mine.where(cards.c.due_utc <= naive(now))
            return connection.execute(is_due).scalar_one(), connection.execute(mine).scalar_one()

    def next_due(self, owner: str, now: datetime) -> datetime | None:
        """When the first card that is not due comes; None where there is none."""
        with self._transaction() as connection:
            later = (cards.c.owner == owner) & (cards.c.due_utc > naive(now))
            found = connection.execute(select(func.min(cards.c.due_utc)).where(later)).scalar()
            return aware_or_none(found)

    def card(self, owner: str, identifier: str) -> Card:
        """The card of that id.

        Raises:
            NotFound: this owner has none.
        """
        with self._transaction() as connection:
            query = select(cards.c.body).where(cards.c.owner == owner, cards.c.id == identifier.replace("\0", ""))
            body = connection.execute(query).scalar()
        if body is None:
            raise NotFound(f"there is no card {identifier!r}")
        return read(CARD, body)

    def events(self, owner: str) -> list[Event]:
        """All that happened to an owner, in its order."""
        with self._transaction() as connection:
            query = select(events.c.body).where(events.c.owner == owner).order_by(events.c.id)
            return [read(EVENT, body) for body in connection.execute(query).scalars()]

    def undo_review(self, owner: str) -> Card:
        """Take the last review back; returns its card as it is again.

        Raises:
            NotFound: no card was reviewed.
            Conflict: the card has changed since.
        """
        with self._transaction() as connection:
            lock(connection, owner)
            query = select(events.c.id, events.c.body).where(events.c.owner == owner).order_by(events.c.id.desc())
            kept = ((row.id, read(EVENT, row.body)) for row in connection.execute(query))
            found = next(((n, event) for n, event in kept if isinstance(event, ReviewEvent)), None)
            if found is None:
                raise NotFound("no card has been reviewed yet")
            number, review = found
            memory = remembered(connection, owner)
            card = undone(review, memory)
            keep(connection, owner, Change(memory.candidate, (card,)))
            connection.execute(delete(events).where(events.c.owner == owner, events.c.id == number))
            return card

    def forget(self, owner: str) -> dict[str, int]:
        """Delete every row of an owner, interviews too; how many there were, by the table's name."""
        with self._transaction() as connection:
            return {
                table.name: connection.execute(delete(table).where(table.c.owner == owner)).rowcount for table in OWNED
            }


def _card_row(owner: str, card: Card) -> dict[str, Any]:
    body = CARD.dump_python(card, mode="json")
    return {"owner": owner, "id": card.id, "due_utc": naive(card.due_utc), "body": body}


def _event_row(owner: str, event: Event) -> dict[str, Any]:
    body = EVENT.dump_python(event, mode="json")
    return {"owner": owner, "at_utc": naive(event.at_utc), "body": body}
