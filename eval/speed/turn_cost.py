"""What a graded turn costs a server, end to end over HTTP: an answer of 120 words to a question of five key points.

Decides what is asked: questions of the bank cut to five points (the bank's own have nine at the median), answered with
the first 80 words of their strong answer and 40 of another's, so that points are missed and taught. Processor time, not
wall time: it is the same on a machine that others use too. The reader's part is measured beside it, in this process.
"""

import json
import threading
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import uvicorn

from app.api.application import make_application
from app.api.inside.results import Results
from app.coach.coach import Coach
from app.grading.features.matching import read_answer
from app.grading.offline import OfflineGrader
from app.main import assemble
from app.reading.outcome import Excerpt
from app.reading.reader import Reader, shipped_reader
from app.settings import Settings
from eval.speed.material import Figure, Left, Measured, median
from ingest.bank.questions import Question, load_bank
from ingest.bank.taxonomy import Stage
from ingest.embedding.embedder import Embedder
from ingest.language.text import Text

WORDS, OWN_WORDS, POINTS = 120, 80, 5
TURNS = 24


def measure_turn(settings: Settings, embedder: Embedder) -> Measured:
    """Processor milliseconds of a graded turn, of the client too, and of reading in it."""
    if settings.has_llm:
        return [Left("turn", "a graded turn", "a language model is set, which would be asked")]
    asked = questions(load_bank(settings.corpus / "questions"))
    answers = [answer(asked, number) for number in range(len(asked))]
    coach = assemble(settings.model_copy(update={"database_url": "sqlite://"}))
    coach.warm(lambda: False)
    with _listening(settings, coach) as url:
        first = _turns(coach, url, asked, answers)
        again = _turns(coach, url, asked, answers)
    reading = _reading(embedder, shipped_reader(settings.models_folder), asked, answers)
    what = f"{WORDS} words, {POINTS} key points"
    return [
        Figure("turn", f"CPU of a graded turn over HTTP, {what}, median", median(again), "ms", at_most=70.0),
        Figure("turn", "the same for a question's first answer since the start, median", median(first), "ms"),
        Figure("turn", "of it the reader, median", median(reading), "ms", at_most=40.0),
        Figure("turn", "a graded turn over its reading", median(again) / median(reading), "x"),
    ]


@contextmanager
def _listening(settings: Settings, coach: Coach) -> Iterator[str]:
    """The address of a server in this process, whose interviews can be begun without it."""
    application = make_application(settings, lambda _: coach, Results.installed())
    application.state.loading.load()
    server = uvicorn.Server(uvicorn.Config(application, port=0, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)


def questions(bank: Sequence[Question], count: int = TURNS) -> list[Question]:
    """The first screening questions of enough points, each with five of them."""
    enough = [one for one in bank if one.stage is Stage.SCREENING and len(one.key_points) >= POINTS]
    return [one.model_copy(update={"key_points": one.key_points[:POINTS]}) for one in enough[:count]]


def answer(asked: Sequence[Question], number: int) -> str:
    """An answer of WORDS words, a part of which is of another question."""
    own = asked[number].strong_answer.split()[:OWN_WORDS]
    other = asked[(number + 1) % len(asked)].strong_answer.split()
    return " ".join([*own, *other][:WORDS])


def _turns(coach: Coach, url: str, asked: Sequence[Question], answers: Sequence[str]) -> list[float]:
    spent = []
    for question, words in zip(asked, answers, strict=True):
        interview = coach.interviews.start_with([question])
        body = json.dumps({"turn": 1, "answer": words}).encode()
        request = urllib.request.Request(  # noqa: S310  (our own server)
            f"{url}/api/interviews/{interview.id}/answers", body, {"Content-Type": "application/json"}
        )
        before = time.process_time()
        with urllib.request.urlopen(request, timeout=60) as reply:  # noqa: S310  (our own server)
            reply.read()
        spent.append(1000 * (time.process_time() - before))
    return spent


def _reading(embedder: Embedder, reader: Reader, asked: Sequence[Question], answers: Sequence[str]) -> list[float]:
    grader, spent = OfflineGrader(embedder, reader=reader), []
    for question, words in zip(asked, answers, strict=True):
        reading = read_answer(Text(words), embedder, grader.prepared(question))
        single = [row for row, window in enumerate(reading.windows) if len(window.units) == 1]
        sentences = tuple(reading.text(row) for row in single)
        excerpts = [Excerpt(point.text, sentences) for point in question.key_points]
        before = time.process_time()
        reader.read(excerpts)
        spent.append(1000 * (time.process_time() - before))
    return spent
