"""The LLM tutor: an answer from the passages, told as it comes, every sentence checked.

Decides what stands behind a sentence and what the user is told about it. Where the model fails, the offline
tutor's answer is told with the reason; where none of its sentences can be grounded, the passages' own
sentences follow it.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Protocol

from app.answering.citations import Source, check, source
from app.answering.cited_answer import Answer, AnswerStream, FinishedStream, Piece, Restart, Sentence
from app.interview.citation import Citation
from app.interview.usage import Usage
from app.llm.budget import Budget, fit
from app.llm.client import Client
from app.llm.prompts import read_prompt
from app.llm.request import Generation, Request, messages
from app.untrusted.fences import Fence, visible
from ingest.errors import LLMFailed
from ingest.index.search import Hit
from ingest.language.sentences import Cutter
from ingest.passages.split import Passage

MOST_TOKENS = 500
# What is sent of a title or a heading, and of all above a passage; the longest of our corpus have 73 and 128.
NAME_CHARS = 120
ABOVE_CHARS = 390
WORD = re.compile(r"[^\W_]+")
NOT_THERE = "NOT IN THE PASSAGES"
NOTHING = "The passages that were found do not answer this."
NOT_GROUNDED = "No sentence of the model's stands in the passages; what the passages say follows it."


class Found(Protocol):
    """What was retrieved for a query, as app/retrieval gives it: the two packages do not import each other."""

    @property
    def query(self) -> str:
        """The question."""
        ...

    @property
    def hits(self) -> tuple[Hit, ...]:
        """The passages, best first."""
        ...

    @property
    def answers(self) -> bool:
        """Whether the corpus has anything on it."""
        ...


class Offline(Protocol):
    """The tutor that needs no model; it takes what was retrieved as the retriever's own class."""

    def answer(self, found: Any) -> Answer:
        """An answer in the passages' own sentences."""
        ...


@dataclass(frozen=True)
class Prepared:
    """What a model is asked for a query: `citations` are the passages of the prompt; no request where none fits."""

    request: Request | None
    citations: tuple[Citation, ...]
    budget: Budget


def prepare(found: Found, context_tokens: int) -> Prepared:
    """The request for what was found, with as many passages as fit. Asks nobody: /inside shows it without a model."""
    prompt = read_prompt("tutor")
    cited = [_cite(n, hit.passage) for n, hit in enumerate(found.hits, start=1)]
    budget = fit(prompt.text + found.query, [_as_read(citation) for citation in cited], MOST_TOKENS, context_tokens)
    citations = tuple(cited[: budget.kept])
    if not citations:
        return Prepared(None, (), budget)
    fence = Fence()
    passages = "\n\n".join(fence.block(f"passage [{citation.n}]", _as_read(citation)) for citation in citations)
    words = messages(prompt.text, f"Passages:\n{passages}", f"Question:\n{fence.block('question', found.query)}")
    return Prepared(Request("tutor", prompt.version, words, MOST_TOKENS), citations, budget)


class LLMTutor:
    """Answers from passages with a model."""

    def __init__(self, client: Client, offline: Offline) -> None:
        """Take the client, and the tutor that answers where the model fails."""
        self._client = client
        self._offline = offline

    def answer(self, found: Found) -> Answer:
        """The whole checked answer."""
        last: Answer | None = None
        for item in self.stream(found):
            last = item if isinstance(item, Answer) else last
        if last is None:
            raise LLMFailed("the answer was stopped")
        return last

    def stream(self, found: Found) -> AnswerStream:
        """The answer as it comes."""
        if not found.answers:
            return FinishedStream(self._offline.answer(found))
        asked = prepare(found, self._client.endpoint.context_tokens)
        if asked.request is None:
            why = (
                f"the model's context of {self._client.endpoint.context_tokens} tokens looks too small for a single "
                "passage; give the model a larger one and set COACH_LLM_CONTEXT_TOKENS"
            )
            return FinishedStream(replace(self._offline.answer(found), fallback=why, passages_found=asked.budget.found))
        generation = self._client.stream(asked.request)
        return _Telling(self._client, generation, asked.citations, asked.budget, lambda: self._offline.answer(found))


@dataclass
class _Telling:
    """One answer on its way; iterate once."""

    client: Client
    generation: Generation
    citations: tuple[Citation, ...]
    budget: Budget
    # Made when it is needed, not before.
    offline: Callable[[], Answer]

    def __iter__(self) -> Iterator[Piece | Sentence | Restart | Answer]:
        """Pieces as they come, each sentence once it is whole, and at last the answer."""
        sources = {citation.n: source(citation.text) for citation in self.citations}
        cutter = Cutter()
        checked: list[Sentence] = []
        raw = ""
        try:
            for piece in self.generation:
                raw += piece
                yield Piece(piece)
                yield from _checked(cutter.feed(piece), sources, checked)
            yield from _checked(cutter.end(), sources, checked)
        except LLMFailed as error:
            if raw:
                yield Restart(str(error))
            yield replace(self._settle(self.offline()), fallback=str(error), usage=error.usage)
        else:
            yield self._answer(raw, checked)
        finally:
            self.generation.cancel()

    def cancel(self) -> None:
        """Stop the generation."""
        self.generation.cancel()

    def _answer(self, raw: str, checked: list[Sentence]) -> Answer:
        usage: tuple[Usage, ...] = self.generation.usage
        cited = {n for sentence in checked for n in sentence.cites}
        # Beside sentences that stand "which rate to use is not in the passages" is a remark: it took them all back.
        if not checked or (not cited and NOT_THERE in raw.upper()):
            return self._settle(Answer((), (), "llm", refused=NOTHING, usage=usage))
        if cited:
            citations = tuple(citation for citation in self.citations if citation.n in cited)
            return self._settle(Answer(tuple(checked), citations, "llm", usage=usage))
        quoted = self.offline()
        sentences = (*checked, *quoted.sentences)
        return self._settle(Answer(sentences, quoted.citations, "llm", usage=usage, notes=(NOT_GROUNDED,)))

    def _settle(self, answer: Answer) -> Answer:
        """The answer with how much it stands on."""
        notes = tuple(note for note in (*answer.notes, self.budget.note, self.client.context_note) if note)
        return replace(answer, passages_found=self.budget.found, passages_used=self.budget.kept, notes=notes)


def _checked(raw: list[str], sources: dict[int, Source], checked: list[Sentence]) -> Iterator[Sentence]:
    """The checked sentences; not the words alone that the prompt asks for where the passages do not answer."""
    for text in raw:
        sentence = check(visible(text), sources)
        if sentence is not None and " ".join(WORD.findall(sentence.text.upper())) != NOT_THERE:
            checked.append(sentence)
            yield sentence


def _cite(n: int, passage: Passage) -> Citation:
    """As app/answering/retriever.py does, which may not be imported here."""
    return Citation(n, passage.document, passage.title, passage.headings, passage.start, passage.end, passage.text)


def _as_read(citation: Citation) -> str:
    """A passage as the model reads it: where it stands, as far as that is short, and its text whole."""
    above = " > ".join(_short(name) for name in (citation.title, *citation.headings))
    return f"{_short(above, ABOVE_CHARS)}\n{citation.text}"


def _short(text: str, most: int = NAME_CHARS) -> str:
    """A title or heading on one line: a document without paragraphs has been one title of 4,000 words."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[:most] + " …"
