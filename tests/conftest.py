"""What all tests share: the real embedder, a deterministic one that counts its work, a PostgreSQL server, sample
documents, and made-up questions, grades and turns.
"""

import gc
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from fake_embedder import FakeEmbedder
from hypothesis import settings as hypothesis_settings
from postgres_server import NoServerHere, PostgresServer, postgres_server
from real_embedder import real_embedder

from app.interview.course import Course
from app.interview.flows.stages import next_ask
from app.interview.grade import Delivery, Evidence, Gate, GateReason, Grade, GradedBy, Verdict, VerdictState
from app.interview.interview import Interview
from app.interview.turn import Turn
from ingest.bank.questions import KeyPoint, Question
from ingest.bank.taxonomy import Difficulty, Skill, Stage, Topic
from ingest.documents.document import Document, parse
from ingest.embedding.embedder import Embedder, Progress, Vectors

# The same examples in every run, so that all see the same failure; `--hypothesis-profile=default` looks further.
hypothesis_settings.register_profile("fixed", derandomize=True, deadline=None)
hypothesis_settings.load_profile("fixed")

# The tests set a language model where they want one; a developer's own key is never used or charged.
for _name in [name for name in os.environ if name == "OPENAI_API_KEY" or name.startswith("COACH_")]:
    del os.environ[_name]
# Nor does a coach of the tests embed the whole bank in a process of its own, which took 25 s of processor time for each
# process of a run and was thrown away: what is graded is embedded when it is.
os.environ["COACH_EMBED_AHEAD"] = "no"


# The first line of marks of a file all of whose tests are slow.
ALL_SLOW = re.compile(r"^pytestmark = \[?pytest\.mark\.slow\b", re.MULTILINE)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Where slow tests are left out, a file of slow tests alone is not imported either: some import PyTorch."""
    if "not slow" in config.option.markexpr and collection_path.name.startswith("test_") and collection_path.is_file():
        return True if ALL_SLOW.search(collection_path.read_text(encoding="utf-8")) else None
    return None


def pytest_collection_finish() -> None:
    """Leave what thousands of collected tests and their modules hold out of every later garbage collection."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def fake_embedder() -> FakeEmbedder:
    return FakeEmbedder()


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return real_embedder()


@pytest.fixture(scope="session")
def postgres_process() -> Iterator[PostgresServer]:
    """A PostgreSQL server of the run's own."""
    pytest.importorskip("psycopg")
    with ExitStack() as stack:
        try:
            server = stack.enter_context(postgres_server())
        except NoServerHere as error:
            pytest.skip(str(error))
        yield server


@pytest.fixture
def postgres(postgres_process: PostgresServer) -> str:
    """Its URL; the database is shared by all tests of a run."""
    return postgres_process.url


@pytest.fixture
def new_postgres(postgres_process: PostgresServer) -> Callable[[], str]:
    """Makes databases on it that a test has for itself: the URL of a new one."""
    return postgres_process.new_database


class RememberingEmbedder:
    """The real model, which embeds the same list of texts once: a list's vectors hang on nothing else.

    For tests of what stands on vectors; those of the vectors themselves take `embedder`.
    """

    def __init__(self, real: Embedder) -> None:
        self._real = real
        self._known: dict[tuple[str, ...], Vectors] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        key = tuple(texts)
        if key not in self._known:
            self._known[key] = self._real.encode(texts, progress)
            # One test must not change what another one gets.
            self._known[key].flags.writeable = False
        return self._known[key]


@pytest.fixture(scope="session")
def remembering(embedder: Embedder) -> RememberingEmbedder:
    return RememberingEmbedder(embedder)


@pytest.fixture
def document() -> Callable[..., Document]:
    """A document of a text: `document(text, markdown=False)`."""

    def make(text: str, *, markdown: bool = True, identifier: str = "sample") -> Document:
        return parse(text, identifier, source=f"{identifier}.{'md' if markdown else 'txt'}", markdown=markdown)

    return make


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """A folder of three small notes on disk."""
    folder = tmp_path / "notes"
    (folder / "deep").mkdir(parents=True)
    (folder / "trees.md").write_text("# Trees\n\nA tree splits the data by one feature at a time.\n", encoding="utf-8")
    (folder / "forests.md").write_text("# Forests\n\nA forest averages many trees.\n", encoding="utf-8")
    (folder / "deep" / "nets.md").write_text("# Nets\n\nA net stacks layers of weights.\n", encoding="utf-8")
    return folder


SECTIONS = (
    ("Counting Mistakes", "Which mistakes does a filter make, and which of them cost most?", "Approach"),
    ("Cutting Documents", "How long should a piece of a manual be before you search it?", "Strong answer"),
)


def _body() -> str:
    """A plain-text guide as a browser copies it: no marks, bullets with blank lines between, spaced code."""
    lines = ["How Talks About Models Go", "A few pages for those who will soon sit in one of them."]
    lines += [
        "What They Look At",
        *(f"  • Point {n}: candidates show it with an example of their own." for n in range(6)),
    ]
    lines += ["Questions On Basics"]
    for name, question, label in SECTIONS:
        lines += [name, f'Question: "{question}"']
        lines += [f"{label}: It depends on what the mistake costs, so say that first and put a number on it."]
        lines += [
            "What to name:",
            *(f"  • {name} needs measure number {n}, with its unit and reason" for n in range(4)),
        ]
    lines += ["Sorting By Hand", 'Question: "Write a sort that a child can follow."', "python"]
    code = [
        "def sort(items):",
        "# Take the smallest one out",
        "while items:",
        "yield items.pop()",
        "# Stop when none is left",
    ]
    lines += [code[0], *("\N{NO-BREAK SPACE}" * 4 + line for line in code[1:])]
    lines += ["Stories From Work", 'Question: "Tell me about a plan that failed at your last place."']
    lines += ["Structure (STAR):", "  • Situation: where it was and who was there", "  • Task: what you had to reach"]
    lines += ["  • Action: what you did about it yourself", "  • Result: what came of it and what you learned"]
    lines += ["Closing Words", "Sleep well the night before. " * 20 + "That is all there is to say."]
    return "\n\n".join(lines)


@pytest.fixture(scope="session")
def guide_text() -> str:
    """A synthetic guide of the shape of ../shared/guide, its body twice, in our own words."""
    return f"{_body()}\n\nShare this page\n\n{_body()}\n\nRead more from this author\n"


NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
# What a grader that is about as sure as ours believes of a point in each state.
BELIEVED = {
    VerdictState.MET: 0.9,
    VerdictState.PARTLY_MET: 0.5,
    VerdictState.NOT_MET: 0.05,
    VerdictState.CONTRADICTED: 0.03,
}


class Maker:
    """Makes what the rules take, with all that a test does not care about filled in."""

    now = NOW

    def question(
        self,
        name: str = "q",
        weights: Sequence[int] = (3, 2, 1, 1),
        topic: Topic | None = Topic.RAG,
        difficulty: Difficulty = Difficulty.MEDIUM,
        stage: Stage = Stage.SCREENING,
        skills: Sequence[Skill] = (Skill.FUNDAMENTALS,),
        follow_ups: bool = True,
        **fields: Any,
    ) -> Question:
        points = tuple(
            KeyPoint(
                id=f"p{n}",
                text=f"Point {n} of {name} is made.",
                weight=weight,
                section=f"rag/note#point-{n}",
                follow_up=f"What about point {n}?" if follow_ups else "",
            )
            for n, weight in enumerate(weights)
        )
        return Question(
            id=name, text=f"The question {name}?", stage=stage, skills=tuple(skills), topic=topic,
            difficulty=difficulty, key_points=points, strong_answer="All of it.", **fields,
        )  # fmt: skip

    def grade(
        self,
        question: Question,
        states: Sequence[VerdictState],
        probabilities: Sequence[float] | None = None,
        **kwargs: Any,
    ) -> Grade:
        believed = probabilities or [BELIEVED[state] for state in states]
        verdicts = tuple(
            Verdict(
                point_id=point.id,
                point=point.text,
                weight=point.weight,
                state=state,
                evidence=None if state is VerdictState.NOT_MET else Evidence("my own words", 0, 12),
                probability=probability,
                reason="",
                section=point.section,
                follow_up=point.follow_up,
            )
            for point, state, probability in zip(question.key_points, states, believed, strict=True)
        )
        return Grade(verdicts, (), Delivery(3, 0.02, ()), GradedBy("offline", "fake", "1"), **kwargs)

    def gated(self, question: Question, reason: GateReason) -> Grade:
        states = [VerdictState.NOT_MET] * len(question.key_points)
        return self.grade(question, states, gate=Gate(reason, "There is nothing to grade."))

    def interview(self, *plan: Question, course: Course | None = None) -> Interview:
        return Interview.begun("an-interview", plan or (self.question(),), (), NOW, course)

    def answer(self, interview: Interview, grade: Grade, **fields: Any) -> Interview:
        """The interview after its current ask was answered and graded so."""
        assert interview.ask is not None
        turn = Turn(**(vars(Turn(interview.ask, "my own words", grade, "A reply.", (), {}, NOW)) | fields))
        return interview.after(turn, next_ask(interview.heard(turn), NOW))

    def play(self, interview: Interview, decide: Callable[[Question], Grade], most: int = 100) -> Interview:
        while interview.ask is not None:
            assert len(interview.turns) < most, "the interview does not end"
            interview = self.answer(interview, decide(interview.graded_against(interview.ask)))
        return interview


@pytest.fixture(scope="session")
def make() -> Maker:
    return Maker()
