"""`coach doctor`: what works, what does not, and what to do about it, a sentence each.

Decides what is checked and in which order; a check never stops the others. The command prints it.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from app.answering.index_opening import open_embedder
from app.candidate.candidate import LOCAL
from app.coach.question_bank import NO_QUESTIONS
from app.coding.choice import choose
from app.coding.sandbox import Kind
from app.folders import earlier_home
from app.grading.exam.exams import Exams
from app.grading.exam.result import MEANS, Level
from app.grading.llm_claims import ModelJudge
from app.llm.client import Client
from app.llm.connection import open_llm
from app.llm.request import Request, messages
from app.llm.structured import Ask, ask_structured
from app.opening import open_loops
from app.settings import Settings
from app.store.interviews import Store
from app.terminal.output.counts import counted
from app.terminal.preconditions import check_home
from ingest.bank.questions import BankError, load_bank
from ingest.embedding.embedder import Embedder
from ingest.errors import CoachError, LLMFailed, NotFound
from ingest.index.manifest import IndexUnfit
from ingest.index.search import Index
from ingest.pipeline.build import is_fresh, read_questions

OLDEST_PYTHON = (3, 11)
NO_CORPUS = "unset COACH_CORPUS, or install the coach again where it is not set"


@dataclass(frozen=True)
class Check:
    """One check. `sentence` says what works, or what does not and what to do. `ok` is None for what is not set up."""

    name: str
    ok: bool | None
    sentence: str


class Colour(BaseModel):
    """What the structured request asks for."""

    model_config = ConfigDict(extra="forbid")

    colour: str


class _NotYet(Exception):
    """Nothing is wrong, and nothing could be checked."""


def run(settings: Settings) -> list[Check]:
    """All checks, in the order in which one thing needs another."""
    checks = [_checked("Python", _python), _checked("model file", lambda: _model_file(settings))]
    embedder: Embedder | None = None
    if checks[-1].ok:
        embedder = open_embedder(settings)
    checks.append(_checked("index", lambda: _index(settings, embedder)))
    checks.append(_checked("question bank", lambda: _bank(settings)))
    checks.append(_checked("loops", lambda: _loops(settings)))
    checks.append(_code(settings))
    checks.append(_checked("data", lambda: _data(settings)))
    checks.append(_checked("store", lambda: _store(settings)))
    try:
        return checks + _llm(settings)
    except Exception as error:
        return [*checks, _broken("language model", error)]


def _checked(name: str, check: Callable[[], str]) -> Check:
    """A check that says in a sentence what works, or raises what does not."""
    try:
        return Check(name, True, check())
    except _NotYet as error:
        return Check(name, None, str(error))
    except (CoachError, OSError) as error:
        return Check(name, False, _flat(error))
    # Of any kind: the doctor is asked when something is broken, and a vectors.npy that was cut short (ValueError) ended
    # all checks with a traceback.
    except Exception as error:
        return _broken(name, error)


def _broken(name: str, error: Exception) -> Check:
    """What is told of an error that no check foresaw."""
    return Check(name, False, f"The check of the {name} failed: {type(error).__name__}: {_flat(error)}")


def _flat(error: Exception) -> str:
    return " ".join(str(error).split())


def _python() -> str:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST_PYTHON:
        raise OSError(f"Python {version} is too old; the coach needs 3.11 or newer")
    return f"Python {version} is new enough."


def _model_file(settings: Settings) -> str:
    check_home(settings.models_folder)
    embedder = open_embedder(settings)
    return f"{embedder.name} is there (sha256 {embedder.sha256[:8]}…), run by {embedder.backend}."


def _index(settings: Settings, embedder: Embedder | None) -> str:
    if embedder is None:
        raise OSError("the index cannot be read without the embedding model; mend that first")
    folder = settings.index_folder
    if settings.index is None and not settings.corpus_paths:
        raise OSError(f"{settings.corpus} holds nothing to index; {NO_CORPUS}")
    if settings.index is None and not is_fresh(folder, settings.corpus_paths, embedder):
        raise _NotYet(f"The index in {folder} is not built or older than the corpus; the next start builds it.")
    try:
        index = Index(folder, embedder)
    except IndexUnfit as error:
        if settings.index is None:
            raise _NotYet(f"The index in {folder} is damaged; the next start builds it again.") from error
        raise
    index.search("precision and recall", 1)
    return f"The index in {folder} holds {counted(index.passages, 'passage')} and answers a search."


def _bank(settings: Settings) -> str:
    """The questions; an index of documents without any still answers, so that is nothing that fails."""
    if settings.index is None:
        bank = load_bank(settings.corpus / "questions")
        if not bank:
            raise OSError(f"{settings.corpus / 'questions'} holds no question; {NO_CORPUS}")
        return f"The question bank is valid: {counted(len(bank), 'question')}."
    found = read_questions(settings.index)
    if not found:
        raise _NotYet(f"There is no question for interviews: {NO_QUESTIONS}.")
    return f"The documents of the index hold {counted(len(found), 'question')}."


def _loops(settings: Settings) -> str:
    loops = open_loops(settings)
    if loops.broken:
        raise BankError("; ".join(loops.broken.values()))
    return f"The loops are valid: {', '.join(loops.whole) or 'none is there'}."


def _data(settings: Settings) -> str:
    if (old := earlier_home(settings.home)) is not None:
        raise _NotYet(f"Data of an earlier version lies in {old}; `coach data move` brings it to {settings.home}.")
    return f"Interviews, model and index are kept in {settings.home}."


def _code(settings: Settings) -> Check:
    """What stands around candidates' code. None at all is no fault of the coach, and is told."""
    found = choose(
        settings.code_sandbox, is_single_user=settings.is_single_user, has_consent=settings.code_without_sandbox
    )
    return Check("code", None if found.kind in {None, Kind.NONE} else True, found.sentence)


def _store(settings: Settings) -> str:
    store = Store(settings.store_url)
    place = "SQLite" if settings.store_url.startswith("sqlite") else "the database"
    try:
        store.get(LOCAL, "doctor")
    except NotFound:
        # The tables are there, brought up to date and answer.
        pass
    finally:
        store.close()
    return f"Interviews can be stored in {place}."


def _llm(settings: Settings) -> list[Check]:
    """The endpoint: what is set, one structured request, one streamed."""
    try:
        opened = open_llm(settings)
    except CoachError as error:
        return [Check("language model", False, str(error))]
    if opened is None:
        words = "No language model is set; everything works offline. "
        words += "To use one set OPENAI_API_KEY, COACH_LLM_BASE_URL or COACH_LLM_GGUF."
        return [Check("language model", None, words)]
    client = opened.client
    try:
        if opened.notice:
            return [Check("language model", False, opened.notice)]
        place = f"{client.endpoint.model} at {client.endpoint.place}"
        first = Check(
            "language model", True, f"{place} answers; its context is taken as {client.endpoint.context_tokens} tokens."
        )
        return [
            first,
            _checked("structured request", lambda: _structured(client)),
            _checked("streamed request", lambda: _streamed(client)),
            _exam(client, settings),
        ]
    finally:
        client.close()


def _exam(client: Client, settings: Settings) -> Check:
    """What the model has earned as a grader. It is not examined here: that takes 46 requests."""
    result = Exams(settings.exams_folder).kept(client.endpoint, ModelJudge(client).prompt_version)
    if result is None:
        return Check("exam", None, f"The model was not examined as a grader; {MEANS[None]}. Run `coach llm exam`.")
    figures = f"agreement {result.agreement:.2f}, false credit {result.false_credit:.2f}"
    way_out = " Set another model, or run `coach llm exam` again." if result.level is Level.FAILED else ""
    told = f"Examined as a grader on {result.taken_utc:%Y-%m-%d} ({figures}), the model {result.told}.{way_out}"
    return Check("exam", result.level is not Level.FAILED, told)


def _structured(client: Client) -> str:
    words = messages(
        'Answer with one JSON object {"colour": "..."} and nothing else.', "Which colour has a ripe tomato?"
    )
    began = time.monotonic()
    try:
        parsed = ask_structured(client, Ask("doctor", "", words, 60), Colour)
    except LLMFailed as error:
        raise LLMFailed(f"A structured request failed: {error}. Answers will be graded offline.") from error
    took_s = time.monotonic() - began
    way = client.dialect.rung.name.lower().replace("_", " ")
    return f"A structured request works ({way}): {json.dumps(parsed.value.colour)} after {took_s:.1f} s."


def _streamed(client: Client) -> str:
    request = Request("doctor", "", messages("Answer in one short sentence.", "What is a ripe tomato like?"), 60)
    generation = client.stream(request)
    began = time.monotonic()
    first_s: float | None = None
    pieces = 0
    try:
        for _ in generation:
            first_s = first_s if first_s is not None else time.monotonic() - began
            pieces += 1
    except LLMFailed as error:
        # A small model may talk on until the limit; that it streams is what is asked here.
        if first_s is None or "token limit" not in str(error):
            raise LLMFailed(f"A streamed request failed: {error}. Questions will be answered offline.") from error
    return f"A streamed request works: first token after {first_s or 0:.1f} s, {pieces} pieces."
