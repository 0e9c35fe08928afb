"""What the commands of `coach eval` open: the embedder, a grader, a coach without a store, a folder to work in."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import typer
from pydantic import SecretStr

from app.answering.index_opening import open_embedder, open_scorer
from app.grading.offline import OfflineGrader
from app.main import assemble
from app.settings import Settings
from eval.grading.llm_public_sets import open_llm_grader
from eval.recorded.recorded_grader import recorded_grader
from eval.recorded.replies import all_replies
from ingest.errors import BadRequest, CoachError


def default_embedder() -> Any:
    """The embedder of the settings."""
    return open_embedder(Settings())


def default_scorer() -> Any:
    """The reranker of the settings; None where none is set."""
    return open_scorer(Settings())


def grader_of(name: str, embedder: Any) -> Any:
    """The grader of that name, offline, llm or recorded."""
    if name == "offline":
        return OfflineGrader(embedder)
    if name == "llm":
        return open_llm_grader(Settings(), embedder)
    if name == "recorded":
        return recorded_grader(OfflineGrader(embedder), all_replies())
    raise BadRequest(f"there is no grader {name!r}; choose offline, llm or recorded")


def coach_of(tutor: str) -> Any:
    """The coach whose tutor and grader are measured; it keeps no interviews."""
    settings = Settings().model_copy(update={"database_url": "sqlite://"})
    if tutor == "offline":
        # Otherwise a language model in the settings would be asked, and paid for.
        unset = {"llm_base_url": "", "llm_api_key": SecretStr(""), "llm_gguf": None}
        return without_gaps(assemble(settings.model_copy(update=unset)))
    if tutor != "llm":
        raise BadRequest(f"there is no tutor {tutor!r}; choose offline or llm")
    if not settings.has_llm:
        raise BadRequest("no language model is set; set OPENAI_API_KEY, COACH_LLM_BASE_URL or COACH_LLM_GGUF")
    coach = assemble(settings, say)
    if why := coach.notice():
        # Otherwise every answer would come from the offline tutor.
        coach.close()
        raise CoachError(why)
    return without_gaps(coach)


def without_gaps(coach: Any) -> Any:
    """The coach, which no longer keeps what it did not answer: a measurement is no question of a candidate.

    So nobody is asked either whether its words may go to a language model elsewhere: else the offline way would be
    measured under the model's name. Its database has to be its own.
    """
    if place := coach.consent.place:
        coach.consent.decide(place, is_given=True)
    return replace(coach, questions=replace(coach.questions, keep_gap=lambda _: None))


def work_folder(name: str) -> Path:
    """Where an index for a measurement is built and kept."""
    return Settings().home / "eval" / name


def say(doing: str) -> None:
    """Say on stderr what is going on."""
    typer.echo(doing, err=True)
