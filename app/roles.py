"""Who grades, answers and asks: the offline roles, and a language model's in front of them.

Decides that a model elsewhere stands behind the consent of the candidate, and what a fallback is called when it is
counted. Where each part comes from is decided in app/main.py.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.answering.llm_tutor import NOT_FOUND, NOT_GROUNDED, LLMTutor
from app.asking.llm_interviewer import LLMInterviewer
from app.coach.answers.code_answers import RunningGrader
from app.coach.answers.cumulative_grading import Grader
from app.coach.answers.following import Interviewer
from app.coach.code_runs import CodeRuns
from app.coach.consent.consent import NOT_ASKED, Consent
from app.coach.consent.gates import GatedGrader, GatedInterviewer, GatedTutor
from app.coach.questions import Tutor
from app.grading.llm import LLMGrader
from app.grading.llm_claims import CONTROL_SAID, MADE_UP, NO_VERDICT
from app.interview.grade import NOT_PASSED
from app.llm.connection import Opened
from app.llm.endpoint import Endpoint
from app.observing.metrics import Metrics
from app.reading.opposing import Opposing
from app.reading.reader import Reader
from ingest.embedding.embedder import Embedder

log = logging.getLogger(__name__)

# Why a grade is not a language model's, in the words of a label; all else is a fault of the endpoint.
FALLBACKS = {
    NOT_PASSED: "exam_not_passed",
    CONTROL_SAID: "said_what_nobody_said",
    MADE_UP: "made_up_quotes",
    NO_VERDICT: "no_usable_verdict",
    NOT_ASKED: "consent_not_asked",
    NOT_FOUND: "found_nothing",
    NOT_GROUNDED: "nothing_grounded",
}


@dataclass(frozen=True)
class Roles:
    """Who grades, answers and asks, where the language model among them is, and how it is left."""

    grader: Grader
    tutor: Tutor
    interviewer: Interviewer
    endpoint: Endpoint | None
    notice: Callable[[], str]
    close: Callable[[], None]
    earned: Callable[[], str | None] = lambda *_: None


@dataclass(frozen=True)
class Judging:
    """What grades offline, and what a language model says is held against."""

    embedder: Embedder
    reader: Reader


def with_model(opened: Opened, offline: Roles, judge: LLMGrader, judging: Judging, code: CodeRuns) -> Roles:
    """Those that ask a language model, with the offline ones beside them."""
    if opened.notice:
        log.warning("%s", opened.notice)
    client = opened.client
    return replace(
        offline,
        grader=RunningGrader(judge, code),
        tutor=LLMTutor(client, offline.tutor, Opposing(judging.reader)),
        interviewer=LLMInterviewer(client, judging.embedder),
        endpoint=client.endpoint,
        notice=lambda: opened.notice,
        close=client.close,
        earned=lambda: judge.earned,
    )


def gated(roles: Roles, offline: Roles, consent: Consent) -> Roles:
    """Those that ask a model elsewhere, behind the consent of the candidate; on this machine it needs none."""
    if not consent.place:
        return roles
    return replace(
        roles,
        grader=GatedGrader(roles.grader, offline.grader, consent),
        tutor=GatedTutor(roles.tutor, offline.tutor, consent),
        interviewer=GatedInterviewer(roles.interviewer, offline.interviewer, consent),
    )


def counting(metrics: Metrics, roles: Roles, opened: Opened | None) -> Metrics:
    """What counts, told what earned the grader its trust, what a fallback is called and what the model is asked."""
    metrics.exam, metrics.reasons = roles.earned, FALLBACKS
    if opened is not None:
        opened.client.watch = metrics.asked_model
    return metrics
