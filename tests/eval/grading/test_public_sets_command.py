"""`coach eval grading` as it is run: a file with cells, rows and lines that are missing or broken."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from eval.commands.groups import evaluate as commands
from eval.figures.progress_bar import Bar
from eval.grading.dataset import ReadAhead, read_dataset
from eval.grading.public_sets import LINES_TOLD, _lines
from ingest.errors import CoachError

REFERENCE = "The circuit is open, so no current flows."
RIGHT, WRONG = "No current flows because the circuit is open.", "It is blue and I like it a lot, as everyone does."


def row(name: str, **fields: Any) -> str:
    usual = {"id": name, "qid": "1", "question": "Why is it dark?", "reference": REFERENCE, "answer": RIGHT, "score": 1}
    return json.dumps(usual | fields)


def without(name: str, field: str) -> str:
    return json.dumps({key: value for key, value in json.loads(row(name)).items() if key != field})


LINES = (
    row("plain"),
    row("no question", question=None, qid="2", score=0.9),
    row("null beside references", reference=None, references=[None, REFERENCE], answer=WRONG, score=0),
    row("null answer", answer=None, score=0),
    "",
    without("no score", "score"),
    row("null score", score=None, answer=WRONG),
    row("null references", references=None, qid="2", answer=WRONG, score=0.1),
    without("no answer field", "answer"),
    row("score too low", score=-1),
    row("plain", answer="a copy of the first id"),
    '{"id": "cut off',
    row("no reference", reference=None),
)


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(LINES), encoding="utf-8")
    return path


def run(*arguments: str) -> Any:
    return CliRunner().invoke(commands, ["grading", *arguments], catch_exceptions=False)


@pytest.mark.slow
def test_null_is_empty_bad_rows_are_counted_by_line_and_rows_without_a_score_are_predicted_alone(
    dataset: Path, tmp_path: Path
) -> None:
    out = tmp_path / "predictions.jsonl"
    done = run("--dataset", str(dataset), "--out", str(out), "--json")
    assert done.exit_code == 0
    report = json.loads(done.stdout)
    assert (report["rows"], report["graded"], report["unscored"], report["empty"]) == (12, 6, 2, 1)
    assert report["empty_people_mean"] == 0
    assert sum(report["failed"].values()) == 5
    assert {why.split(":")[0]: where for why, where in report["failed_lines"].items()} == {
        "answer": [9], "score": [10], "id repeats that of line 1": [11], "no JSON": [12],
        "neither reference nor references holds a word to grade against": [13],
    }  # fmt: skip
    scores = {line["id"]: line["score"] for line in map(json.loads, out.read_text(encoding="utf-8").splitlines())}
    graded = ["plain", "no question", "null beside references", "no score", "null score", "null references"]
    assert sorted(scores) == sorted([*graded, "null answer"])
    assert scores["plain"] == scores["no score"] > 0.6 > scores["null score"] == scores["null beside references"]
    figures = {figure["name"]: figure["value"] for figure in report["figures"]}
    assert figures["pearson r"] > 0.9


@pytest.mark.slow
def test_the_report_tells_lines_and_what_is_in_no_figure(dataset: Path) -> None:
    done = run("--dataset", str(dataset))
    assert "rows: 12 answers" in done.stdout
    assert "failed: answer: Field required (line 9)" in done.stdout
    assert "people gave no score to 2 of the graded" in done.stdout
    assert _lines([3]) == "line 3"
    assert _lines(range(1, LINES_TOLD + 401)).endswith(", 10 and 400 more")


@pytest.mark.slow
def test_a_set_under_another_name_is_left_out_of_its_fit_where_it_is_named(dataset: Path) -> None:
    usual, left_out = run("--dataset", str(dataset)), run("--dataset", str(dataset), "--without", "beetle")
    assert "coefficients: fitted on beetle, saf_comnet, scientsbank, stita; if this set is one of them" in usual.stdout
    assert "coefficients: fitted without beetle, on saf_comnet, scientsbank, stita\n" in left_out.stdout
    with pytest.raises(CoachError, match="no fit left out 'rows'"):
        run("--dataset", str(dataset), "--without", "rows")


def test_a_set_is_left_out_of_the_offline_graders_fit_alone(dataset: Path) -> None:
    with pytest.raises(CoachError, match="--without is for the offline grader"):
        run("--dataset", str(dataset), "--without", "beetle", "--grader", "llm")


@pytest.mark.slow
@pytest.mark.parametrize("as_json", [(), ("--json",)])
def test_what_a_file_holds_cannot_command_the_terminal(
    dataset: Path, monkeypatch: pytest.MonkeyPatch, as_json: tuple[str, ...]
) -> None:
    told = "answer: \x9b2J\u202eclears the screen"
    monkeypatch.setattr("eval.commands.grading.render", lambda _: told)
    monkeypatch.setattr("eval.commands.grading.json_of", lambda _: json.dumps({"failed": told}, ensure_ascii=False))
    printed = run("--dataset", str(dataset), *as_json).stdout
    assert "clears the screen" in printed
    assert "\x9b" not in printed
    assert "\u202e" not in printed


@pytest.mark.slow
def test_a_file_that_nobody_has_scored_is_predicted_and_has_no_figure(tmp_path: Path) -> None:
    path, out = tmp_path / "new.jsonl", tmp_path / "out.jsonl"
    path.write_text("\n".join((without("a", "score"), row("b", score=None, qid="2", answer=WRONG))), encoding="utf-8")
    report = json.loads(run("--dataset", str(path), "--out", str(out), "--json").stdout)
    assert (report["graded"], report["unscored"]) == (2, 2)
    assert {figure["value"] for figure in (*report["figures"], *report["baselines"])} == {None}
    assert len(out.read_text(encoding="utf-8").splitlines()) == 2


@pytest.mark.parametrize(
    ("dataset_name", "out", "why"),
    [("nowhere.jsonl", "out.jsonl", "nowhere.jsonl cannot be read"), ("rows.jsonl", "no/out.jsonl", "folder")],
)
def test_a_file_that_is_not_there_is_told_in_a_sentence(
    dataset: Path, tmp_path: Path, dataset_name: str, out: str, why: str
) -> None:
    with pytest.raises(CoachError, match=why):
        run("--dataset", str(tmp_path / dataset_name), "--out", str(tmp_path / out))


def test_reading_ahead_moves_the_bar(dataset: Path, fake_embedder: Any) -> None:
    seen: list[tuple[int, int]] = []
    ReadAhead(fake_embedder, ["one", "two"], lambda done, total: seen.append((done, total)))
    assert seen == [(2, 2)]
    assert len(read_dataset(dataset).scored) == len(read_dataset(dataset).rows) - 2


def test_one_bar_tells_what_it_is_moved_for() -> None:
    with Bar("answers graded") as bar:
        (task,) = bar._progress.tasks
        bar.of("texts embedded")(3, 9)
        assert (task.description, task.completed, task.total) == ("texts embedded", 3, 9)
        bar(1, 4)
        assert (task.description, task.completed, task.total) == ("answers graded", 1, 4)
