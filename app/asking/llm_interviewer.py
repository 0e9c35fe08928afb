"""The interviewer: words the questions of the bank, and asks follow-ups about this very answer.

Decides what is said, not what is asked: that is in the rules. It never sees a key point, so it has nothing
to give away, and code holds each wording against the key points all the same; a wording that drifts, gives
away or says less than the bank's own is dropped for the bank's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from app.asking.disclosure import GiveAway
from app.interview.flows.project_review import is_of_documents
from app.interview.grade import NOT_PASSED, Grade, VerdictState
from app.interview.turn import Ask as InterviewAsk
from app.interview.turn import TurnKind
from app.interview.usage import Usage
from app.llm.client import Client
from app.llm.prompts import Prompt, read_prompt
from app.llm.request import messages
from app.llm.structured import Ask, ask_structured
from app.untrusted.fences import Fence, visible
from app.untrusted.injection import order_spans, without
from ingest.bank.questions import KeyPoint, Question
from ingest.embedding.embedder import Embedder
from ingest.errors import LLMFailed
from ingest.language.content_words import content_stems
from ingest.language.sentences import prose_sentences

MOST_TOKENS = 220
MOST_WORDS = {TurnKind.QUESTION: 110, TurnKind.FOLLOW_UP: 60}
# A question's rewording is at least this near to the bank's wording or one of its variants; two questions of one
# topic reach 0.44.
SAME_QUESTION = 0.5
# A follow-up is about what the bank's is about: below this it has wandered off.
SAME_MATTER = 0.25
# A link, an address, or what a page or a terminal would take for more than words.
MARKUP = re.compile(
    r"https?:|www\.|\w@\w|\b[\w-]+\.(?:com|org|net|io|ai|dev|app|example|info|xyz)\b|\]\(|</?[a-z!]|&#?\w+;|[`*_#|]{2}|^[#>|]",
    re.IGNORECASE,
)
# Each sentence of a wording has this share of its words from the bank or the answer, or is this near to them. Of ten
# sentences about something else put to 38 questions 2 of 380 pass; of 37 variants of the bank's, held against the
# others of their question, 8 are refused and cost only the bank's words.
FAMILIAR, NEAR = 0.5, 0.35
# Of a sentence that asks, one word may be new, such as "actually".
FREE_WORDS = 1


class Wording(BaseModel):
    """What the model would ask."""

    model_config = ConfigDict(extra="ignore")

    question: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=8), Field(json_schema_extra={"maxLength": 600})
    ]


@dataclass(frozen=True)
class _Draft:
    prompt: Prompt
    text: str
    usage: tuple[Usage, ...]


class LLMInterviewer:
    """Words what is asked with a model, checked against the bank."""

    def __init__(self, client: Client, embedder: Embedder) -> None:
        """Take the client, and the embedder that tells when a wording gives a point away."""
        self._client = client
        self._give_away = GiveAway(embedder)
        self._question = read_prompt("interviewer-question")
        self._follow_up = read_prompt("interviewer-follow-up")

    def word(self, ask: InterviewAsk, question: Question, answer: str = "", grade: Grade | None = None) -> InterviewAsk:
        """`ask` in the model's words, or as it is where the model fails or its wording is no better.

        Args:
            ask: what the rules have decided to ask, in the bank's words.
            question: the question of the bank that it belongs to.
            answer: for a follow-up, the candidate's words that it follows.
            grade: of that answer.
        """
        has_failed = grade is not None and grade.graded_by.fallback not in ("", NOT_PASSED)
        is_quoted = ask.kind is TurnKind.QUESTION and is_of_documents(question)
        if question.coding is not None or "\n" in ask.text or is_quoted or has_failed:
            # Code, and what quotes a document of the candidate with its line, is asked as it stands; and an endpoint
            # that has just failed is not waited for again.
            return ask
        prompt = self._question if ask.kind is TurnKind.QUESTION else self._follow_up
        try:
            draft = self._draft(prompt, ask, question, answer, grade)
        except LLMFailed as error:
            return replace(ask, usage=error.usage)
        if not self._is_fit(draft.text, ask, question, answer):
            return replace(ask, usage=draft.usage)
        model = self._client.endpoint.model
        return replace(ask, text=draft.text, worded_by=model, prompt_version=prompt.version, usage=draft.usage)

    def _draft(self, prompt: Prompt, ask: InterviewAsk, question: Question, answer: str, grade: Grade | None) -> _Draft:
        fence = Fence()
        if ask.kind is TurnKind.QUESTION:
            parts = [fence.block("question", ask.text)]
        else:
            honest = without(answer, order_spans(answer, (question.text, question.strong_answer)))
            parts = [
                f"The question that was asked:\n{fence.block('question', question.text)}",
                f"What you want to find out ({_how(ask, grade)}):\n{fence.block('aim', ask.text)}",
                f"The candidate's answer:\n{fence.block('candidate', honest)}",
            ]
        request = Ask("interviewer", prompt.version, messages(prompt.text, *parts), MOST_TOKENS)
        parsed = ask_structured(self._client, request, Wording)
        return _Draft(prompt, " ".join(visible(parsed.value.question).split()), parsed.usage)

    def _is_fit(self, text: str, ask: InterviewAsk, question: Question, answer: str) -> bool:
        """Whether a wording asks for the same, as a question, and gives nothing away."""
        is_question = ask.kind is TurnKind.QUESTION
        if len(text.split()) > MOST_WORDS[ask.kind] or "?" not in text or order_spans(text, (question.text, ask.text)):
            return False
        if is_question and not set(re.findall(r"\d+", ask.text)) <= set(re.findall(r"\d+", text)):
            return False
        same = (ask.text, *question.variants) if is_question else (ask.text,)
        given = (*same, question.text, *(() if is_question else (answer,)))
        if MARKUP.search(text) and not any(MARKUP.search(wording) for wording in same):
            return False
        if not all(self._is_familiar(sentence, given) for sentence in prose_sentences(text)):
            return False
        if self._give_away.likeness(text, same) < (SAME_QUESTION if is_question else SAME_MATTER):
            return False
        known = (ask.text, question.text, *question.variants, *(() if is_question else (answer,)))
        return not self._give_away.gives_away(text, known, _points(question))

    def _is_familiar(self, sentence: str, given: Sequence[str]) -> bool:
        """Whether a sentence of a wording is about what the bank or the answer says."""
        words = content_stems(sentence)
        new = words - frozenset().union(*(content_stems(text) for text in given))
        if len(new) <= FREE_WORDS * ("?" in sentence) or len(new) <= (1 - FAMILIAR) * len(words):
            return True
        return self._give_away.likeness(sentence, given) >= NEAR


def _points(question: Question) -> list[tuple[str, ...]]:
    return [_texts(point) for point in question.key_points]


def _texts(point: KeyPoint) -> tuple[str, ...]:
    return (point.text, *point.other_wordings)


def _how(ask: InterviewAsk, grade: Grade | None) -> str:
    """Whether the point was missed or left vague, and at which words."""
    verdicts = () if grade is None else tuple(verdict for verdict in grade.verdicts if verdict.point_id == ask.point_id)
    if verdicts and verdicts[0].state is VerdictState.PARTLY_MET and verdicts[0].evidence is not None:
        return "the candidate came near it and stayed vague"
    return "the candidate left it out"
