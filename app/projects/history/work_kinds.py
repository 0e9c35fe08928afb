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


def _any(*written: str, flags: int = 0) -> re.Pattern[str]:
    return re.compile("|".join(written), flags)


# The first that fits: a test of a pipeline is a test.
BY_PATH: tuple[tuple[Work, re.Pattern[str]], ...] = (
    (
        Work.TESTS,
        _any(
            r"(?:^|/)(?:tests?|spec|__tests__|e2e)/",
            r"(?:^|/)test_[^/]*$|_test\.\w+$|\.(?:spec|test)\.\w+$|(?:^|/)conftest\.py$",
        ),
    ),
    (Work.NOTEBOOKS, _any(r"\.ipynb$", r"(?:^|/)notebooks?/")),
    (
        Work.DOCS,
        _any(
            r"(?:^|/)docs?/|\.(?:md|rst|adoc)$",
            r"(?:^|/)(?:readme|changelog|contributing)[^/]*$|(?:^|/)mkdocs\.yml$",
        ),
    ),
    (
        Work.INFRASTRUCTURE,
        _any(
            r"(?:^|/)(?:\.github|\.gitlab|\.circleci|deploy(?:ment)?|infra(?:structure)?|terraform|helm|charts|ci)/",
            r"(?:^|/)(?:k8s|kubernetes|ansible|docker)/|\.tf$|\.dockerfile$",
            r"(?:^|/)(?:dockerfile|docker-compose|makefile|jenkinsfile|procfile|tox\.ini)[^/]*$",
            r"(?:^|/)\.(?:gitlab-ci|pre-commit)[^/]*$",
        ),
    ),
    (
        Work.PIPELINES,
        _any(
            r"(?:^|/)(?:dags?|etl|pipelines?|ingest(?:ion)?|dbt|airflow|spark|jobs|loaders?|warehouse|migrations)/",
            r"\.sql$|(?:^|/)[^/]*(?:etl|pipeline|ingest|dataset|loader|preprocess)[^/]*\.\w+$",
        ),
    ),
    (
        Work.ALGORITHMS,
        _any(
            r"(?:^|/)(?:models?|algorithms?|training|losses|optim|solvers?|ranking|search|layers?|kernels?)/",
            r"(?:^|/)[^/]*(?:model|train|loss|optim|solver|rank|predict|cluster|classif|attention|embedd)[^/]*"
            r"\.(?:py|jl|r|cpp|cc|cu|rs|go|java|scala)$",
        ),
    ),
)
BY_DIFF: tuple[tuple[Work, re.Pattern[str]], ...] = (
    (Work.TESTS, _any(r"^\s*(?:def test_|assert\b|it\(|describe\(|@pytest|@Test\b|expect\(|func Test[A-Z])")),
    (
        Work.PIPELINES,
        _any(
            r"\bSELECT\b.+\bFROM\b|\bINSERT INTO\b|\bCREATE TABLE\b|\bread_(?:csv|parquet|sql)\b|\bto_parquet\b",
            r"\bspark\.|\bDAG\(|\bairflow\b|\bconsumer\.poll\b",
        ),
    ),
    (
        Work.ALGORITHMS,
        _any(
            r"^\s*(?:import|from) (?:torch|tensorflow|sklearn|numpy|scipy|jax|xgboost|lightgbm)\b",
            r"\b(?:np|torch|tf|jnp|sklearn|scipy)\.\w+|\bnn\.Module\b|\bsoftmax\b|\bgradient\b|\bheapq\.",
            r"\bdef (?:forward|fit|predict|loss|backward|score|rank)\b|\bO\([^)]{1,20}\)",
        ),
    ),
    (
        Work.INFRASTRUCTURE,
        _any(
            r"^\s*(?:FROM \w[\w./-]*(?::[\w.-]+)?$|RUN |ENTRYPOINT|runs-on:|apiVersion:)",
            r"^\s*(?:resource \"|services:|uses: )",
        ),
    ),
    (
        Work.FEATURES,
        _any(
            r"^\s*(?:@(?:app|router)\.(?:get|post|put|delete|route)|export (?:default )?(?:function|class|const))",
            r"^\s*(?:def \w+|class \w+|func \w+|public \w+ \w+\()",
        ),
    ),
)
BY_MESSAGE: tuple[tuple[Work, re.Pattern[str]], ...] = (
    (Work.TESTS, _any(r"^tests?\b", r"\b(?:add|more|fix)\w* tests?\b", flags=re.I)),
    (Work.DOCS, _any(r"^docs?\b", r"\b(?:readme|documentation|docstrings?)\b", flags=re.I)),
    (
        Work.INFRASTRUCTURE,
        _any(
            r"^(?:ci|build|chore\(ci\)|deploy)\b",
            r"\b(?:docker|kubernetes|terraform|deploy\w*|github actions)\b",
            flags=re.I,
        ),
    ),
    (Work.PIPELINES, _any(r"\b(?:etl|pipeline|ingest\w*|backfill|data ?sets?)\b", flags=re.I)),
    (
        Work.ALGORITHMS,
        _any(
            r"^perf\b",
            r"\b(?:algorithm|training|loss|ranking|classifier|embedding\w*|gradient\w*|optimi[sz]er)\b",
            flags=re.I,
        ),
    ),
    (Work.FEATURES, _any(r"^feat\b", r"^(?:add|implement|introduce)s?\b", flags=re.I)),
)
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
