"""Passages of many owners in one database: nobody sees another's rows, a set is whole, the ranking is a folder's."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError

from ingest.documents.document import Document, parse
from ingest.errors import StoreFailed
from ingest.index.fuse import SearchSettings
from ingest.index.search import Index
from ingest.pipeline.build import build_documents
from ingest.pipeline.reuse import Kept
from ingest.pipeline.steps import BuildSettings, Content, Loaded

pytest.importorskip("pgvector")

from ingest.index.table import TABLES, Made, NoTables, PassageTables, Place, Rows
from ingest.index.table_search import TableSearch, is_worth_following

ANIMALS = ("zebra", "okapi", "quagga", "gnu", "kudu", "eland", "oryx", "impala", "bongo", "nyala")
ANN, BOB = Place("ann", "p1"), Place("bob", "p2")
MADE = Made("digest", "model")
# Who may bypass policies, and who owns the tables without.
USERS = ("superuser", "ordinary")


def note(animal: str) -> Document:
    words = " ".join(f"The {animal} model number {n} predicts churn of herd {n} at night." for n in range(8))
    return parse(f"# About the {animal}\n\n{words}\n", animal, animal, markdown=True)


def rows_of(documents: list[Document], embedder: Any) -> Rows:
    content = Content(Loaded(documents), embedder, BuildSettings(), Kept())
    vectors, _ = content.vectors(None)
    return Rows(content.passages, vectors, content.passage_of_window, list(content.words()))


class Database:
    """A new database, its engine, and who is connected there."""

    def __init__(self, url: str, user: str) -> None:
        self.owner = create_engine(url)
        with self.owner.begin() as connection:
            connection.exec_driver_sql("CREATE EXTENSION vector")
            if user == "ordinary":
                name = make_url(url).database
                connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN")
                connection.exec_driver_sql(f"GRANT ALL ON SCHEMA public TO {name}")
                url = url.replace("//coach@", f"//{name}@")
        self.engine: Engine = create_engine(url, pool_size=1)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        try:
            with self.engine.begin() as connection:
                yield connection
        except DBAPIError as error:
            raise StoreFailed(str(error.orig)) from error


@pytest.fixture(params=USERS)
def database(request: pytest.FixtureRequest, new_postgres: Callable[[], str]) -> Iterator[Database]:
    made = Database(new_postgres(), request.param)
    yield made
    made.engine.dispose()
    made.owner.dispose()


@pytest.fixture
def tables(database: Database, fake_embedder: Any) -> PassageTables:
    """Those of ann, who wrote of zebras, and of bob, who wrote of okapis."""
    made = PassageTables(database.transaction, dimension=fake_embedder.dimension)
    made.replace(ANN, MADE, rows_of([note("zebra")], fake_embedder))
    made.replace(BOB, MADE, rows_of([note("okapi")], fake_embedder))
    return made


def owners(connection: Connection, table: str) -> list[str]:
    """Of all rows that are seen there, without any condition."""
    return list(connection.execute(text(f"SELECT owner FROM {table}")).scalars())  # noqa: S608


def test_a_query_without_any_condition_sees_the_rows_of_its_owner_alone(
    tables: PassageTables, database: Database
) -> None:
    for table in TABLES:
        with tables.as_owner("ann") as connection:
            assert set(owners(connection, table)) == {"ann"}
        with database.owner.connect() as connection:
            assert set(owners(connection, table)) == {"ann", "bob"}, "both are there"


def test_no_condition_that_is_smuggled_in_widens_what_is_seen(tables: PassageTables) -> None:
    with tables.as_owner("ann") as connection:
        for attack in (
            "SELECT text FROM private_passages WHERE owner = 'bob' OR text LIKE '%okapi%'",
            "SELECT p.text FROM private_sets s RIGHT JOIN private_passages p ON true WHERE p.owner <> 'ann'",
            "SELECT text FROM private_passages WHERE EXISTS (SELECT 1 FROM private_words WHERE held LIKE '%okapi%')",
            "UPDATE private_passages SET tokens = 0 WHERE owner <> 'ann' RETURNING text",
            "DELETE FROM private_passages WHERE owner <> 'ann' RETURNING text",
        ):
            assert connection.execute(text(attack)).all() == []


def test_nearest_vectors_of_others_are_not_found_by_the_graph_either(tables: PassageTables) -> None:
    with tables.as_owner("ann") as connection:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        connection.exec_driver_sql("SET LOCAL enable_sort = off")
        theirs = "SELECT owner FROM private_windows ORDER BY vector <#> CAST(:query AS halfvec) LIMIT 50"
        asked = {"query": str([1.0] * 32)}
        plan = "\n".join(connection.execute(text(f"EXPLAIN {theirs}"), asked).scalars())
        assert "private_windows_near" in plan
        assert set(connection.execute(text(theirs), asked).scalars()) == {"ann"}


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO private_sets VALUES ('bob', 'p9', 'd', 'm', 0, 0, '{}')",
        "INSERT INTO private_words VALUES ('bob', 'p2', 99, '{}')",
        "UPDATE private_sets SET owner = 'bob', id = 'p9' WHERE owner = 'ann'",
    ],
)
def test_nobody_writes_rows_of_another(tables: PassageTables, statement: str) -> None:
    with pytest.raises(StoreFailed, match="row-level security"), tables.as_owner("ann") as connection:
        connection.execute(text(statement))


def test_a_transaction_that_names_no_owner_sees_nothing_even_after_one_that_did(
    tables: PassageTables, database: Database
) -> None:
    with tables.as_owner("ann") as connection:
        assert owners(connection, "private_windows")
    for owner in ("", "somebody"):
        with tables.as_owner(owner) as connection:
            assert [owners(connection, table) for table in TABLES] == [[], [], [], []]
    # The pool has one connection, so it is the one that was ann's.
    with database.transaction() as connection:
        is_superuser = connection.execute(
            text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        ).scalar_one()
        assert connection.execute(text("SELECT current_setting('coach.owner', true)")).scalar_one() in (None, "")
        assert is_superuser or owners(connection, "private_windows") == []


def test_a_search_finds_its_own_set_alone(tables: PassageTables, fake_embedder: Any) -> None:
    search = TableSearch(tables)
    assert "zebra" in search.search(ANN, "okapi churn", fake_embedder, 5)[0].passage.text
    assert search.search(Place("ann", "p2"), "okapi churn", fake_embedder, 5) == []
    assert search.search(Place("", "p1"), "zebra churn", fake_embedder, 5) == []


def test_a_set_that_was_made_of_the_same_is_not_written_again(tables: PassageTables, fake_embedder: Any) -> None:
    def written() -> set[str]:
        with tables.as_owner("ann") as connection:
            return set(connection.execute(text("SELECT CAST(xmin AS text) FROM private_windows")).scalars())

    before = written()
    assert tables.holds(ANN, MADE)
    tables.replace(ANN, MADE, rows_of([note("zebra")], fake_embedder))
    assert written() == before
    changed = Made("another digest", "model")
    assert not tables.holds(ANN, changed)
    tables.replace(ANN, changed, rows_of([note("gnu")], fake_embedder))
    assert written() != before
    assert [one.document for one, _ in tables.embedded(ANN, "model")] == ["gnu"]
    assert tables.embedded(ANN, "another model") == []


def test_of_four_that_write_one_set_at_once_one_does(
    database: Database, fake_embedder: Any, tables: PassageTables
) -> None:
    database.engine.dispose()
    database.engine = create_engine(database.engine.url, pool_size=4)
    made, rows = Made("all at once", "model"), rows_of([note("kudu"), note("oryx")], fake_embedder)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: tables.replace(ANN, made, rows), range(4)))
    assert [one.document for one, _ in tables.embedded(ANN, "model")] == ["kudu", "oryx"]


def test_a_deleted_set_leaves_no_row(tables: PassageTables, database: Database) -> None:
    tables.delete(ANN)
    with database.owner.connect() as connection:
        for table in TABLES:
            assert set(owners(connection, table)) == {"bob"}


def test_a_set_goes_with_what_it_belongs_to_and_is_not_made_without_it(database: Database, fake_embedder: Any) -> None:
    with database.transaction() as connection:
        connection.exec_driver_sql("CREATE TABLE parents (id varchar(40) PRIMARY KEY)")
        connection.exec_driver_sql("INSERT INTO parents VALUES ('p1')")
    made = PassageTables(database.transaction, "parents", fake_embedder.dimension)
    made.replace(ANN, MADE, rows_of([note("zebra")], fake_embedder))
    with pytest.raises(StoreFailed, match="foreign key"):
        made.replace(BOB, MADE, rows_of([note("okapi")], fake_embedder))
    # Of no owner, as who deletes a user does it.
    with database.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM parents")
    with database.owner.connect() as connection:
        assert [owners(connection, table) for table in TABLES] == [[], [], [], []]


def test_vectors_come_back_as_they_were_but_for_half_precision(tables: PassageTables, fake_embedder: Any) -> None:
    rows = rows_of([note("zebra")], fake_embedder)
    held = tables.embedded(ANN, "model")
    assert [passage for passage, _ in held] == list(rows.passages)
    assert abs(held[0][1] - rows.vectors[: len(held[0][1])]).max() < 1e-3


@pytest.mark.parametrize("by_graph", [False, True], ids=["all compared", "graph"])
def test_the_ranking_is_that_of_a_folder(
    tables: PassageTables, fake_embedder: Any, tmp_path: Path, by_graph: bool
) -> None:
    documents = [note(animal) for animal in ANIMALS]
    build_documents(Loaded(documents), tmp_path / "index", fake_embedder)
    folder = Index(tmp_path / "index", fake_embedder)
    tables.replace(ANN, Made("ten", "model"), rows_of(documents, fake_embedder))
    search = TableSearch(tables, SearchSettings(), by_graph)
    for query in ("which model predicts churn of the kudu", "imapla herd", "night", "nothing of it", "about the oryx?"):
        expected, found = folder.search(query, 5), search.search(ANN, query, fake_embedder, 5)
        assert [hit.row for hit in found][:1] == [hit.row for hit in expected][:1], query
        assert [hit.score for hit in found] == pytest.approx([hit.score for hit in expected], abs=2e-3), query
        assert [hit.words for hit in found] == pytest.approx([hit.words for hit in expected], abs=1e-5), query
    folder.texts.close()


def test_the_graph_is_followed_only_for_a_set_that_holds_much_of_the_table() -> None:
    assert is_worth_following(1_000_000, 1_000_000)
    assert is_worth_following(42_000, 100_000)
    assert not is_worth_following(42_000, 1_000_000)
    assert not is_worth_following(100, 1_000_000)
    assert not is_worth_following(100, -1), "a table that nobody has counted yet"
    assert not is_worth_following(0, 0)


def test_tables_are_made_once_and_refuse_vectors_of_another_model(tables: PassageTables, database: Database) -> None:
    again = PassageTables(database.transaction, dimension=32)
    assert again.holds(ANN, MADE)
    with pytest.raises(NoTables, match="32 dimensions"):
        PassageTables(database.transaction, dimension=64)


def test_who_may_not_make_the_extension_is_told_so(new_postgres: Callable[[], str]) -> None:
    made = Database(new_postgres(), "ordinary")
    with made.owner.begin() as connection:
        connection.exec_driver_sql("DROP EXTENSION vector")
    with pytest.raises(NoTables, match="may not make"):
        PassageTables(made.transaction)
    made.engine.dispose()
    made.owner.dispose()
