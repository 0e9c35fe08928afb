"""The bench: what it measures on and how it tells it. No times are compared; machines differ."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from app.settings import Settings
from app.terminal.lazy import group
from eval.speed.bench import PARTS, RESULTS, Report, run
from eval.speed.ingest_cost import Recorder, measure_quality
from eval.speed.material import Figure, Left, in_turns, median, note_texts, p95, queries, sentences, write_notes
from eval.speed.query_cost import measure_memory
from eval.speed.search_growth import Point, exact_rows, grown_vectors, plot, table, write_grown
from ingest.errors import BadRequest
from ingest.index.search import Index

COMMANDS = group({"bench": "eval.commands.bench:bench"}, "Measure.")

POINT = Point(1000, "exact", 3.1, 4.2, 0.1, 0.2, 0.05, 3.0, 4.0, 5.0, 0.5, 1.0)
KNOWN = ["A tree splits on one feature at a time.", "A forest averages many trees.", "A net stacks layers."]


def unit(rng: np.random.Generator, count: int, dimension: int = 24) -> np.ndarray:
    vectors = rng.standard_normal((count, dimension)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.mark.parametrize(
    ("limits", "is_met"),
    [
        ({}, True),
        ({"at_most": 2.0}, True),
        ({"at_most": 1.9}, False),
        ({"at_least": 2.0}, True),
        ({"at_least": 2.1}, False),
    ],
)
def test_a_target_is_met_up_to_and_with_its_limit(limits: dict[str, float], is_met: bool) -> None:
    assert Figure("query", "warm", 2.0, "ms", **limits).is_met is is_met


@pytest.mark.slow
def test_a_report_tells_figures_targets_what_was_left_out_and_growth(tmp_path: Path) -> None:
    figures = (Figure("query", "warm", 3.25, "ms", at_most=4.0), Figure("cold", "help", 0.4, "s", at_most=0.3))
    report = Report("a machine", figures, (Left("query", "LangChain", "is not here"),), (POINT,))
    text = report.render()
    assert "| query | warm | 3.250 ms | at most 4: met |" in text
    assert "| cold | help | 0.400 s | at most 0.3: MISSED |" in text
    assert "- not measured: query, LangChain: is not here" in text
    assert "| 1,000 | exact | 3.1 | 4.2 | 0.10 | 0.20 | 0.05 | 3 | 4 | 5 | 0.5 | 1.000 |" in text
    report.save(tmp_path)
    kept = json.loads((tmp_path / "bench.json").read_text())
    assert [figure["is_met"] for figure in kept["figures"]] == [True, False]
    assert (tmp_path / "bench.md").read_text() == text
    assert (tmp_path / "growth.png").read_bytes().startswith(b"\x89PNG")


QUERY, COLD = Figure("query", "warm", 9.0, "ms"), Figure("cold", "help", 0.4, "s", at_most=0.3)
QUERY_AGAIN = Figure("query", "warm", 3.0, "ms")


@pytest.mark.slow
def test_parts_that_were_not_measured_again_are_kept(tmp_path: Path) -> None:
    Report("a machine", (COLD, QUERY), (Left("query", "LangChain", "is not here"),), (POINT,)).save(tmp_path)
    again = Report("a machine", (QUERY_AGAIN,), ()).with_kept(["query"], tmp_path)
    assert again.figures == (QUERY_AGAIN, COLD)
    assert again.left == ()
    assert again.points == (POINT,)
    assert again.with_kept(["query"], tmp_path / "none") == again


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [("--part", "query", "--save"), ("--part", "query", "--save", "--json")])
def test_figures_of_another_machine_are_not_dropped_and_the_refusal_comes_before_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    Report("another machine", (QUERY, COLD), (), (POINT,)).save(tmp_path)
    before = (tmp_path / "bench.json").read_bytes()
    measured = benched(monkeypatch, tmp_path)
    with pytest.raises(
        BadRequest, match=r"another machine \(another machine\) than this one \(this machine\).*move .*bench.json away"
    ):
        CliRunner().invoke(COMMANDS, ["bench", *arguments], catch_exceptions=False)
    assert measured == []
    assert (tmp_path / "bench.json").read_bytes() == before


@pytest.mark.parametrize(
    "text",
    ["{", "[1]", "{}", '{"machine": "this machine", "figures": [{"part": "query"}], "left": [], "growth": []}',
     '{"machine": "this machine", "figures": [{"part": "speed", "name": "a", "value": 1, "unit": "s"}], '
     '"left": [], "growth": []}'],
    ids=["no JSON", "no object", "nothing", "half a figure", "an unknown part"],
)  # fmt: skip
def test_saved_figures_that_cannot_be_read_are_not_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    (tmp_path / "bench.json").write_text(text)
    measured = benched(monkeypatch, tmp_path)
    with pytest.raises(BadRequest, match=r"bench.json cannot be read .* this machine is this machine; measure all"):
        CliRunner().invoke(COMMANDS, ["bench", "--part", "query", "--save"], catch_exceptions=False)
    assert measured == []
    assert (tmp_path / "bench.json").read_text() == text


@pytest.mark.parametrize(
    ("machine", "arguments", "kept"),
    [
        ("this machine", ["--part", "query", "--save"], [QUERY_AGAIN, COLD]),
        ("another machine", ["--save"], [QUERY_AGAIN]),
    ],
    ids=["one part on the same machine", "all parts"],
)
def test_what_is_saved_is_what_was_measured_and_what_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, machine: str, arguments: list[str], kept: list[Figure]
) -> None:
    Report(machine, (QUERY, COLD), ()).save(tmp_path)
    assert benched(monkeypatch, tmp_path) == []
    assert CliRunner().invoke(COMMANDS, ["bench", *arguments], catch_exceptions=False).exit_code == 0
    saved = json.loads((tmp_path / "bench.json").read_text())
    assert saved["machine"] == "this machine"
    assert [(item["part"], item["value"]) for item in saved["figures"]] == [(one.part, one.value) for one in kept]


def benched(monkeypatch: pytest.MonkeyPatch, results: Path) -> list[Any]:
    """The parts of each run of a bench that measures nothing, on "this machine"."""
    runs: list[Any] = []

    def measure(_: Settings, parts: Any, __: Any) -> Report:
        runs.append(parts)
        return Report("this machine", (QUERY_AGAIN,), ())

    monkeypatch.setattr("eval.commands.bench.RESULTS", results)
    monkeypatch.setattr("eval.commands.bench.machine", lambda: "this machine")
    monkeypatch.setattr("eval.commands.bench.run", measure)
    return runs


def test_the_saved_results_hold_figures_of_every_part() -> None:
    # The rows of ingest, again and growth were once lost, and nobody noticed.
    saved = json.loads((RESULTS / "bench.json").read_text(encoding="utf-8"))
    # A turn came after the saved run, and figures of two machines are not mixed; docs/hosting.md has it.
    assert {item["part"] for item in saved["figures"]} == set(PARTS) - {"turn"}
    assert saved["growth"]


def test_the_columns_of_the_table_fit_its_head() -> None:
    widths = {line.count("|") for line in table([POINT]).splitlines()}
    assert len(widths) == 1


def test_a_part_that_there_is_not_is_named() -> None:
    with pytest.raises(BadRequest, match="speed"):
        run(Settings(), ["speed"])


def test_tasks_take_turns() -> None:
    seen: list[str] = []
    seconds = in_turns({"a": lambda: seen.append("a"), "b": lambda: seen.append("b")}, 3)
    assert seen == ["a", "b"] * 3
    assert [len(values) for values in seconds.values()] == [3, 3]


def test_median_and_p95() -> None:
    assert median([3.0, 1.0, 2.0, 10.0]) == 2.5
    assert p95([float(value) for value in range(101)]) == 95.0


def test_notes_are_the_same_each_time_and_made_of_the_corpus(tmp_path: Path) -> None:
    assert note_texts(KNOWN, 5) == note_texts(KNOWN, 5)
    assert len(set(note_texts(KNOWN, 5))) == 5
    assert all(150 <= len(text.split()) < 160 for text in note_texts(KNOWN, 5))
    paths = write_notes(tmp_path, KNOWN, 101)
    assert paths[100] == tmp_path / "0001" / "000100.md"
    assert paths[100].read_text().startswith("# Note 100\n")


def test_sentences_leave_out_front_matter_headings_tables_and_code(tmp_path: Path) -> None:
    prose = "This is a sentence of more than forty characters in all."
    (tmp_path / "a.md").write_text(
        f"---\ntitle: A sentence of the front matter, which is long enough.\n---\n# A heading that is long enough "
        f"to be one of them\n\n{prose} Short.\n\n```\nprint('code that is long enough to be a sentence')\n```\n"
        "| a table row that is long enough | to be a sentence |\n"
    )
    assert sentences([tmp_path]) == [prose]


def test_the_labelled_queries_are_there() -> None:
    assert len(queries()) >= 200


def test_grown_vectors_are_those_known_and_then_others_near_them() -> None:
    known = unit(np.random.default_rng(1), 50)
    grown = grown_vectors(known, 400)
    assert grown.shape == (400, 24)
    assert np.array_equal(grown[:50], known)
    assert np.array_equal(grown, grown_vectors(known, 400))
    assert np.allclose(np.linalg.norm(grown, axis=1), 1, atol=1e-5)
    nearest = (grown[50:] @ known.T).max(axis=1)
    assert 0.6 < float(np.median(nearest)) < 0.99
    assert np.array_equal(grown_vectors(known, 20), known[:20])


def test_exact_rows_are_those_of_a_full_sort(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("eval.speed.search_growth.CHUNK", 64)
    rng = np.random.default_rng(2)
    vectors, asked = unit(rng, 500), unit(rng, 7)
    truth = np.argsort(-(asked @ vectors.T), axis=1)[:, :10]
    found = exact_rows(vectors, asked)
    assert [set(row) for row in found.tolist()] == [set(row) for row in truth.tolist()]


def test_a_grown_index_can_be_searched(tmp_path: Path, fake_embedder: Any) -> None:
    vectors = grown_vectors(unit(np.random.default_rng(3), 30, fake_embedder.dimension), 200)
    write_grown(tmp_path, vectors, KNOWN, fake_embedder)
    index = Index(tmp_path, fake_embedder)
    assert index.passages == 50
    hits = index.search("a forest averages many trees", 3)
    assert len(hits) == 3
    assert "forest" in hits[0].passage.text


@pytest.mark.slow
def test_a_plot_is_drawn_of_one_point_or_more(tmp_path: Path) -> None:
    plot([POINT, POINT], tmp_path / "deep" / "growth.png")
    assert (tmp_path / "deep" / "growth.png").stat().st_size > 1000


def test_a_recorder_keeps_the_texts_and_changes_nothing(fake_embedder: Any) -> None:
    recorder = Recorder(fake_embedder)
    vectors = recorder.encode(["one", "two"])
    assert recorder.texts == ["one", "two"]
    assert np.array_equal(vectors, fake_embedder.encode(["one", "two"]))
    assert recorder.dimension == fake_embedder.dimension


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="resident memory is read from /proc")
def test_memory_is_measured_before_and_after_the_first_use(embedder: Any) -> None:
    idle, mapped, used, mapped_then = measure_memory(Settings(_env_file=None), embedder)
    assert isinstance(idle, Figure)
    assert (idle.name, idle.at_most) == ("idle server, resident", 350.0)
    assert all(isinstance(one, Figure) and one.at_most is None for one in (mapped, used, mapped_then))
    assert 0 < mapped.value < idle.value
    # What is compiled when it is first needed: about 150 MB where the CPU has VNNI.
    assert used.value > idle.value + 20
    assert mapped_then.value < used.value


@pytest.mark.slow  # a server of its own, 3 s
def test_memory_after_use_is_left_out_where_a_language_model_would_be_asked(embedder: Any) -> None:
    settings = Settings(_env_file=None, llm_base_url="http://127.0.0.1:9/v1")
    *_, left = measure_memory(settings, embedder)
    assert isinstance(left, Left)
    assert "language model" in left.reason


def test_a_set_that_is_not_there_is_left_out_with_the_reason(tmp_path: Path, fake_embedder: Any) -> None:
    (left,) = measure_quality(tmp_path / "none", fake_embedder)
    assert isinstance(left, Left)
    assert "corpus.jsonl" in left.reason


def test_a_set_that_cannot_be_read_is_left_out_with_the_reason(tmp_path: Path, fake_embedder: Any) -> None:
    (tmp_path / "corpus.jsonl").write_text('{"_id": "a", "text": "A forest."}\n')
    (tmp_path / "queries.jsonl").write_text('{"_id": "1", "text": "forest"}\n')
    (left,) = measure_quality(tmp_path, fake_embedder)
    assert isinstance(left, Left)
    assert "neither qrels.tsv nor qrels/test.tsv" in left.reason


def test_quality_is_measured_on_the_judgements_that_retrieval_is_measured_on(
    tmp_path: Path, fake_embedder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Its own reader took the 0 of TREC's second column for the query, and failed at a blank line.
    rows = [{"_id": "a", "title": "Forests", "text": "A forest."}, {"_id": "b", "title": None, "text": "A net."}]
    (tmp_path / "corpus.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (tmp_path / "queries.jsonl").write_text('{"_id": "1", "text": "forests forest"}\n{"_id": "2", "text": "x"}\n')
    (tmp_path / "qrels.tsv").write_text("1\t0\ta\t1\n\n")

    class Plain:
        def encode(self, texts: list[str], **_: Any) -> np.ndarray:
            return np.asarray(fake_embedder.encode(texts))

    monkeypatch.setattr("eval.speed.ingest_cost.reference_model", Plain)
    figure, lost = measure_quality(tmp_path, fake_embedder)
    assert isinstance(figure, Figure)
    assert isinstance(lost, Figure)
    assert (figure.value, lost.value) == (1.0, 0.0)
    assert "Forests A forest." in fake_embedder.embedded
    assert "A net." in fake_embedder.embedded
