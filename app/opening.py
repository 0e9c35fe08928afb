"""Opens the parts of a coach that need nothing but settings and each other: bank, tasks, loops, tutor, speech, sign-in.

Decides where each is read from, what is told where it cannot be, and when what is graded against is embedded ahead;
app/main.py puts them together.
"""

import json
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from app.answering.offline_tutor import OfflineTutor
from app.answering.prepared.shelf import Shelf, TextVectors
from app.answering.prepared.tutor import PreparedTutor
from app.answering.retriever import Retriever
from app.coach.accounts.federation import Provider
from app.coach.code_runs import CodeRuns, with_texts
from app.coach.consent.consent import Consent
from app.coach.interviews import Interviews
from app.coach.question_bank import QuestionBank
from app.coach.voice import SPOKEN, Voice
from app.coding.choice import choose
from app.coding.sandbox import Sandbox
from app.coding.task import Task, load_tasks
from app.grading.point_states import Reads
from app.grading.strong_answer_words import prepared_texts
from app.hearing.classifier import WEIGHTS as CLASSIFIER
from app.hearing.classifier import shipped_classifier
from app.reading.outcome import Excerpt
from app.reading.reader import WEIGHTS
from app.settings import MODEL_NAME, Settings
from app.store.interviews import Store
from app.voice.connection import open_voice
from ingest.bank.loops import Loops, load_loops
from ingest.bank.phrasings import load_phrasings
from ingest.bank.questions import BankError, Question, load_bank
from ingest.child_process import run_apart
from ingest.embedding.embedder import Embedder
from ingest.embedding.precomputed import TEXTS, Groups, KnownTexts, digest_of
from ingest.embedding.resident import give_back
from ingest.errors import BadRequest, CoachError
from ingest.index.answers import StoredAnswers
from ingest.pipeline.build import read_questions
from ingest.pipeline.place import held, put_in_place, recover, staged

# How often a process looks whether its rest is over, or another one has made what it waits for.
LOOK_EVERY_S = 0.2
# What models run on before anybody has said anything; what it says does not matter.
FIRST = "A model that has run once has packed its weights, and does not look at most of their file again."


def open_tutor(settings: Settings, retriever: Retriever, embedder: Embedder, bank: QuestionBank) -> PreparedTutor:
    """The tutor that needs no model: of the corpus with its bank and phrasings, of other documents with their own."""
    phrasings = load_phrasings(settings.corpus_paths) if settings.index is None else {}
    shelf = Shelf(bank.questions, phrasings)
    # How likely an answer is was fitted on the cosines of the default embedder.
    answers = retriever.index.answers if embedder.name == MODEL_NAME else StoredAnswers()
    return PreparedTutor(retriever.index, shelf, TextVectors(embedder), OfflineTutor(embedder), answers)


def open_spoken(settings: Settings, interviews: Interviews, store: Store) -> Voice:
    """Speaking and listening by an endpoint, if one is set.

    Raises:
        LLMUnusable: its address is none.
    """
    client = open_voice(settings)
    consent = Consent(store, now, lambda: None if client is None else client.endpoint, matter=SPOKEN)
    return Voice(client, interviews, consent, settings.voice_max_seconds)


def open_provider(settings: Settings) -> Provider | None:
    """The provider that signs people in; None where none is set.

    Raises:
        BadRequest: the extra that speaks to it is not installed, or this coach has no name there.
    """
    if not settings.oidc_issuer:
        return None
    if not settings.oidc_client_id:
        raise BadRequest(
            "COACH_OIDC_ISSUER is set and COACH_OIDC_CLIENT_ID is not; set what the provider calls this coach"
        )
    try:
        from app.coach.accounts.provider import OpenIdProvider  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise BadRequest(f"COACH_OIDC_ISSUER needs {error.name}; run: pip install 'interview-coach[oidc]'") from error
    secret = settings.oidc_client_secret.get_secret_value()
    return OpenIdProvider(settings.oidc_issuer, settings.oidc_client_id, secret)


def now() -> datetime:
    """The time, UTC: the clock that services are given."""
    return datetime.now(UTC)


def open_bank(settings: Settings) -> list[Question]:
    """The questions of the corpus, or, where an index of other documents is set, those found in them.

    Raises:
        BadRequest: a question file breaks a rule; the message names file, entry and field.
        IndexUnusable: the questions of the index cannot be read.
    """
    try:
        if settings.index is not None:
            return read_questions(settings.index_folder)
        return list(load_bank(settings.corpus / "questions"))
    except BankError as error:
        raise BadRequest(f"the question bank is not valid: {error}") from error


def open_tasks(settings: Settings) -> list[Task]:
    """The coding tasks of the corpus.

    Raises:
        BadRequest: a task breaks a rule; the message names it.
    """
    try:
        return load_tasks(settings.corpus)
    except BankError as error:
        raise BadRequest(f"the coding tasks are not valid: {error}") from error


def open_sandbox(settings: Settings) -> Sandbox:
    """What stands around candidates' code here."""
    return choose(
        settings.code_sandbox, is_single_user=settings.is_single_user, has_consent=settings.code_without_sandbox
    )


def open_code(settings: Settings) -> CodeRuns:
    """The coding tasks alone, without model, index and store."""
    tasks = with_texts(open_tasks(settings), open_bank(settings.model_copy(update={"index": None})))
    return CodeRuns(tasks, lambda: open_sandbox(settings))


def open_loops(settings: Settings) -> Loops:
    """The loops of the corpus, and those of one's own, which go before one of the same name."""
    return load_loops(settings.corpus / "loops", settings.home / "loops")


def settle(judging: Embedder, reader: Reads, models: Path) -> None:
    """Run each model that grades once, and keep no more of its files in memory than that needs.

    In two batches each, so that both of its streams have packed their weights.
    """
    judging.encode_query(FIRST)
    judging.encode([FIRST] * 4)
    reader.read([Excerpt(FIRST, (FIRST,) * 16)] * 4)
    shipped_classifier().shares(FIRST, FIRST)
    give_back(models, WEIGHTS, CLASSIFIER)


def know_questions(
    known: KnownTexts,
    settings: Settings,
    questions: Sequence[Question],
    is_over: Callable[[], bool] = lambda: False,
    rest_s: float = 0.0,
) -> None:
    """Have the vectors of what these questions are graded by at hand; where they are missing, make them first, apart.

    Several processes of one home make them once, each `rest_s` after it began. It is left off where `is_over`; where
    the settings want nothing embedded ahead, what is there is used and nothing is made.

    Raises:
        CoachError: they could not be made.
        OSError: there is no room for them.
    """
    folder = settings.known_folder
    if not settings.embed_ahead and not folder.exists():
        return
    texts = digest_of(prepared_texts(questions))
    if not settings.embed_ahead:
        known.open(folder, texts)
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    from_then = time.monotonic() + rest_s
    while not known.open(folder, texts) and not is_over():
        if time.monotonic() < from_then:
            time.sleep(LOOK_EVERY_S)
            continue
        with held(folder.parent) as is_ours:
            if is_ours and not known.open(folder, texts):
                _embed_apart(folder, list(prepared_texts(questions)), settings.models_folder, is_over)
                known.open(folder, texts)
                return
        time.sleep(LOOK_EVERY_S)


def _embed_apart(folder: Path, groups: Groups, models: Path, is_over: Callable[[], bool]) -> None:
    recover(folder)
    with staged(folder) as staging:
        (staging / TEXTS).write_text(json.dumps(groups), encoding="utf-8")
        try:
            run_apart("ingest.embedding.precomputed:embed_apart", str(staging), str(models), is_over=is_over)
        except CoachError:
            if is_over():
                return
            raise
        put_in_place(staging, folder)
