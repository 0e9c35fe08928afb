"""`coach eval grading` on odd files: half characters, other scales, what is no text, and graders that break."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.interview.grade import Delivery, Grade, GradedBy, Verdict, VerdictState
from eval.grading.dataset import DatasetError, read_dataset
from eval.grading.public_sets import evaluate, evaluate_offline

REFERENCE, RIGHT = "The circuit is open, so no current flows.", "No current flows because the circuit is open."
USUAL = {"qid": "1", "question": "Why is it dark?", "reference": REFERENCE, "answer": RIGHT, "score": 1}


def written(folder: Path, *rows: dict[str, Any] | str) -> Path:
    path = folder / "odd.jsonl"
    lines = [
        row if isinstance(row, str) else json.dumps({"id": f"row {n}"} | USUAL | row) for n, row in enumerate(rows)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def said_of(folder: Path, row: dict[str, Any] | str) -> str:
    """What is said of a row behind a good one."""
    (bad,) = read_dataset(written(folder, {}, row)).bad
    assert bad.line == 2
    return bad.why


@pytest.mark.parametrize(
    "row", [{"answer": "share \ud800 of"}, {"question": "share \udfff"}, {"reference": "share \ud800"},
            {"references": ["share \ud800"]}, {"qid": "share \ud800"}, {"id": "share \ud800"}],
)  # fmt: skip
def test_half_a_character_fails_its_row_alone(tmp_path: Path, embedder: Any, row: dict[str, Any]) -> None:
    (name,) = row
    assert said_of(tmp_path, row).startswith(name)
    assert said_of(tmp_path, row).endswith(": character 7 is half of a surrogate pair")
    report = evaluate_offline(tmp_path / "odd.jsonl", embedder)
    assert (report.dataset, report.graded, sum(report.failed.values())) == ("odd", 1, 1)
    assert list(report.failed_lines.values()) == [(2,)]


def test_a_whole_surrogate_pair_is_a_character(tmp_path: Path) -> None:
    (row,) = read_dataset(written(tmp_path, {"answer": "\N{GRINNING FACE}"})).rows
    assert row.answer == "\N{GRINNING FACE}"


@pytest.mark.parametrize(("score", "shown"), [(5, "5"), ("5", "5"), (1.5, "1.5"), (100, "100")])
def test_a_file_of_another_scale_has_no_figures(tmp_path: Path, embedder: Any, score: Any, shown: str) -> None:
    path = written(tmp_path, {"score": 0}, {"score": 1}, {"score": score, "answer": None}, {"score": 99})
    with pytest.raises(DatasetError, match=rf"^odd.jsonl:3: score {shown} lies above 1.*divide .* by the largest mark"):
        evaluate_offline(path, embedder)


def test_a_high_score_in_a_row_that_is_broken_otherwise_shows_the_scale_too(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"^odd.jsonl:2: score 3"):
        read_dataset(written(tmp_path, {}, {"answer": ["a list"], "score": 3}))


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"score": True}, "score: a number from 0 to 1 is needed"),
        ({"score": False}, "score: a number from 0 to 1 is needed"),
        ({"score": -0.5}, "score: a number from 0 to 1 is needed"),
        ({"score": float("nan")}, "score: a number from 0 to 1 is needed"),
        ('{"id": "a", "answer": "b", "score": 1e400}', "score: a number from 0 to 1 is needed"),
        ({"score": 10**400}, "score: a number from 0 to 1 is needed"),
        ({"score": "half"}, "score: a number from 0 to 1 is needed"),
        ({"score": -1e-8}, "score: a number from 0 to 1 is needed"),
        ({"references": {"a": REFERENCE}}, "references: a text or a list of texts is needed"),
        ({"reference": {"a": REFERENCE}}, "reference: a text or a list of texts is needed"),
        ({"reference": True}, "reference: a text is needed"),
        ({"reference": ["one", True]}, "reference.1: a text is needed"),
        ({"references": [[REFERENCE]]}, "references.0: a text is needed"),
        ({"answer": float("nan")}, "answer: a text is needed"),
        ({"answer": True}, "answer: a text is needed"),
        ({"id": ""}, "id: a text or a number is needed"),
        ({"id": True}, "id: a text or a number is needed"),
        ('{"id": ' + "1" * 5000 + ', "answer": "b"}', "no JSON: a number has too many digits"),
    ],
)
def test_a_bad_cell_is_told_in_plain_words(tmp_path: Path, row: dict[str, Any] | str, why: str) -> None:
    assert said_of(tmp_path, row).startswith(why)


def test_a_score_may_be_written_as_a_text(tmp_path: Path) -> None:
    (row,) = read_dataset(written(tmp_path, {"score": "0.5"})).rows
    assert row.score == 0.5


@pytest.mark.parametrize("references", [[], None, [None], ["", " "], ["-"], ["1) "]])
def test_the_reference_counts_where_references_hold_no_word(tmp_path: Path, references: Any) -> None:
    (row,) = read_dataset(written(tmp_path, {"references": references})).rows
    assert row.all_references == (REFERENCE,)


@pytest.mark.parametrize(
    "row",
    [
        {"references": "one", "reference": None},
        {"references": "one"},
        {"reference": ["", "one"]},
        {"reference": ["one"], "references": [None]},
    ],
    ids=["a text alone", "a text for a list", "a list for a text", "a list beside an empty one"],
)
def test_one_reference_and_several_are_taken_under_either_name(tmp_path: Path, row: dict[str, Any]) -> None:
    dataset = read_dataset(written(tmp_path, row))
    assert dataset.bad == ()
    assert dataset.rows[0].all_references == ("one",)


def test_a_list_under_reference_holds_several_references(tmp_path: Path) -> None:
    (row,) = read_dataset(written(tmp_path, {"reference": ["one", 2.5, "three"]})).rows
    assert row.all_references == ("one", "2.5", "three")


@pytest.mark.parametrize(
    ("score", "taken"),
    [(1.0000000000000002, 1.0), ("1.0000000000000002", 1.0), (1 + 9e-10, 1.0), (-2.220446049250313e-16, 0.0),
     (0.9999999999, 0.9999999999), (1e-10, 1e-10)],
)  # fmt: skip
def test_a_score_that_rounding_pushed_over_the_edge_is_clipped(tmp_path: Path, score: Any, taken: float) -> None:
    dataset = read_dataset(written(tmp_path, {"score": score}, {}))
    assert ([row.score for row in dataset.rows], dataset.bad) == ([taken, 1.0], ())


def test_a_score_above_one_by_more_than_rounding_is_another_scale(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"score 1\.00000001 lies above 1"):
        read_dataset(written(tmp_path, {"score": 1.00000001}))


class Breaking:
    """Raises `error` over one answer, gives another one no number, and 0.5 to all others."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def grade_reference(self, _: str, __: object, answer: str) -> Grade:
        if answer == "breaks":
            raise self.error
        told = Delivery(0, 0.0, ())
        verdict = Verdict("p", "a point", 1, VerdictState.NOT_MET, None, 0.0, "")
        grade = Grade((verdict,), (), told, GradedBy("offline", "fake", "1"))
        return replace(grade, estimate=float("nan") if answer == "no number" else 0.5)


@pytest.mark.parametrize(
    "error", [MemoryError("26.8 GiB\nare not there"), IndexError("out of\nrange"), RecursionError("too\ndeep")]
)
def test_whatever_a_grader_raises_fails_its_row_alone(tmp_path: Path, error: Exception) -> None:
    out = tmp_path / "out.jsonl"
    path = written(tmp_path, {"id": 7}, {"answer": "breaks"}, {"answer": "no number"}, {"id": "after"})
    report = evaluate(read_dataset(path), Breaking(error), out)
    assert report.failed_lines == {
        f"{type(error).__name__}: {' '.join(str(error).split())}": (2,),
        "not graded: the score is no number": (3,),
    }
    # An id stays a number where it is one: else no prediction could be joined to its row.
    assert [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()] == [
        {"id": 7, "score": 0.5},
        {"id": "after", "score": 0.5},
    ]


def test_a_text_that_cannot_be_embedded_fails_its_row_alone(tmp_path: Path, fake_embedder: Any) -> None:
    class Choking(type(fake_embedder)):
        def encode_query(self, text: str) -> Any:
            if "choke" in text:
                raise TypeError("no text for me")
            return super().encode_query(text)

    report = evaluate_offline(
        written(tmp_path, {}, {"answer": "They choke on it, as all do."}, {"qid": "2"}), Choking()
    )
    assert (report.graded, report.failed_lines) == (2, {"TypeError: no text for me": (2,)})


def test_an_empty_answer_without_a_reference_is_counted_once(tmp_path: Path, fake_embedder: Any) -> None:
    path = written(tmp_path, {}, {"answer": "", "reference": ""}, {"answer": "", "score": 0})
    report = evaluate_offline(path, fake_embedder)
    assert (report.rows, report.graded, report.empty, sum(report.failed.values())) == (3, 1, 1, 1)
    assert report.empty_people_mean == 0


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_mark_of_byte_order_and_blank_lines_are_no_rows(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "odd.jsonl"
    lines = ["\ufeff", json.dumps({"id": 1} | USUAL), "  ", "\t", json.dumps({"id": 2} | USUAL), "", ""]
    path.write_bytes(ending.join(lines).encode())
    dataset = read_dataset(path)
    assert ([row.line for row in dataset.rows], dataset.bad) == ([2, 5], ())


def test_predictions_are_not_written_over_the_data_set_nor_into_a_folder(tmp_path: Path, fake_embedder: Any) -> None:
    path = written(tmp_path, {})
    before = path.read_bytes()
    for out, why in ((path, "is the data set itself"), (tmp_path, "cannot be written")):
        with pytest.raises(DatasetError, match=why):
            evaluate_offline(path, fake_embedder, out)
    assert path.read_bytes() == before
    assert fake_embedder.embedded == []
