"""The ids of events, by which a client says what it has.

Decides that an id names its stream and the event's place in it: of another stream, nothing is left out.
"""

from collections.abc import Iterable, Iterator

from fastapi.sse import ServerSentEvent


def numbered(stream: str, events: Iterable[ServerSentEvent]) -> Iterator[ServerSentEvent]:
    """The events with their ids, "stream-1" for the first."""
    for number, event in enumerate(events, start=1):
        yield event.model_copy(update={"id": f"{stream}-{number}"})


def place_after(stream: str, last_id: str) -> int:
    """How many events of a stream a client has whose last one has that id; 0 where it is of another stream, or none."""
    name, _, number = last_id.rpartition("-")
    return int(number) if name == stream and number.isascii() and number.isdecimal() else 0


def missed(stream: str, events: Iterable[ServerSentEvent], last_id: str) -> list[ServerSentEvent]:
    """The events with their ids that come after the last one that a client has."""
    # A slice of a list: an iterator's takes no number that is larger than a machine's word, and a client may send one.
    return list(numbered(stream, events))[place_after(stream, last_id) :]
