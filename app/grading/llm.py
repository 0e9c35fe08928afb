"""The LLM grader: a verdict per key point from a model, inside rules that it cannot move.

Decides what of the model's judgement counts. The offline grader reads the answer first: its gate stops
what needs no model, and it is the anchor. The model moves a verdict by one step at most, up only with the
candidate's own words which code finds in the answer and which the offline grader sees to be about the point.
A claim whose quote is not found is no claim: the offline verdict stands.
Not met and contradicted are the same step, since they earn the same: which of the two it is, is for the model to
say, with a quote for contradicted. What the offline grader calls contradicted it is right about in 5 of 11 points
of the gold answers' test half, and none of the other 6 is labelled with credit: the model may take it back, and
earns no credit with the same words.
A model that finds the control said, or makes up most of its quotes, is not used at all. Whatever fails, the
offline grade stands, and says why.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from typing import Annotated, Any, Literal, Protocol

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, WrapValidator, create_model
from pydantic import ValidatorFunctionWrapHandler as Handler

from app.grading.evidence import Heard, hear
from app.interview.grade import CREDIT, LOWERED, Evidence, Grade, GradedBy, Verdict, VerdictState
from app.llm.budget import sized
from app.llm.client import Client
from app.llm.prompts import read_prompt
from app.llm.request import messages
from app.llm.structured import Ask, Parsed, ask_structured
from app.untrusted.canaries import Control, Controls
from app.untrusted.fences import Fence, visible
from ingest.bank.questions import Question
from ingest.errors import LLMFailed
from ingest.language.text import Text

# Version of the rules in this file, in every grade's rubric version.
RULES = "llm-rules-4"
# Below this belief of the offline grader a quote is about something else. Of 1,233 sentences of strong answers to
# other questions 95 % lie below 0.2, of 600 wordings of other points of the same question 98 % lie below 0.18.
ABOUT = 0.18
# The same for words that are said to speak against a point, which look less like it. Of the train half's 102
# contradicted points 95 % have a sentence above this, of the other 446 sentences of these answers 19 % are.
ABOUT_AGAINST = 0.05
TOKENS_PER_POINT = 130
REASON_CHARS = 240
CLAIMED = {
    "met": VerdictState.MET,
    "partly": VerdictState.PARTLY_MET,
    "not": VerdictState.NOT_MET,
    "contradicted": VerdictState.CONTRADICTED,
}
STEPS = (VerdictState.NOT_MET, VerdictState.PARTLY_MET, VerdictState.MET)
STEP_OF = {state: number for number, state in enumerate(STEPS)} | {VerdictState.CONTRADICTED: 0}


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


class Offline(Protocol):
    """The grader that needs no model."""

    def grade(self, question: Question, answer: str | Text, *, is_follow_up: bool = False) -> Grade:
        """A verdict per key point of `question`."""
        ...

    def grade_reference(self, question: str, references: Sequence[str], answer: str) -> Grade:
        """The same against a whole reference answer, with an estimate of the credit."""
        ...

    def look_again(self, question: Question, answer: str, point_id: str, focus: Evidence) -> Verdict:
        """The verdict on one point from the windows that `focus` touches, however short the answer is."""
        ...

    def likeness(self, question: Question, words: str, point_id: str) -> float:
        """How much some words are about a point, said or denied, 0..1."""
        ...


@dataclass(frozen=True)
class Claim:
    """A judgement held against the answer: the state that it wants, with which evidence.

    `is_false`: its quote is not in the answer. A quote of the question's own words is in it, and is no evidence.
    """

    wants: VerdictState
    reason: str
    evidence: Evidence | None
    is_false: bool


class LLMGrader:
    """Grades with a model, the offline grader beside it."""

    def __init__(self, client: Client, offline: Offline, controls: Controls | None = None) -> None:
        """Take the client, and the offline grader that anchors every verdict."""
        self._client = client
        self._offline = offline
        self._controls = controls or Controls()
        self._prompt = read_prompt("grader")
        # Nobody knows the tag of a question's block, and it is the same for all answers to it: the prompt cache hits.
        self._secret = secrets.token_bytes(16)

    def grade(self, question: Question, answer: str | Text, *, is_follow_up: bool = False) -> Grade:
        """Grade `answer`; where the model fails it is the offline grade, with the reason in `graded_by.fallback`."""
        text = Text.of(answer)
        heard = hear(question, text.raw)
        read = text if heard.is_whole else Text(heard.read)
        anchor = self._offline.grade(question, read, is_follow_up=is_follow_up)
        anchor = self._as_given(question, heard, anchor, is_follow_up=is_follow_up)
        return self._judge(question, heard, anchor, partial(self._verdict, question, heard))

    def grade_reference(self, question: Question, asked: str, answer: str) -> Grade:
        """Grade `answer` against the reference that `question` was drawn from; `asked`: "" where no question is.

        Code cut these points out of it, and the offline beliefs in points were fitted on others: the model's verdicts
        count as they are, with quotes that are found, and the estimate is the mean of theirs and the offline one. Held
        to one step of such beliefs, a model that is always right came to r = 0.56 on saf_comnet.
        """
        heard = hear(question, answer)
        anchor = self._offline.grade_reference(asked, [question.strong_answer], heard.read)
        anchor = self._as_given(question, heard, anchor, is_follow_up=False)
        judged = self._judge(question, heard, anchor, _as_claimed)
        if anchor.estimate is None or judged.score is None or judged.graded_by.method != "llm":
            return judged
        return replace(judged, estimate=(anchor.estimate + judged.score) / 2)

    def _as_given(self, question: Question, heard: Heard, anchor: Grade, *, is_follow_up: bool) -> Grade:
        """The anchor with evidence and delivery of the answer as it was given.

        Who has 30 words struck has said them all the same. Where the gate closed, how it was told is beside the point.
        """
        if heard.is_whole:
            return anchor
        told = self._offline.grade(question, heard.given, is_follow_up=is_follow_up).delivery
        if anchor.gate is not None or not anchor.is_graded:
            told = replace(told, remarks=())
        return replace(heard.restored(anchor), delivery=told)

    def _judge(
        self, question: Question, heard: Heard, anchor: Grade, verdict: Callable[[Verdict, Claim], Verdict]
    ) -> Grade:
        """The anchor with the model's verdicts; `verdict` decides how far one counts."""
        if anchor.gate is not None or not anchor.is_graded:
            return anchor
        try:
            parsed, control = self._ask(question, heard.read)
            claims = self._claims(question, heard, control, parsed)
        except LLMFailed as error:
            by = replace(anchor.graded_by, prompt_version=self._prompt.version, fallback=str(error))
            return replace(anchor, graded_by=by, usage=error.usage)
        verdicts = tuple(
            _told(one, verdict(one, claims[one.point_id])) if one.point_id in claims else one for one in anchor.verdicts
        )
        by = GradedBy(
            method="llm",
            model=self._client.endpoint.model,
            rubric_version=f"{RULES}; {anchor.graded_by.rubric_version}",
            prompt_version=self._prompt.version,
        )
        return replace(anchor, verdicts=verdicts, graded_by=by, usage=parsed.usage)

    def _ask(self, question: Question, answer: str) -> tuple[Parsed[BaseModel], Control]:
        points = [(point.id, point.text) for point in question.key_points]
        control = self._controls.choose(question, {key for key, _ in points})
        points.insert(control.position, (control.key, control.text))
        # A statement keeps to its line: one of an ingested document can hold a system message.
        listed = "\n".join(f'"{key}": {" ".join(text.split())}' for key, text in points)
        digest = blake2b("\n".join((question.text, listed)).encode(), key=self._secret, digest_size=6)
        own = Fence(f"data-{digest.hexdigest()}")
        prompt = messages(
            self._prompt.text,
            f"Question:\n{own.block('question', question.text)}",
            f"Statements:\n{own.block('statements', listed)}",
            f"The candidate's answer:\n{Fence().block('candidate', answer)}",
        )
        most = 60 + TOKENS_PER_POINT * len(points)
        tokens = sum(sized(message["content"]) for message in prompt)
        if tokens + most > self._client.endpoint.context_tokens:
            raise LLMFailed(
                f"the model's context of {self._client.endpoint.context_tokens} tokens looks smaller than the prompt "
                f"of {tokens} and its reply; give the model a larger one and set COACH_LLM_CONTEXT_TOKENS"
            )
        ask = Ask("grader", self._prompt.version, prompt, most)
        shape = shape_of([key for key, _ in points], needed=control.key)
        return ask_structured(self._client, ask, shape), control

    def _claims(
        self, question: Question, heard: Heard, control: Control, parsed: Parsed[BaseModel]
    ) -> dict[str, Claim]:
        """The judgements by point id, their quotes looked up; without points of which the model says nothing usable.

        Raises:
            LLMFailed: the reply has the right shape, and its verdicts are of no use.
        """
        said = judgements(parsed.value)
        if said[control.key].met != "not":
            why = "the model found a statement in the answer that nobody said, so its verdicts are not used"
            raise LLMFailed(why, parsed.usage)
        judged = [point.id for point in question.key_points if point.id in said]
        if not judged:
            raise LLMFailed("the model gave no verdict that can be used", parsed.usage)
        claims = {key: self._claim(question, heard, said[key]) for key in judged}
        false = sum(claim.is_false for claim in claims.values())
        made = sum(claim.wants is not VerdictState.NOT_MET for claim in claims.values())
        if false > 1 and 2 * false > made:
            raise LLMFailed(
                "the model quoted words that are not in the answer, so its verdicts are not used", parsed.usage
            )
        return claims

    def _claim(self, question: Question, heard: Heard, said: Judgement) -> Claim:
        reason = " ".join(visible(said.reason).split())[:REASON_CHARS]
        wants = CLAIMED[said.met]
        if wants is VerdictState.NOT_MET:
            return Claim(wants, reason, None, is_false=False)
        evidence = heard.quoted(said.quote)
        if evidence is None:
            return Claim(wants, reason, None, is_false=True)
        return Claim(wants, reason, heard.own(evidence, question.text), is_false=False)

    def _verdict(self, question: Question, heard: Heard, anchor: Verdict, claim: Claim) -> Verdict:
        """The anchor as the claim moves it; the anchor itself where the claim does not count.

        A false quote moves nothing: a point that both judges had met was once lost to a model that quoted " ... ".
        """
        state = None if claim.is_false else self._state(question, heard, anchor, claim)
        if state is None:
            return anchor
        evidence = claim.evidence or anchor.evidence
        if state is VerdictState.NOT_MET:
            evidence = None
        elif claim.wants is VerdictState.CONTRADICTED and state is VerdictState.PARTLY_MET:
            # What speaks against the point is no proof of the half that is left.
            evidence = anchor.evidence
        return _moved(anchor, state, evidence, claim.reason or anchor.reason)

    def _state(self, question: Question, heard: Heard, anchor: Verdict, claim: Claim) -> VerdictState | None:
        """The anchor's state moved by one step at most, down freely, up only with evidence that is about the point.

        None where the evidence is about something else.
        """
        is_against = claim.wants is VerdictState.CONTRADICTED
        has, wanted = STEP_OF[anchor.state], STEP_OF[claim.wants]
        if is_against and not self._is_about(question, heard, anchor, claim):
            return None
        if wanted > has and not self._is_about(question, heard, anchor, claim):
            return VerdictState.NOT_MET if anchor.state is VerdictState.CONTRADICTED else None
        step = has + max(-1, min(1, wanted - has))
        return VerdictState.CONTRADICTED if is_against and step == 0 else STEPS[step]

    def _is_about(self, question: Question, heard: Heard, anchor: Verdict, claim: Claim) -> bool:
        """Whether the offline grader, reading the quote's own sentences alone, sees that they are about the point.

        Without the gate, which calls a right bullet of two words too short.
        """
        if claim.evidence is None:
            return False
        words = heard.sentence(claim.evidence).quote
        alone = self._offline.look_again(question, words, anchor.point_id, Evidence(words, 0, len(words)))
        likeness = self._offline.likeness(question, words, anchor.point_id)
        if claim.wants is VerdictState.CONTRADICTED:
            return alone.state is VerdictState.CONTRADICTED or likeness >= ABOUT_AGAINST
        return alone.state is not VerdictState.CONTRADICTED and likeness >= ABOUT


def _as_claimed(anchor: Verdict, claim: Claim) -> Verdict:
    """The verdict as the model has it; not met where it quotes words that are not there.

    Where it quotes the question's words, which are in the answer and no proof, the offline verdict stands.
    """
    if claim.is_false:
        return _moved(anchor, VerdictState.NOT_MET, None, "The words that were quoted for it are not yours.")
    if claim.evidence is None and claim.wants is not VerdictState.NOT_MET:
        return anchor
    return _moved(anchor, claim.wants, claim.evidence, claim.reason or anchor.reason)


def _told(anchor: Verdict, verdict: Verdict) -> Verdict:
    """The verdict with a word about it where the model has lowered it: who lost points is told who took them."""
    if CREDIT[verdict.state] >= CREDIT[anchor.state]:
        return verdict
    return replace(verdict, reason=f"{LOWERED} from {anchor.state} to {verdict.state}: {verdict.reason}")


def _moved(anchor: Verdict, state: VerdictState, evidence: Evidence | None, reason: str) -> Verdict:
    """The verdict that the model has a say in; what is believed of it is the mean of both judges.

    A model's word is no probability. With the offline belief alone the same expected score and confidence stood
    beside every verdict, 0.23 and 0.55, whether the model had met none of the points or all of them.
    """
    believed = (anchor.probability + CREDIT[state]) / 2
    return replace(anchor, state=state, evidence=evidence, probability=believed, reason=reason, certainty=None)


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
