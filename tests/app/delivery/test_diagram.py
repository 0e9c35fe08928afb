"""Diagrams in a text are read as components and edges, and their labels as words."""

import pytest

from app.delivery.diagram import Edge, read_diagram, readable
from app.delivery.phases import open_phases
from app.delivery.remarks import is_code
from app.grading.gate.gate import gate
from ingest.bank.questions import Question
from ingest.language.text import Text

MERMAID = """Here it is:
```mermaid
flowchart LR
  A[Client] -->|query| B(API gateway)
  B --> C{Cache hit?}
  C -- no --> D[(Vector index)]
  D --> E[Reranker] --> F[LLM]
```
That is it."""
BOXES = """
+--------+      +-------+
| Client |----->|  API  |
+--------+      +-------+
"""


def test_a_mermaid_flowchart_is_read() -> None:
    found = read_diagram(MERMAID)
    assert found is not None
    assert found.components == ("Client", "API gateway", "Cache hit?", "Vector index", "Reranker", "LLM")
    assert found.edges[0] == Edge("Client", "API gateway", "query")
    assert found.edges[2] == Edge("Cache hit?", "Vector index", "no")


@pytest.mark.parametrize(
    "text", ["[Client] -> [API] -> [Store]", "Client \u2192 API -> Store", "[Client] --> [API]\n[API] --> [Store]"]
)
def test_boxes_and_arrows_on_a_line_are_read(text: str) -> None:
    found = read_diagram(text)
    assert found is not None
    assert found.components == ("Client", "API", "Store")
    assert [(edge.source, edge.target) for edge in found.edges] == [("Client", "API"), ("API", "Store")]


def test_drawn_boxes_are_read() -> None:
    found = read_diagram(BOXES)
    assert found is not None
    assert found.edges == (Edge("Client", "API"),)


COLUMN = """
+--------+
| Client |
+--------+
    |
    v
+-------+      +-------+
|  API  |----->| Store |
+-------+      +-------+
    |              |
    v              v
+-------+      +--------+
| Model |      | Backup |
+-------+      +--------+
"""
SEQUENCE = """It goes so:
```mermaid
sequenceDiagram
  participant U as User
  participant API
  U->>API: query
  loop for each shard
    API->>Index: search
    Index-->>API: top 100
  end
  API-->>U: answer
```"""


@pytest.mark.parametrize("text", [COLUMN, COLUMN.translate(str.maketrans("|v", "\u2502\u25bc"))])
def test_boxes_below_one_another_are_read_with_the_arrows_down(text: str) -> None:
    """The second row and the arrow to it were lost."""
    found = read_diagram(text)
    assert found is not None
    assert found.components == ("Client", "API", "Store", "Model", "Backup")
    edges = {(edge.source, edge.target) for edge in found.edges}
    assert edges == {("Client", "API"), ("API", "Store"), ("API", "Model"), ("Store", "Backup")}
    assert readable(text).split() == ["Client", "API", "to", "Store", "Model", "Backup"]


def test_plain_boxes_below_one_another_are_read() -> None:
    found = read_diagram("Like this:\n[Client]\n   |\n   v\n[API]\n   |\n   v\n[Store]\nThat is it.")
    assert found is not None
    assert found.edges == (Edge("Client", "API"), Edge("API", "Store"))


def test_a_sequence_is_read() -> None:
    """No word of it was read, and it was no diagram."""
    found = read_diagram(SEQUENCE)
    assert found is not None
    assert found.components == ("User", "API", "Index")
    assert found.edges[0] == Edge("User", "API", "query")
    assert found.edges[2] == Edge("Index", "API", "top 100")
    assert " ".join(readable(SEQUENCE).split()) == (
        "It goes so: User API , API query API, Index search Index to API top 100 API to answer"
    )


def test_an_arrow_from_several_nodes_is_one_from_each() -> None:
    """ "D & C" was one component."""
    found = read_diagram("```mermaid\ngraph LR\n  D[(Store)] & C --> E[Ranker]\n  E --> D & F\n```")
    assert found is not None
    assert found.components == ("Store", "C", "Ranker", "F")
    assert [(edge.source, edge.target) for edge in found.edges] == [
        ("Store", "Ranker"), ("C", "Ranker"), ("Ranker", "Store"), ("Ranker", "F")
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "First v\nthen |\nw",
        "less memory -> more errors",
        "The p95 goes from 3 -> 5 and a -> b.",
        "def f() -> int:",
        "-" * 5000,
        "[" * 5000,
    ],
)
def test_prose_is_no_diagram(text: str) -> None:
    assert read_diagram(text) is None


@pytest.mark.parametrize("text", [MERMAID, BOXES, COLUMN, "[Client] -> [API] -> [Store]", "no diagram"])
def test_the_labels_stay_where_they_stand(text: str) -> None:
    told = readable(text)
    assert len(told) == len(text)
    found = read_diagram(text)
    for label in found.components if found else ():
        assert told[text.index(label) :].startswith(label)
    assert "-->" not in told


def test_arrows_are_read_aloud_and_ids_are_not() -> None:
    text = "```mermaid\ngraph LR\n  U[User] --> G[API gateway]\n  G --> R[Ranker]\n  R -- no --> U\n```"
    assert readable(text).split() == ["User", "to", "API", "gateway", "to", "Ranker", "no", "to"]
    assert " ".join(readable("Users -> CDN -> feed service\nA-->B").split()) == "Users to CDN to feed service A, B"


def test_a_sentence_and_a_diagram_are_language(bank: list[Question]) -> None:
    """With commas for arrows they were a list of names, and the design earned nothing."""
    question = next(one for one in bank if one.id == "sd-product-search-ranking")
    drawn = """I would build it like this.
```mermaid
graph LR
  U[User] --> G[API gateway]
  G --> Q[Query understanding]
  Q --> R[Retrieval: BM25 + ANN]
  R --> K[Ranker: LambdaMART]
  K --> B[Business rules]
  L[Click log] --> T[Training with position-bias correction]
  T --> K
```"""
    assert gate(question, Text(readable(drawn))) is None


def test_a_diagram_is_no_program_and_shows_the_parts_of_a_design() -> None:
    """Who drew one was told that code is not graded, and then asked which parts the design has."""
    assert is_code(MERMAID)
    assert not is_code(readable(MERMAID))
    for drawn in (MERMAID, BOXES):
        assert "high level" not in open_phases("Design a shop.", drawn)
    assert "high level" in open_phases("Design a shop.", "It looks good.")


def test_a_box_may_be_called_as_a_part_of_a_sequence_is() -> None:
    """ "critical path -> db -> cache" was no diagram, since a sequence has lines that begin with "critical"."""
    found = read_diagram("critical path -> db -> cache")
    assert found is not None
    assert found.components == ("critical path", "db", "cache")
