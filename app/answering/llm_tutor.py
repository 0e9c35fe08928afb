"""The LLM tutor: an answer from the passages, told as it comes, every sentence checked.

Decides what stands behind a sentence and what the user is told about it, and when: a sentence once it is whole and
checked, never one that is withdrawn afterwards, and none before the first that stands in the passages. Where the model
fails, finds nothing in passages that hold the answer, or says nothing that stands in them, in whatever words, the
offline tutor's answer is told with the reason.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from app.answering.citations import Reads, check, says_opposite, source
from app.answering.cited_answer import Answer, AnswerStream, FinishedStream, Piece, Restart, Sentence
from app.answering.contradiction import contradicts
from app.answering.retriever import Found, cite
from app.interview.citation import Citation
from app.interview.usage import Usage
from app.llm.budget import Budget, fit
from app.llm.client import Client
from app.llm.prompts import read_prompt
from app.llm.request import Anew, Generation, Request, messages
from app.untrusted.fences import Fence, visible
from ingest.errors import LLMFailed
from ingest.language.sentences import Cutter

MOST_TOKENS = 500
# What is sent of a title or a heading, and of all above a passage; the longest of our corpus have 73 and 128.
NAME_CHARS = 120
ABOVE_CHARS = 390
WORD = re.compile(r"[^\W_]+")
NOT_THERE = "NOT IN THE PASSAGES"
NOTHING = "The passages that were found do not answer this."
NOT_FOUND = "the model found no answer in the passages; these are their own sentences"
THOUGHTS = "what was told so far were the model's thoughts"
NOT_GROUNDED = "no sentence of the model's stands in the passages; these are their own sentences"


class Offline(Protocol):
    """The tutor that needs no model."""

    def answer(self, found: Found) -> Answer:
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
    cited = [cite(n, hit.passage) for n, hit in enumerate(found.hits, start=1)]
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

    def __init__(self, client: Client, offline: Offline, reads: Reads | None = None) -> None:
        """Take the client, the tutor that answers where the model fails, and what reads for an opposite."""
        self._client = client
        self._offline = offline
        self._opposes = contradicts if reads is None else partial(says_opposite, reads)

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
        sources = {citation.n: source(citation.text) for citation in asked.citations}
        told = _Told(partial(check, sources=sources, opposes=self._opposes))
        offline = partial(self._offline.answer, found)
        return _Telling(self._client, generation, asked.citations, asked.budget, offline, told)


@dataclass
class _Telling:
    """One answer on its way; iterate once."""

    client: Client
    generation: Generation
    citations: tuple[Citation, ...]
    budget: Budget
    # Made when it is needed, not before.
    offline: Callable[[], Answer]
    told: "_Told"

    def __iter__(self) -> Iterator[Piece | Sentence | Restart | Answer]:
        """Each sentence once it is whole and checked, as a piece and as itself, and at last the answer."""
        # A model whose thoughts have no opening tag is heard out; so is one of which that is not known yet.
        telling = self.told
        telling.is_held = self.client.dialect.hides_thoughts is not False
        try:
            for piece in self.generation:
                if isinstance(piece, Anew):
                    if telling.begin_anew():
                        yield Restart(THOUGHTS)
                else:
                    yield from telling.feed(piece)
            yield from telling.end()
        except LLMFailed as error:
            if telling.count:
                yield Restart(str(error))
            yield replace(self._settle(self.offline()), fallback=str(error), usage=error.usage)
        else:
            answer = self._answer("".join(telling.raw), telling.sentences)
            if not answer.fallback and not answer.refused:
                yield from telling.rest(answer.sentences)
            yield answer
        finally:
            self.generation.cancel()

    def cancel(self) -> None:
        """Stop the generation."""
        self.generation.cancel()

    def _answer(self, raw: str, checked: list[Sentence]) -> Answer:
        usage: tuple[Usage, ...] = self.generation.usage
        cited = {n for sentence in checked for n in sentence.cites}
        if cited:
            citations = tuple(citation for citation in self.citations if citation.n in cited)
            return self._settle(Answer(tuple(checked), citations, "llm", usage=usage))
        own = self.offline()
        if not any(sentence.cites for sentence in own.sentences):
            return self._settle(Answer((), (), "llm", refused=NOTHING, usage=usage))
        fallback = NOT_FOUND if NOT_THERE in raw.upper() else NOT_GROUNDED
        return replace(self._settle(own), fallback=fallback, usage=usage)

    def _settle(self, answer: Answer) -> Answer:
        """The answer with how much it stands on."""
        notes = tuple(note for note in (*answer.notes, self.budget.note, self.client.context_note) if note)
        return replace(answer, passages_found=self.budget.found, passages_used=self.budget.kept, notes=notes)


class _Told:
    """The sentences of a reply as it comes in: which are told, and when.

    None before the first with a citation: "Sorry, the passages do not say" would open what they do say, and without any
    the whole reply is taken back.
    """

    def __init__(self, check: Callable[[str], Sentence | None]) -> None:
        self.raw: list[str] = []
        self.sentences: list[Sentence] = []
        self.count = 0
        self.is_held = False
        self._check = check
        self._cutter = Cutter()

    def begin_anew(self) -> bool:
        """Forget what has come; whether any of it was told."""
        was_told = self.count > 0
        self.raw, self.sentences, self.count, self._cutter = [], [], 0, Cutter()
        return was_told

    def feed(self, piece: str) -> Iterator[Piece | Sentence]:
        self.raw.append(piece)
        yield from self._take(self._cutter.feed(piece))

    def end(self) -> Iterator[Piece | Sentence]:
        self.is_held = False
        yield from self._take(self._cutter.end())

    def rest(self, sentences: tuple[Sentence, ...]) -> Iterator[Piece | Sentence]:
        """What of the answer's sentences has not been told yet."""
        for sentence in sentences[self.count :]:
            yield Piece(f"{' ' if self.count else ''}{Answer((sentence,), (), 'llm').text}")
            yield sentence
            self.count += 1

    def _take(self, cut: list[str]) -> Iterator[Piece | Sentence]:
        for text in cut:
            sentence = self._check(" ".join(visible(text).split()))
            # Not the words alone that the prompt asks for where the passages do not answer.
            if sentence is None or " ".join(WORD.findall(sentence.text.upper())) == NOT_THERE:
                continue
            if self.sentences or sentence.cites:
                self.sentences.append(sentence)
        if not self.is_held:
            yield from self.rest(tuple(self.sentences))


def _as_read(citation: Citation) -> str:
    """A passage as the model reads it: where it stands, as far as that is short, and its text whole."""
    above = " > ".join(_short(name) for name in (citation.title, *citation.headings))
    return f"{_short(above, ABOVE_CHARS)}\n{citation.text}"


def _short(text: str, most: int = NAME_CHARS) -> str:
    """A title or heading on one line: a document without paragraphs has been one title of 4,000 words."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[:most] + " …"
