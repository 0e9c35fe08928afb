"""Makes a coach or an application from settings; the only place where the parts are put together."""

import gc
import logging
from collections.abc import Callable, Sequence
from functools import partial

from fastapi import FastAPI

from app.answering.gaps import Gaps
from app.answering.index_opening import open_embedder, open_grading_embedder, open_retriever
from app.answering.offline_tutor import NEAR
from app.answering.prepared.conversation import Conversation
from app.answering.retriever import Found, Retriever
from app.answering.wording import read
from app.api.application import make_application
from app.api.inside.results import Results
from app.asking.bank_interviewer import BankInterviewer
from app.asking.case_facts import Facts
from app.candidate.candidate import LOCAL
from app.coach.accounts.accounts import Accounts
from app.coach.accounts.entrance import Entrance
from app.coach.accounts.federation import Federation
from app.coach.accounts.passwords import Passwords
from app.coach.accounts.retention import Keeping
from app.coach.accounts.sharing import Sharing
from app.coach.accounts.spending import Spending
from app.coach.answers.appeals import Appeals
from app.coach.answers.appeals_in_words import AppealsInWords
from app.coach.answers.code_answers import RunningGrader
from app.coach.candidates.plan import Planner
from app.coach.candidates.records import Records
from app.coach.candidates.reviews import Reviews
from app.coach.chair import Chairs
from app.coach.coach import Coach
from app.coach.code_runs import CodeRuns, with_texts
from app.coach.commands import Commands
from app.coach.consent.consent import Consent
from app.coach.explain import Explainer
from app.coach.interviews import Interviews
from app.coach.language_model import LanguageModel
from app.coach.own_work.project_rounds import ProjectRounds
from app.coach.own_work.projects import Projects
from app.coach.question_bank import QuestionBank
from app.coach.questions import Questions
from app.coach.turnstile import Turnstile
from app.cores import cores
from app.gateways.openai_api.routes import open_door
from app.grading.exam.examine import host_of
from app.grading.exam.exams import Exams
from app.grading.llm import LLMGrader
from app.grading.llm_claims import ModelJudge
from app.grading.offline import OfflineGrader
from app.grading.reconsider import appeal
from app.hearing.message import command_in, doubt_in
from app.llm.connection import Opened, open_llm
from app.observing.logs import set_up_logging
from app.observing.metrics import Metrics
from app.opening import (
    know_questions,
    now,
    open_bank,
    open_loops,
    open_provider,
    open_sandbox,
    open_spoken,
    open_tasks,
    open_tutor,
    settle,
)
from app.projects.project_indexes import open_indexes
from app.reading.reader import shipped_reader
from app.roles import Judging, Roles, counting, gated, with_model
from app.settings import MODEL_NAME, Settings
from app.store.interviews import Store
from ingest.bank.loops import Loops
from ingest.bank.questions import Question
from ingest.embedding.embedder import Embedder
from ingest.embedding.packaged_model import is_exported
from ingest.embedding.precomputed import KnownTexts
from ingest.embedding.resident import few_arenas

Report = Callable[[str], None]
# Who has started a coach is about to use it: what can wait does so.
REST_S = 10.0
log = logging.getLogger(__name__)


def assemble(settings: Settings, report: Report = lambda _: None, metrics: Metrics | None = None) -> Coach:
    """Load model, index, bank and store, in this order; `report` is told each step, `metrics` count what happens.

    Raises:
        CoachError: one of them cannot be loaded; the message says which and what to do.
    """
    embedder = _embedder(settings, report)
    retriever = _retriever(settings, embedder, report)
    report("reading the question bank")
    bank = QuestionBank(tuple(open_bank(settings)))
    report("opening the database")
    store = Store(settings.store_url)
    judging = open_grading_embedder(settings, embedder)
    known = KnownTexts(judging)
    reader = shipped_reader(settings.models_folder)
    grader = OfflineGrader(judging, reader=reader, preparing=known)
    # Grades and searches share the processor. With more at a time all take longer, and so does everything else.
    turnstile = Turnstile(cores())
    grader.turn = turnstile.turn
    opened, exams = open_llm(settings, report), Exams(settings.exams_folder)
    tutor = open_tutor(settings, retriever, embedder, bank)
    # A model words each reply anew.
    reads = Conversation(retriever, tutor.prepared_for).read if opened is None else read
    code = CodeRuns(with_texts(open_tasks(settings), bank.questions), lambda: open_sandbox(settings))
    consent = Consent(store, now, lambda: None if opened is None else opened.client.endpoint)
    roles = Roles(RunningGrader(grader, code, turnstile), tutor, BankInterviewer(), None, lambda: "", lambda: None)
    if opened is not None:
        judge = LLMGrader(opened.client, grader, earned=exams.level)
        roles = gated(with_model(opened, roles, judge, Judging(judging, reader), code), roles, consent)
    counted = counting(Metrics() if metrics is None else metrics, roles, opened)
    appeals = Appeals(store, partial(appeal, grader), now)
    passwords = Passwords()
    entrance = Entrance(store, passwords, now)
    projects = Projects(store.projects, open_indexes(settings, store, lambda: judging), now)
    interviews = Interviews(
        bank,
        roles.grader,
        retriever,
        roles.interviewer,
        store,
        now,
        listener=grader,
        commands=Commands(retriever, Facts(judging), now),
        recognise=command_in,
        doubt=doubt_in,
        contest=AppealsInWords(appeals),
        loops=_loops(settings),
        projects=ProjectRounds(projects),
        # A turn that waits for a language model uses no CPU: the number of cores limits only the grades within it.
        turnstile=turnstile if opened is None else Turnstile(),
        watch=counted.graded,
    )
    return Coach(
        bank=bank,
        interviews=interviews,
        appeals=appeals,
        questions=Questions(
            retriever,
            roles.tutor,
            Explainer(
                retriever,
                embedder,
                roles.tutor.answer,
                roles.endpoint,
                weigh=tutor.weigh,
                likelihood=tutor.likelihood,
                read=reads,
            ),
            weigh=tutor.weigh,
            read=reads,
            watch=lambda answer: counted.answered(answer.fallback),
            # What several people ask is nobody's to read in one file.
            keep_gap=partial(_keep_gap, Gaps(settings.home, now)) if settings.is_single_user else _nobodys_gap,
            turnstile=turnstile,
        ).of(LOCAL),
        reviews=Reviews(bank, grader, store, now),
        records=Records(store, now, sweep=projects.sweep),
        planner=Planner(bank, retriever),
        projects=projects,
        code=code,
        entrance=entrance,
        federation=Federation(store, entrance, now, open_provider(settings), settings.oidc_create),
        accounts=Accounts(store, passwords, now, sweep=projects.sweep),
        spending=Spending(store, now, settings.limits),
        sharing=Sharing(store, now),
        chairs=Chairs(store, now),
        consent=consent,
        voice=open_spoken(settings, interviews, store),
        keeping=Keeping(store, settings.keep_days),
        notice=roles.notice,
        check_store=store.check,
        close=partial(_close, roles, store),
        model=partial(told_of_model, opened, exams),
        warm=partial(
            _warm,
            retriever,
            bank.questions,
            partial(settle, judging, reader, settings.models_folder),
            partial(know_questions, known, settings, bank.questions),
        ),
    )


def _embedder(settings: Settings, report: Report) -> Embedder:
    if settings.embedding_model == MODEL_NAME and not is_exported(settings.models_folder):
        report("making the embedding model ready for this machine, once")
    else:
        report("loading the embedding model")
    return open_embedder(settings)


def _retriever(settings: Settings, embedder: Embedder, report: Report) -> Retriever:
    report("opening the index")

    def building(done: int, total: int) -> None:
        report(f"building the index: {done} of {total} windows embedded")

    return open_retriever(settings, embedder, building)


def _loops(settings: Settings) -> Loops:
    """The loops; a file of them that is none is told, and keeps nobody from an interview without it."""
    loops = open_loops(settings)
    for name in loops.broken:
        log.warning("the loop %r cannot be held: %s", name, loops.broken[name])
    return loops


def _nobodys_gap(_: Found) -> None:
    """Of many people's questions none is kept."""


def _keep_gap(gaps: Gaps, found: Found) -> None:
    """A question that the corpus does not answer, with the document that is nearest, if one is near."""
    near = found.hits[0].passage if found.hits and found.hits[0].vector >= NEAR else None
    gaps.keep(found.query, "" if near is None else near.document)


def _warm(
    retriever: Retriever,
    questions: Sequence[Question],
    settled: Callable[[], None],
    know: Callable[[Callable[[], bool], float], None],
    is_over: Callable[[], bool],
) -> None:
    """Make ahead what the first answers would wait for: the passages that teach points, the texts they are read by."""
    points = (point for question in questions for point in question.key_points)
    retriever.know(((point.section, point.text) for point in points if point.section), is_over)
    settled()
    know(is_over, REST_S)


def told_of_model(opened: Opened | None, exams: Exams) -> LanguageModel | None:
    """The language model that is set, with the result of its exam as it is kept now."""
    if opened is None:
        return None
    endpoint, version = opened.client.endpoint, ModelJudge(opened.client).prompt_version
    return LanguageModel(endpoint.model, host_of(endpoint), exams.kept(endpoint, version))


def _close(roles: Roles, store: Store) -> None:
    """Release all connections, to the language model and to the database."""
    roles.close()
    store.close()


def create_app(settings: Settings | None = None, watch: Report = lambda _: None) -> FastAPI:
    """The web application; it serves the page while the coach still loads in the background, and tells `watch` how."""
    chosen = settings or Settings()
    results, metrics = Results.installed(), Metrics()
    application = make_application(chosen, lambda report: assemble(chosen, report, metrics), results, watch, metrics)
    open_door(application)
    return application


def create_worker_app() -> FastAPI:
    """The application of one of several worker processes, which read their settings from the environment."""
    set_up_logging()
    few_arenas()
    return create_app(watch=lambda doing: None if doing else keep_for_good())


def keep_for_good() -> None:
    """Tell the collector that what a server has loaded stays: it looks at it no more.

    A collection of all its 300,000 objects takes 110 ms, in which no request is served. Only for a process that ends
    with its coach: what dies of these objects later, in circles, is kept.
    """
    gc.collect()
    gc.freeze()


def prepare(settings: Settings, report: Report = lambda _: None) -> None:
    """Make once what worker processes share: the exported model, the index, the tables.

    Raises:
        CoachError: one of them cannot be made.
    """
    report("making model, index and tables ready")
    open_retriever(settings, open_embedder(settings))
    Store(settings.store_url).close()
