"""`coach eval tables` ranks in a folder and in tables, and tells how far they lie apart."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from postgres_server import PostgresServer
from sqlalchemy import Engine, create_engine, text

pytest.importorskip("pgvector")

from app.store.interviews import Store
from eval.retrieval.beir import Beir, documents_of
from eval.retrieval.search import open_documents
from eval.retrieval.table_ranking import FOLDER, FULL_TEXT, GRAPH, TABLES, evaluate
from eval.speed.table_cost import measure, sizes_of
from ingest.index.search import Index
from ingest.index.table import PassageTables

ANIMALS = {"1": "zebra", "2": "okapi", "3": "quagga"}
SET = Beir(
    "animals",
    {key: (f"The {animal}", f"The {animal} model predicts churn at night.") for key, animal in ANIMALS.items()},
    {f"q{key}": f"what does the {animal} predict" for key, animal in ANIMALS.items()},
    {f"q{key}": {key: 1} for key in ANIMALS},
)


@pytest.fixture(scope="module")
def database(postgres_process: PostgresServer) -> Iterator[Engine]:
    url = postgres_process.new_database()
    engine = create_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def tables(database: Engine, fake_embedder: Any) -> Iterator[PassageTables]:
    store = Store(database.url.render_as_string(hide_password=False))
    yield PassageTables(store.transaction, dimension=fake_embedder.dimension)
    store.close()


@pytest.fixture
def index(tmp_path: Path, fake_embedder: Any) -> Iterator[Index]:
    opened = open_documents(documents_of(SET), tmp_path / "animals", fake_embedder)
    yield opened
    opened.texts.close()


def test_folder_and_tables_rank_alike_and_full_text_stands_beside(
    tables: PassageTables, index: Index, fake_embedder: Any
) -> None:
    report = evaluate(SET, index, fake_embedder, tables)
    assert list(report.ways) == [FOLDER, TABLES, GRAPH, FULL_TEXT]
    assert report.ways[FOLDER].value == pytest.approx(1.0)
    assert report.is_met
    assert "at most 0.5 apart: met" in report.render()


def test_a_fifth_of_the_windows_lies_in_large_sets() -> None:
    assert sizes_of(1_000) == [100] * 10
    assert sizes_of(100_000) == [20_000, *[100] * 800]
    assert sizes_of(1_000_000) == [40_000, 20_000, 10_000, 5_000, 2_000, *[100] * 9_230]


def test_what_a_query_takes_is_measured_by_both_ways_and_leaves_nothing(
    tables: PassageTables, database: Engine, index: Index, fake_embedder: Any
) -> None:
    cost = measure(database, tables, index, fake_embedder, 300)
    assert (cost.windows, cost.owners) == (300, 3)
    assert [one.way for one in cost.asked] == ["all compared", "graph"]
    assert all(one.same_best_5 == 1 and one.processor_p95_ms > 0 for one in cost.asked)
    with database.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM private_windows")).scalar_one() == 0
