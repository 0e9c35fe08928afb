"""A change -> what kind of work it is: features, infrastructure, algorithms, data pipelines, tests, docs, notebooks.

Decides it three ways that are kept apart: by the paths, by the lines of the diff, by the message. Paths alone are the
weakest of them.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from pathlib import PurePosixPath

from app.projects.documents import CODE_SUFFIXES


class Work(StrEnum):
    """A kind of work."""

    FEATURES = "features"
    INFRASTRUCTURE = "infrastructure"
    ALGORITHMS = "algorithms"
    PIPELINES = "data pipelines"
    TESTS = "tests"
    DOCS = "docs"
    NOTEBOOKS = "notebooks"


class Basis(StrEnum):
    """What a kind of work was read from."""

    PATHS = "paths"
    DIFFS = "diffs"
    MESSAGES = "messages"


# The first that fits: a test of a pipeline is a test.
BY_PATH: tuple[tuple[Work, re.Pattern[str]], ...] = (
    (Work.TESTS, re.compile(r"(?:^|/)(?:tests?|spec|__tests__|e2e)/|(?:^|/)test_[^/]*$|_test\.\w+$|\.(?:spec|test)\.\w+$|(?:^|/)conftest\.py$")),
    (Work.NOTEBOOKS, re.compile(r"\.ipynb$|(?:^|/)notebooks?/")),
    (Work.DOCS, re.compile(r"(?:^|/)docs?/|\.(?:md|rst|adoc)$|(?:^|/)(?:readme|changelog|contributing)[^/]*$|(?:^|/)mkdocs\.yml$")),
    (Work.INFRASTRUCTURE, re.compile(
        r"(?:^|/)(?:\.github|\.gitlab|\.circleci|deploy(?:ment)?|infra(?:structure)?|terraform|helm|charts|k8s|kubernetes|ansible|docker|ci)/"
        r"|(?:^|/)(?:dockerfile|docker-compose|makefile|jenkinsfile|procfile|\.gitlab-ci|tox\.ini|\.pre-commit)[^/]*$|\.tf$|\.dockerfile$")),
    (Work.PIPELINES, re.compile(
        r"(?:^|/)(?:dags?|etl|pipelines?|ingest(?:ion)?|dbt|airflow|spark|jobs|loaders?|extract|warehouse|migrations)/|\.sql$"
        r"|(?:^|/)[^/]*(?:etl|pipeline|ingest|dataset|loader|preprocess)[^/]*\.\w+$")),
    (Work.ALGORITHMS, re.compile(
        r"(?:^|/)(?:models?|algorithms?|training|losses|optim|solvers?|ranking|search|layers?|kernels?)/"
        r"|(?:^|/)[^/]*(?:model|train|loss|optim|solver|rank|predict|cluster|classif|attention|embedd)[^/]*\.(?:py|jl|r|cpp|cc|cu|rs|go|java|scala)$")),
)  # fmt: skip
BY_DIFF: tuple[tuple[Work, re.Pattern[str]], ...] = (
    (Work.TESTS, re.compile(r"^\s*(?:def test_|assert\b|it\(|describe\(|@pytest|@Test\b|expect\(|func Test[A-Z])")),
    (Work.PIPELINES, re.compile(r"\bSELECT\b.+\bFROM\b|\bINSERT INTO\b|\bCREATE TABLE\b|\bread_(?:csv|parquet|sql)\b|\bspark\.|\bto_parquet\b|\bDAG\(|\bairflow\b|\bconsumer\.poll\b")),
    (Work.ALGORITHMS, re.compile(
        r"\b(?:np|torch|tf|jnp|sklearn|scipy)\.\w+|\bdef (?:forward|fit|predict|loss|backward|score|rank)\b|\bnn\.Module\b|\bsoftmax\b|\bgradient\b|\bheapq\.|\bO\([^)]{1,20}\)")),
    (Work.INFRASTRUCTURE, re.compile(r"^\s*(?:FROM \w[\w./-]*(?::[\w.-]+)?$|RUN |ENTRYPOINT|runs-on:|apiVersion:|resource \"|services:|uses: )")),
    (Work.FEATURES, re.compile(r"^\s*(?:@(?:app|router)\.(?:get|post|put|delete|route)|export (?:default )?(?:function|class|const)|def \w+|class \w+|func \w+|public \w+ \w+\()")),
)  # fmt: skip
BY_MESSAGE: tuple[tuple[Work, re.Pattern[str]], ...] = (
    (Work.TESTS, re.compile(r"^tests?\b|\b(?:add|more|fix)\w* tests?\b", re.I)),
    (Work.DOCS, re.compile(r"^docs?\b|\b(?:readme|documentation|docstrings?)\b", re.I)),
    (Work.INFRASTRUCTURE, re.compile(r"^(?:ci|build|chore\(ci\)|deploy)\b|\b(?:docker|kubernetes|terraform|deploy\w*|github actions)\b", re.I)),
    (Work.PIPELINES, re.compile(r"\b(?:etl|pipeline|ingest\w*|backfill|data ?sets?)\b", re.I)),
    (Work.ALGORITHMS, re.compile(r"^perf\b|\b(?:algorithm|training|loss|ranking|classifier|embedding\w*|gradient\w*|optimi[sz]er)\b", re.I)),
    (Work.FEATURES, re.compile(r"^feat\b|^(?:add|implement|introduce)s?\b", re.I)),
)  # fmt: skip
# Of a diff only the first lines are looked at: what it is about shows there.
MOST_LINES = 400


def by_path(path: str) -> Work | None:
    """The kind of work in a file, by its path; None for what says nothing, such as data."""
    lowered = path.lower()
    for work, written in BY_PATH:
        if written.search(lowered):
            return work
    return Work.FEATURES if PurePosixPath(lowered).suffix in CODE_SUFFIXES else None


def by_diff(added: Iterable[str]) -> frozenset[Work]:
    """The kinds of work that added lines show."""
    found: set[Work] = set()
    for number, line in enumerate(added):
        if number >= MOST_LINES:
            break
        found.update(work for work, written in BY_DIFF if work not in found and written.search(line[:300]))
    return frozenset(found)


def by_message(message: str) -> frozenset[Work]:
    """The kinds of work that the first line of a message names."""
    title = message.split("\n", 1)[0]
    return frozenset(work for work, written in BY_MESSAGE if written.search(title))
