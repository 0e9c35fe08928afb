"""What a language model says of an answer, point by point, with each quote looked up in the answer by code.

Decides how a model is asked (the key points with a control among them, the answer last, in a fence), and when what it
says is of no use at all: it finds the control said, or makes up most of its quotes. Points may be put to it once more,
with what two readings find of each; the control then stands among them with the readings of another point. How far a
claim moves a verdict is for llm.py and trust.py, how far the model has earned to be believed for exam/.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import blake2b
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WrapValidator, create_model
from pydantic import ValidatorFunctionWrapHandler as Handler

from app.grading.evidence import Heard
from app.interview.grade import Evidence, VerdictState
from app.interview.usage import Usage
from app.llm.budget import sized
from app.llm.endpoint import Endpoint
from app.llm.prompts import read_prompt
from app.llm.request import messages
from app.llm.structured import Ask, Completes, ask_structured
from app.untrusted.canaries import Controls
from app.untrusted.fences import Fence, visible
from ingest.bank.questions import Question
from ingest.errors import LLMFailed

# What its requests are told apart by, where they are counted: the one of a grade, and the one on disputed points.
ROLE, ROLE_AGAIN = "grader", "grader again"
TOKENS_PER_POINT = 130
REASON_CHARS = 240
CLAIMED = {
    "met": VerdictState.MET,
    "partly": VerdictState.PARTLY_MET,
    "not": VerdictState.NOT_MET,
    "contradicted": VerdictState.CONTRADICTED,
}
CONTROL_SAID = "the model found a statement in the answer that nobody said, so its verdicts are not used"
MADE_UP = "the model quoted words that are not in the answer, so its verdicts are not used"
NO_VERDICT = "the model gave no verdict that can be used"


def _words(value: Any) -> Any:
    return value if isinstance(value, str) else ""


def _bare(value: Any) -> Any:
    """A verdict without capitals, blanks and "met" behind it: "Met", "partly met", "NOT_MET"."""
    if not isinstance(value, str):
        return value
    flat = " ".join(value.replace("_", " ").casefold().split()).strip(".!\"'")
    return flat.removesuffix(" met") or flat


class Judgement(BaseModel):
    """What the model says of one statement. The limits are for endpoints that hold to them; longer text is cut.

    A missing reason costs nothing, and neither does "Met" for "met"; a missing quote or verdict is no judgement.
    """

    model_config = ConfigDict(extra="ignore")

    reason: Annotated[str, Field(json_schema_extra={"maxLength": REASON_CHARS}), BeforeValidator(_words)] = ""
    quote: Annotated[str, Field(json_schema_extra={"maxLength": 300})]
    met: Annotated[Literal["met", "partly", "not", "contradicted"], BeforeValidator(_bare)]


def _judgement_or_none(value: Any, handler: Handler) -> Judgement | None:
    """None for what is no judgement: one bad one costs its own point and not the whole grade."""
    try:
        judged: Judgement = handler(value)
    except ValidationError:
        return None
    return judged


@dataclass(frozen=True)
class Claim:
    """A judgement held against the answer: the state that it wants, with which evidence.

    `is_false`: its quote is not in the answer. A quote of the question's own words is in it, and is no evidence.
    """

    wants: VerdictState
    reason: str
    evidence: Evidence | None
    is_false: bool

    @property
    def is_usable(self) -> bool:
        """Whether it stands on the candidate's words, where it needs any."""
        return self.wants is VerdictState.NOT_MET or self.evidence is not None


@dataclass(frozen=True)
class Claims:
    """What the model said of an answer: its claims by point id, without points of which it says nothing usable."""

    by_point: Mapping[str, Claim]
    is_control_said: bool
    usage: tuple[Usage, ...]

    @property
    def unfit(self) -> str:
        """Why nothing of it is used; empty where it is."""
        if self.is_control_said:
            return CONTROL_SAID
        if not self.by_point:
            return NO_VERDICT
        false = sum(claim.is_false for claim in self.by_point.values())
        made = sum(claim.wants is not VerdictState.NOT_MET for claim in self.by_point.values())
        return MADE_UP if false > 1 and 2 * false > made else ""

    def check(self) -> None:
        """Hold it against what makes it useless.

        Raises:
            LLMFailed: nothing of it is used.
        """
        if self.unfit:
            raise LLMFailed(self.unfit, self.usage)


@dataclass(frozen=True)
class _Put:
    """A request with the keys of its statements, `control` that of the one that no answer says."""

    ask: Ask
    keys: tuple[str, ...]
    control: str


class ModelJudge:
    """Asks a model what an answer does with each key point."""

    def __init__(self, client: Completes, controls: Controls | None = None) -> None:
        """Take the client; `controls` chooses the statement that no answer says."""
        self._client = client
        self._controls = controls or Controls()
        self._prompt, self._prompt_again = read_prompt("grader"), read_prompt("grader-again")
        # Nobody knows the tag of a question's block, and it is the same for all answers to it: the prompt cache hits.
        self._secret = secrets.token_bytes(16)

    @property
    def endpoint(self) -> Endpoint:
        """Where the model is, by what is known of it now."""
        return self._client.endpoint

    @property
    def prompt_version(self) -> str:
        """Which prompt it is asked with."""
        return self._prompt.version

    def claims(self, question: Question, heard: Heard) -> Claims:
        """What the model says of the answer as it is read.

        Raises:
            LLMFailed: the endpoint failed, or its reply has not the shape that was asked for.
        """
        return self._said(question, heard, self._put(question, heard.read))

    def again(self, question: Question, heard: Heard, readings: Mapping[str, str], by: float) -> Claims:
        """The same of a few points alone; `readings` maps each to what two readings of the answer find of it.

        `by`: when it must be there, as time.monotonic.

        Raises:
            LLMFailed: as `claims` does.
        """
        return self._said(question, heard, self._put(question, heard.read, readings), by)

    def tokens(self, question: Question, heard: Heard) -> tuple[int, int]:
        """How large the request is, and how long its reply may be, in tokens."""
        ask = self._put(question, heard.read).ask
        return _tokens_of(ask), ask.most_tokens

    def _said(self, question: Question, heard: Heard, put: _Put, by: float | None = None) -> Claims:
        size, context = _tokens_of(put.ask), self.endpoint.context_tokens
        if size + put.ask.most_tokens > context:
            raise LLMFailed(
                f"the model's context of {context} tokens looks smaller than the prompt of {size} and its reply; give "
                "the model a larger one and set COACH_LLM_CONTEXT_TOKENS"
            )
        shape = shape_of(list(put.keys), needed=put.control)
        parsed = ask_structured(self._client, replace(put.ask, by=by), shape)
        said = judgements(parsed.value)
        claims = {key: _claim(question, heard, one) for key, one in said.items() if key != put.control}
        return Claims(claims, said[put.control].met != "not", parsed.usage)

    def _put(self, question: Question, answer: str, readings: Mapping[str, str] | None = None) -> _Put:
        """A request about all points, or about those of `readings`."""
        points = [(point.id, point.text) for point in question.key_points if readings is None or point.id in readings]
        control = self._controls.choose(question, {key for key, _ in points})
        points.insert(min(control.position, len(points)), (control.key, control.text))
        # A statement keeps to its line: one of an ingested document can hold a system message.
        listed = "\n".join(f'"{key}": {" ".join(text.split())}' for key, text in points)
        digest = blake2b("\n".join((question.text, listed)).encode(), key=self._secret, digest_size=6)
        own = Fence(f"data-{digest.hexdigest()}")
        blocks = [
            f"Question:\n{own.block('question', question.text)}",
            f"Statements:\n{own.block('statements', listed)}",
        ]
        role, prompt, words = ROLE, self._prompt, Fence()
        if readings is not None:
            role, prompt = ROLE_AGAIN, self._prompt_again
            # Whoever sees a difference between the control and the others sees it in the statements alone.
            found = {control.key: next(iter(readings.values())), **readings}
            told = "\n".join(f'"{key}":\n{found[key]}' for key, _ in points)
            blocks.append(f"What two readers find:\n{words.block('readings', told)}")
        blocks.append(f"The candidate's answer:\n{words.block('candidate', answer)}")
        asked = messages(prompt.text, *blocks)
        ask = Ask(role, prompt.version, asked, 60 + TOKENS_PER_POINT * len(points))
        return _Put(ask, tuple(key for key, _ in points), control.key)


def _tokens_of(ask: Ask) -> int:
    return sum(sized(message["content"]) for message in ask.messages)


def _claim(question: Question, heard: Heard, said: Judgement) -> Claim:
    reason = " ".join(visible(said.reason).split())[:REASON_CHARS]
    wants = CLAIMED[said.met]
    if wants is VerdictState.NOT_MET:
        return Claim(wants, reason, None, is_false=False)
    evidence = heard.quoted(said.quote)
    if evidence is None:
        return Claim(wants, reason, None, is_false=True)
    return Claim(wants, reason, heard.own(evidence, question.text), is_false=False)


def shape_of(keys: list[str], needed: str = "") -> type[BaseModel]:
    """A model with one Judgement for each key, in their order; None for one that cannot be read, but for `needed`."""
    lenient = Annotated[Judgement, WrapValidator(_judgement_or_none)]
    fields: dict[str, Any] = {
        f"p{number}": (Judgement, Field(alias=key)) if key == needed else (lenient, Field(alias=key, default=None))
        for number, key in enumerate(keys)
    }
    return create_model("Judgements", __config__=ConfigDict(extra="ignore"), **fields)


def judgements(value: BaseModel) -> dict[str, Judgement]:
    """The judgements that can be read, by key."""
    found = {str(entry.alias): getattr(value, name) for name, entry in type(value).model_fields.items()}
    return {key: judged for key, judged in found.items() if judged is not None}
