"""What /inside shows: an answer explained stage by stage, and the measured results."""

from typing import Self

from pydantic import Field

from app.answering.prepared.likelihood import Likelihood
from app.answering.trace import Rule, Step, Window
from app.api.questions.schemas import AnswerView
from app.api.schemas import Model
from app.coach.explain import Check, Explanation, Prompt
from ingest.index.bm25 import Word
from ingest.index.search import Hit


class StepView(Model):
    """A step and its time. In order: mend, embed, words, windows, closeness, fuse, choose, prompt, reply."""

    name: str = Field(examples=["embed"])
    ms: float = Field(examples=[2.41])

    @classmethod
    def of(cls, step: Step) -> Self:
        """The view of a step."""
        return cls(name=step.name, ms=round(step.ms, 3))


class WordView(Model):
    """A stem that is searched for; `rarity` is its inverse document frequency, the largest where no passage has it."""

    stem: str = Field(examples=["memori"])
    rarity: float = Field(examples=[2.1659])
    in_corpus: bool

    @classmethod
    def of(cls, word: Word) -> Self:
        """The view of a word."""
        return cls(stem=word.stem, rarity=round(word.rarity, 4), in_corpus=word.in_corpus)


class WindowView(Model):
    """A window near the query; `start` and `end` count characters of the document's text."""

    rank: int = Field(examples=[1])
    cosine: float = Field(examples=[0.6259])
    document: str = Field(examples=["llms/kv-cache-and-inference"])
    title: str = Field(examples=["The KV cache and efficient inference"])
    headings: tuple[str, ...]
    start: int
    end: int
    text: str
    is_wide: bool = Field(description="of the passage's first 254 word pieces, not of 64 (ingest/passages/windows.py)")

    @classmethod
    def of(cls, window: Window) -> Self:
        """The view of a window."""
        passage = window.passage
        return cls(
            rank=window.rank,
            cosine=round(window.cosine, 4),
            document=passage.document,
            title=passage.title,
            headings=passage.headings,
            start=passage.start + window.start,
            end=passage.start + window.end,
            text=window.text,
            is_wide=window.is_wide,
        )


class RankedView(Model):
    """A passage with its scores. `rank` is its place; `search_rank` that by the fused `score`, before a reranker.

    `fate` says what became of it: kept (then `n` is its number in the prompt), copy, past the limit, over the budget.
    """

    rank: int = Field(examples=[1])
    search_rank: int = Field(examples=[1])
    score: float = Field(examples=[0.4594], description="(closeness + w * words) / (1 + w), w: scoring.word_weight")
    closeness: float = Field(examples=[0.6303], description="mean cosine of its wide window and its best one, -1 to 1")
    words: float = Field(
        examples=[0.2585],
        description="word score, 0 to 1: BM25 over the most it could be, of passage, headings and phrasings",
    )
    fate: str = Field(examples=["kept"])
    why: str = Field(examples=["5 other passages are kept."])
    n: int | None
    cited_as: int | None = Field(description="its number in the reply, whatever its fate; null where it is not cited")
    document: str
    title: str
    headings: tuple[str, ...]
    start: int
    end: int
    tokens: int = Field(examples=[287])
    text: str

    @classmethod
    def of(cls, hit: Hit, explanation: Explanation) -> Self:
        """The view of a ranked passage."""
        passage = hit.passage
        fate = explanation.fate(hit.row)
        return cls(
            rank=hit.rank,
            search_rank=explanation.trace.search_ranks[hit.row],
            score=round(hit.score, 4),
            closeness=round(hit.vector, 4),
            words=round(hit.words, 4),
            fate=fate.kind,
            why=fate.why,
            n=fate.n,
            cited_as=explanation.cited_as(hit),
            document=passage.document,
            title=passage.title,
            headings=passage.headings,
            start=passage.start,
            end=passage.end,
            tokens=passage.tokens,
            text=passage.text,
        )


class RuleView(Model):
    """Whether the corpus answers: `closeness + word_weight * words >= least` and `closeness >= least_closeness`.

    All of it is about the best passage; where its word score is 1, all words of a phrasing, closeness is not asked for.
    """

    closeness: float = Field(examples=[0.6303])
    words: float = Field(examples=[0.2585])
    word_weight: float = Field(examples=[1.0])
    evidence: float = Field(examples=[0.8888])
    least: float = Field(examples=[0.67])
    least_closeness: float = Field(examples=[0.2])
    answers: bool

    @classmethod
    def of(cls, rule: Rule) -> Self:
        """The view of a rule."""
        return cls(
            **{name: round(value, 4) for name, value in vars(rule).items() if name != "answers"}, answers=rule.answers
        )


class LikelihoodView(Model):
    """How likely it is that a prepared answer answers the question, and how likely it must be."""

    probability: float = Field(examples=[0.9312])
    least: float = Field(examples=[0.8])

    @classmethod
    def of(cls, likelihood: Likelihood) -> Self:
        """The view of a likelihood."""
        return cls(probability=round(likelihood.probability, 4), least=likelihood.least)


class ScoringView(Model):
    """The numbers that the ranking is made with (ingest/index/fuse.py, app/answering/retriever.py)."""

    agreed: float = Field(
        examples=[0.8], description="how far the passages that words name are near by their vectors too, 0 to 1"
    )
    word_weight: float = Field(examples=[1.05], description="what words weigh beside closeness for this query")
    wide_weight: float = Field(examples=[0.5])
    copy_overlap: float = Field(examples=[0.9])
    limit: int = Field(examples=[5])


class MessageView(Model):
    """A message of the prompt, word for word."""

    role: str = Field(examples=["system"])
    text: str


class PromptView(Model):
    """The prompt that the model gets, or would get: `is_sent` is false then, and `why_not_sent` says why."""

    messages: list[MessageView]
    version: str = Field(examples=["tutor-ac27e46833d8"])
    tokens: int = Field(examples=[1667])
    margin: float = Field(examples=[1.25], description="the budget counts tokens so many times, for other tokenizers")
    context_tokens: int = Field(examples=[8192])
    reply_tokens: int = Field(examples=[500])
    is_sent: bool
    why_not_sent: str = Field(examples=["no model is set"])

    @classmethod
    def of(cls, prompt: Prompt) -> Self:
        """The view of a prompt."""
        messages = [MessageView(role=role, text=text) for role, text in prompt.messages]
        return cls(**(vars(prompt) | {"messages": messages, "is_sent": prompt.is_sent}))


class CheckView(Model):
    """A checked citation; `is_verbatim` where the passage holds the sentence word for word."""

    n: int = Field(examples=[1])
    is_verbatim: bool

    @classmethod
    def of(cls, check: Check) -> Self:
        """The view of a check."""
        return cls(**vars(check))


class ExplainView(Model):
    """A query, every stage of its search, and its reply. `prompt` is null where no model is asked."""

    query: str = Field(examples=["kv cache memroy"], description="what is searched for, not yet mended")
    asked: str = Field(examples=["pls, kv cache memroy?"], description="what was typed")
    is_follow_up: bool = Field(description="whether the query holds words of the question before it")
    meant: str = Field(examples=["kv cache memory"], description="the query with its slips mended")
    tokens: tuple[str, ...] = Field(examples=[["kv", " cache", " memory"]], description="of cl100k_base")
    pieces: tuple[str, ...] = Field(examples=[["kv", "cache", "memory"]], description="of the embedding model")
    words: list[WordView]
    windows_indexed: int = Field(examples=[3176])
    passages_indexed: int = Field(examples=[675])
    windows: list[WindowView] = Field(description="the nearest, best first")
    candidates: int = Field(examples=[140], description="passages that were scored")
    candidates_with_words: int = Field(examples=[102], description="of these, those that hold a word of the query")
    scoring: ScoringView
    ranked: list[RankedView] = Field(description="the best passages in the fused order")
    rule: RuleView | None
    likelihood: LikelihoodView | None = Field(
        description="decides in place of the rule where answers were written beforehand for the document found"
    )
    answers: bool = Field(description="whether a reply is given")
    prompt: PromptView | None
    answer: AnswerView
    prepared_for: tuple[str, ...] = Field(
        description="where the reply was written beforehand: questions it was written for; it brings its own passages"
    )
    checks: list[list[CheckView]] = Field(description="one list a sentence of the answer")
    steps: list[StepView]
    total_ms: float = Field(examples=[41.7])

    @classmethod
    def of(cls, explanation: Explanation) -> Self:
        """The view of an explanation."""
        seen = explanation.trace
        return cls(
            query=seen.query,
            asked=explanation.wording.asked,
            is_follow_up=explanation.wording.is_follow_up,
            meant=seen.meant,
            tokens=seen.tokens,
            pieces=seen.pieces,
            words=[WordView.of(word) for word in seen.words],
            windows_indexed=seen.windows_indexed,
            passages_indexed=seen.passages_indexed,
            windows=[WindowView.of(window) for window in seen.windows],
            candidates=seen.candidates,
            candidates_with_words=seen.candidates_with_words,
            scoring=ScoringView(**{name: getattr(seen, name) for name in ScoringView.model_fields}),
            ranked=[RankedView.of(ranked, explanation) for ranked in seen.ranked],
            rule=None if seen.rule is None else RuleView.of(seen.rule),
            likelihood=None if seen.likelihood is None else LikelihoodView.of(seen.likelihood),
            answers=seen.found.answers,
            prompt=None if explanation.prompt is None else PromptView.of(explanation.prompt),
            answer=AnswerView.of(explanation.answer),
            prepared_for=explanation.answer.prepared_for,
            checks=[[CheckView.of(check) for check in checks] for checks in explanation.checks],
            steps=[StepView.of(step) for step in explanation.steps],
            total_ms=round(explanation.total_ms, 3),
        )


class ReportView(Model):
    """A report that was measured, in markdown.

    It has no date: a file's is that of the checkout, not of the measurement.
    """

    name: str = Field(examples=["retrieval.md"])
    text: str


class PlotView(Model):
    """A plot; `address` is where its picture is."""

    name: str = Field(examples=["chunking.png"])
    address: str = Field(examples=["/api/results/chunking.png"])


class ResultsView(Model):
    """What `make eval` wrote; both lists are empty where nothing was measured yet."""

    reports: list[ReportView]
    plots: list[PlotView]
