"""A question to the corpus in a chat: what the tutor says -> the words of a stream.

Decides what is said where the answer starts again, since a chat cannot take words back; the tutor sends only sentences
that it has checked. The last question counts, read after those before it; what was answered to them is not read.
"""

from collections.abc import Iterator

from app.answering.cited_answer import Answer, AnswerStream, Piece, Restart
from app.gateways.openai_api.chat_reply import Said
from app.gateways.openai_api.completions import words_of
from app.gateways.openai_api.links import Links
from app.gateways.openai_api.markdown import definitions, inert
from ingest.errors import BadRequest

# As the API takes a question.
FEWEST_CHARS, MOST_CHARS = 2, 2000
BREAK = "\n\n"


def checked_question(words: str) -> str:
    """The question, without the white space around it.

    Raises:
        BadRequest: it is too short or too long.
    """
    asked = words.strip()
    if not FEWEST_CHARS <= len(asked) <= MOST_CHARS:
        raise BadRequest(f"a question has {FEWEST_CHARS} to {MOST_CHARS:,} characters, this one has {len(asked):,}")
    return asked


def told(identifier: str, answer: Answer, links: Links) -> Said:
    """The whole answer with where its [n] lead."""
    text = inert(answer.refused or answer.text) + _behind(answer, links)
    return Said(identifier, text, answer.citations, answer.usage)


def pieces(identifier: str, stream: AnswerStream, links: Links) -> Iterator[str | Said]:
    """The checked sentences as they come, then what stands behind them, then the whole of what was said."""
    said, answered = "", ""
    for item in stream:
        if isinstance(item, Piece):
            words = inert(item.text)
            answered += item.text
        elif isinstance(item, Restart):
            words, answered = f"\n\n({item.why}; the answer starts again.)\n\n", ""
        elif isinstance(item, Answer):
            whole = item.refused or item.text
            rest = "" if answered == whole else f"{BREAK if answered else ''}{inert(whole)}"
            words = rest + _behind(item, links)
            yield from words_of(words)
            yield Said(identifier, said + words, item.citations, item.usage)
            return
        else:
            continue
        said += words
        yield words


def _behind(answer: Answer, links: Links) -> str:
    """Notes on the answer, and where its [n] lead."""
    parts = (*answer.notes, answer.fallback, definitions(answer.citations, links))
    return "".join(f"{BREAK}{part}" for part in parts if part)
