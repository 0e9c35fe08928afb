"""The worked demo of an answer: how its passages were found, the prompt that a model gets, the checked reply.

Decides nothing about answers: it runs what answers run and tells what it saw. The prompt is the LLM tutor's
own, made once more for showing; where no model is set, it is what one would get.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from app.answering.cited_answer import Answer
from app.answering.llm_tutor import prepare
from app.answering.prepared.likelihood import Likelihood
from app.answering.prepared.searching import search
from app.answering.retriever import Found, Retriever
from app.answering.trace import Step, Trace, trace
from app.answering.wording import Wording, read
from app.interview.citation import Citation
from app.interview.quotes import find
from app.llm.budget import OTHER_TOKENIZERS
from app.llm.endpoint import DEFAULT_CONTEXT_TOKENS, Endpoint
from ingest.embedding.embedder import Embedder
from ingest.index.search import Hit

NO_MODEL, NOT_AGREED = "no model is set", "you have not agreed that your words leave this machine"


@dataclass(frozen=True)
class Prompt:
    """What a model gets. `messages`: role and text; `tokens` of cl100k_base, which the budget counts `margin` times.

    `version` is the name and hash of the prompt's fixed part; `reply_tokens` are kept free for the reply;
    `why_not_sent` is empty where it is sent.
    """

    messages: tuple[tuple[str, str], ...]
    version: str
    tokens: int
    margin: float
    context_tokens: int
    reply_tokens: int
    why_not_sent: str = ""

    @property
    def is_sent(self) -> bool:
        """Whether a model got it."""
        return not self.why_not_sent


@dataclass(frozen=True)
class Check:
    """A citation of a sentence: `is_verbatim` where the passage holds the sentence word for word."""

    n: int
    is_verbatim: bool


@dataclass(frozen=True)
class Fate:
    """What became of a ranked passage: kept, copy, past the limit or over the budget, and why in a sentence.

    `n` is the number in the prompt of one that is kept, whose `why` is '' unless it did not come by its score.
    """

    kind: str
    why: str
    n: int | None = None


@dataclass(frozen=True)
class Explanation:
    """A query from its words to its reply. `prompt` is None where no model is asked: nothing found, or nothing fits.

    `within` are the passages that fit into the model's context, `over` those that do not; `checks` are of the
    reply's sentences, one tuple each. `wording`: what was typed and what is searched for.
    `steps` go on after the search's own; `total_ms` is all that the reply took.
    """

    trace: Trace
    within: tuple[Hit, ...]
    over: tuple[Hit, ...]
    prompt: Prompt | None
    answer: Answer
    checks: tuple[tuple[Check, ...], ...]
    steps: tuple[Step, ...]
    total_ms: float
    wording: Wording

    def fate(self, row: int) -> Fate:
        """What became of the passage in a row of the index."""
        if (n := _position(self.within, row)) is not None:
            defining = self.trace.found.defining
            is_defining = defining is not None and defining.row == row
            return Fate("kept", "It says what the term is, as no better one does." if is_defining else "", n)
        if _position(self.over, row) is not None:
            return Fate("over the budget", "It no longer fits into the model's context.")
        for dropped in self.trace.dropped:
            if dropped.hit.row == row:
                better = f"the one kept {ordinal(dropped.copy_of)}, which is better."
                return Fate("copy", f"{dropped.overlap:.0%} of its words stand in {better}")
        return Fate("past the limit", f"{self.trace.limit} other passages are kept.")

    def cited_as(self, hit: Hit) -> int | None:
        """The number that the reply cites a ranked passage by, kept or not; None where it does not cite it.

        A reply without a model brings its own passages and numbers them itself: one that was written beforehand those
        that its sentences were written from, whatever the search kept.
        """
        place = (hit.passage.document, hit.passage.start)
        return next((one.n for one in self.answer.citations if (one.document, one.start) == place), None)


def ordinal(place: int) -> str:
    """1st, 2nd, 3rd, 4th. What is kept is counted so: a number in brackets is always one of the reply."""
    endings = {1: "st", 2: "nd", 3: "rd"}
    return f"{place}{'th' if place // 10 % 10 == 1 else endings.get(place % 10, 'th')}"


def _position(hits: tuple[Hit, ...], row: int) -> int | None:
    return next((n for n, hit in enumerate(hits, start=1) if hit.row == row), None)


@dataclass(frozen=True)
class Explainer:
    """Explains how a query is answered.

    `reply` is the tutor's; `endpoint` where the model is, None where none is set. `weigh` says whether what was found
    is enough, and `likelihood` how likely it is that a prepared answer answers, None where none decides. `may_send`
    says whether the candidate lets their words go to the endpoint.
    """

    retriever: Retriever
    embedder: Embedder
    reply: Callable[[Found], Answer]
    endpoint: Endpoint | None
    clock: Callable[[], float] = perf_counter
    weigh: Callable[[Found], Found] = lambda found: found
    likelihood: Callable[[Found], Likelihood | None] = lambda _: None
    may_send: Callable[[], bool] = lambda: True
    read: Callable[[str, Sequence[str]], Wording] = read

    def explain(self, query: str, before: Sequence[str] = ()) -> Explanation:
        """Answer a query, after those `before` it, telling every stage."""
        wording = self.read(query, before)
        answered = self.weigh(search(self.retriever, wording))
        wording = answered.wording or wording
        seen = trace(wording.search, self.retriever, self.embedder, self.clock)
        weighed = replace(seen.found, wording=wording, answers=answered.answers)
        seen = replace(seen, found=weighed, likelihood=self.likelihood(answered))
        searched_ms = sum(step.ms for step in seen.steps)
        before_prompt = self.clock()
        prompt, used = self._prompt(seen.found)
        before_reply = self.clock()
        answer = self.reply(answered)
        ended = self.clock()
        steps = (
            *seen.steps,
            Step("prompt", (before_reply - before_prompt) * 1000),
            Step("reply", (ended - before_reply) * 1000),
        )
        return Explanation(
            trace=seen,
            within=seen.found.hits[:used],
            over=seen.found.hits[used:],
            prompt=prompt,
            answer=answer,
            checks=_checks(answer),
            steps=steps,
            total_ms=searched_ms + (ended - before_prompt) * 1000,
            wording=wording,
        )

    def _prompt(self, found: Found) -> tuple[Prompt | None, int]:
        """The prompt for what was found, and how many passages fit; all where no model would be asked."""
        if not found.answers:
            return None, len(found.hits)
        context_tokens = DEFAULT_CONTEXT_TOKENS if self.endpoint is None else self.endpoint.context_tokens
        prepared = prepare(found, context_tokens)
        if prepared.request is None:
            return None, 0
        prompt = Prompt(
            messages=tuple((message["role"], message["content"]) for message in prepared.request.messages),
            version=prepared.request.prompt_version,
            tokens=prepared.request.prompt_tokens,
            margin=OTHER_TOKENIZERS,
            context_tokens=context_tokens,
            reply_tokens=prepared.request.most_tokens,
            why_not_sent=NO_MODEL if self.endpoint is None else "" if self.may_send() else NOT_AGREED,
        )
        return prompt, len(prepared.citations)


def _checks(answer: Answer) -> tuple[tuple[Check, ...], ...]:
    known: dict[int, Citation] = {citation.n: citation for citation in answer.citations}
    return tuple(
        tuple(Check(n, find(sentence.text, known[n].text) is not None) for n in sentence.cites)
        for sentence in answer.sentences
    )
