"""The LLM grader: a verdict per key point from a model, inside rules that it cannot move.

Decides what of the model's judgement counts, by what it has earned in the exam (exam/). The offline grader reads the
answer first: its gate stops what needs no model, and it is the anchor. Of a model that passed, verdicts count as
claimed; about points where the offline grader is sure of the opposite it is asked once more (trust.py), within the
same time. One that passed in part, or was not examined, moves a verdict by one step at most, up only with words which
the offline grader sees to be about the point. One that failed is not asked. A claim whose quote code does not find in
the answer is no claim: the offline verdict stands.
Not met and contradicted are the same step, since they earn the same: which of the two it is, is for the model to
say, with a quote for contradicted. What the offline grader calls contradicted it is right about in 5 of 11 points
of the gold answers' test half, and none of the other 6 is labelled with credit: the model may take it back, and
earns no credit with the same words.
A model that finds the control said, or makes up most of its quotes, is not used at all. Whatever fails, the
offline grade stands, and says why.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from app.grading.evidence import Heard, hear
from app.grading.exam.result import Level
from app.grading.llm_claims import Claim, Claims, ModelJudge
from app.grading.trust import as_claimed, as_earned, disputed, moved, readings
from app.interview.grade import CREDIT, LOWERED, NOT_PASSED, RAISED, Evidence, Grade, GradedBy, Verdict, VerdictState
from app.llm.endpoint import Endpoint
from app.llm.structured import Completes
from app.untrusted.canaries import Controls
from ingest.bank.questions import Question
from ingest.errors import LLMFailed
from ingest.language.text import Text

# Version of the rules in this file, in every grade's rubric version.
RULES = "llm-rules-6"
# Below this belief of the offline grader a quote is about something else: docs/grading.md, "What bounds were read
# off".
ABOUT = 0.18
# The same for words that are said to speak against a point, which look less like it.
ABOUT_AGAINST = 0.05
STEPS = (VerdictState.NOT_MET, VerdictState.PARTLY_MET, VerdictState.MET)
STEP_OF = {state: number for number, state in enumerate(STEPS)} | {VerdictState.CONTRADICTED: 0}
# The verdict on a point, of the offline one and what the model claims.
Counts = Callable[[Verdict, Claim], Verdict]
NOTHING = Claims({}, is_control_said=False, usage=())
# How the exam of an endpoint and a version of the prompt ended; None where it was not taken.
Earned = Callable[[Endpoint, str], Level | None]


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


class LLMGrader:
    """Grades with a model, the offline grader beside it."""

    def __init__(
        self, client: Completes, offline: Offline, controls: Controls | None = None, *, earned: Earned = lambda *_: None
    ) -> None:
        """Take the client, the offline grader that anchors every verdict, and who knows what the model has earned."""
        self._client = client
        self._offline = offline
        self._model = ModelJudge(client, controls)
        self._earned = earned

    @property
    def earned(self) -> Level | None:
        """What the model has earned in its exam; None where it took none with this prompt."""
        return self._earned(self._client.endpoint, self._model.prompt_version)

    def grade(self, question: Question, answer: str | Text, *, is_follow_up: bool = False) -> Grade:
        """Grade `answer`; where the model fails it is the offline grade, with the reason in `graded_by.fallback`."""
        text = Text.of(answer)
        heard = hear(question, text.raw)
        read = text if heard.is_whole else Text(heard.read)
        anchor = self._offline.grade(question, read, is_follow_up=is_follow_up)
        anchor = self._as_given(question, heard, anchor, is_follow_up=is_follow_up)
        return self._judge(question, heard, anchor)

    def grade_reference(self, question: Question, asked: str, answer: str) -> Grade:
        """Grade `answer` against the reference that `question` was drawn from; `asked`: "" where no question is.

        Code cut these points out of it, and the offline beliefs in points were fitted on others: the model's verdicts
        count as they are, with quotes that are found, and the estimate is the mean of theirs and the offline one. Held
        to one step of such beliefs, a model that is always right came to r = 0.56 on saf_comnet.
        """
        heard = hear(question, answer)
        anchor = self._offline.grade_reference(asked, [question.strong_answer], heard.read)
        anchor = self._as_given(question, heard, anchor, is_follow_up=False)
        judged = self._judge(question, heard, anchor, as_claimed)
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
        self,
        question: Question,
        heard: Heard,
        anchor: Grade,
        verdict: Counts | None = None,
    ) -> Grade:
        """The anchor with the model's verdicts; `verdict` decides how far one counts, unset what the model has earned.

        An exam that is taken while the coach runs counts from its end.
        """
        if anchor.gate is not None or not anchor.is_graded:
            return anchor
        version = self._model.prompt_version
        level = self._earned(self._client.endpoint, version)
        if level is Level.FAILED:
            return replace(anchor, graded_by=replace(anchor.graded_by, fallback=NOT_PASSED))
        began = time.monotonic()
        try:
            said = self._model.claims(question, heard)
            said.check()
        except LLMFailed as error:
            by = replace(anchor.graded_by, prompt_version=version, fallback=str(error))
            return replace(anchor, graded_by=by, usage=error.usage)
        is_believed = verdict is None and level is Level.PASSED
        again = self._again(question, heard, anchor, said, began) if is_believed else NOTHING
        counted = verdict or self._counted(question, heard, level, again)
        claims = said.by_point
        verdicts = tuple(
            _told(one, counted(one, claims[one.point_id])) if one.point_id in claims else one for one in anchor.verdicts
        )
        rules = RULES if level is None else f"{RULES}, exam {level}"
        by = GradedBy(
            method="llm",
            model=self._client.endpoint.model,
            rubric_version=f"{rules}; {anchor.graded_by.rubric_version}",
            prompt_version=version,
        )
        return replace(anchor, verdicts=verdicts, graded_by=by, usage=said.usage + again.usage)

    def _again(self, question: Question, heard: Heard, anchor: Grade, said: Claims, began: float) -> Claims:
        """What the model says once more of the points of which the offline grader is sure of the opposite.

        Nothing where there are none, where a request as long as the first one, sent when it `began`, would come after
        the time that a grade may take, or where nothing of the second reply can be used.
        """
        points = disputed(anchor.verdicts, said.by_point)
        now, by = time.monotonic(), began + self._client.endpoint.deadlines.overall_s
        if not points or now - began > by - now:
            return NOTHING
        both = {one.point_id: readings(heard, one, said.by_point[one.point_id]) for one in points}
        try:
            again = self._model.again(question, heard, both, by)
            again.check()
        except LLMFailed as error:
            return replace(NOTHING, usage=error.usage)
        return again

    def _counted(self, question: Question, heard: Heard, level: Level | None, again: Claims) -> Counts:
        """How far a claim counts, by what the model has earned."""
        if level is not Level.PASSED:
            return partial(self._verdict, question, heard)
        return lambda anchor, claim: as_earned(anchor, claim, again.by_point.get(anchor.point_id))

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
        return moved(anchor, state, evidence, claim.reason or anchor.reason)

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


def _told(anchor: Verdict, verdict: Verdict) -> Verdict:
    """The verdict with a word about it where the model has moved its credit: who lost points is told who took them."""
    before, after = CREDIT[anchor.state], CREDIT[verdict.state]
    if before == after:
        return verdict
    how = LOWERED if after < before else RAISED
    return replace(verdict, reason=f"{how} from {anchor.state} to {verdict.state}: {verdict.reason}")
