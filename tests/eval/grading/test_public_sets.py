"""`coach eval grading`: what is counted, what is written, and gold cases checked against the bank."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from checkout import PROJECT
from labelled import labelled_questions

from app.grading.features.point_features import POINT_FEATURES
from app.grading.scoring import COEFFICIENTS, read_coefficients
from app.interview.grade import Delivery, Grade, GradedBy, Verdict, VerdictState, not_graded
from app.settings import Settings
from eval.figures.progress_bar import Bar
from eval.fitting.grader import Examples, fit_grader, fit_reference
from eval.fitting.points import AGAINST, KIND_WEIGHT, PointExamples, fit_point
from eval.grading.dataset import DatasetError, read_dataset
from eval.grading.gold import Half, Judged, agreement, evaluate_gold, render_gold
from eval.grading.gold_cases import GoldError, half_of, read_gold
from eval.grading.public_sets import as_json, evaluate, evaluate_offline, render
from ingest.embedding.embedder import Embedder

BY = GradedBy("offline", "fake", "1")


class ByLength:
    """Scores by length, refuses one answer and breaks on another."""

    def grade_reference(self, _: str, __: object, answer: str) -> Grade:
        if answer == "breaks":
            raise ValueError("cannot be read")
        told = Delivery(0, 0.0, ())
        if answer == "refused":
            return not_graded("no way", told, BY)
        verdict = Verdict("p", "a point", 1, VerdictState.NOT_MET, None, 0.0, "")
        return replace(Grade((verdict,), (), told, BY), estimate=min(1.0, len(answer) / 20))


@pytest.fixture
def rows(tmp_path: Path) -> Callable[..., Path]:
    def write(*answers: tuple[str, float]) -> Path:
        path = tmp_path / "set.jsonl"
        lines = [
            {"id": f"a{n}", "question": f"q{n % 2}", "reference": "the right words", "answer": answer, "score": score}
            for n, (answer, score) in enumerate(answers)
        ]
        path.write_text("\n".join(map(json.dumps, lines)) + "\n\n", encoding="utf-8")
        return path

    return write


def test_rows_that_fail_or_are_empty_are_counted_and_never_scored(rows: Callable[..., Path], tmp_path: Path) -> None:
    path = rows(("a right answer", 1.0), ("-", 0.0), ("breaks", 1.0), ("refused", 0.5), ("right", 0.3), ("words", 0.2))
    seen: list[tuple[int, int]] = []
    out = tmp_path / "preds.jsonl"
    report = evaluate(read_dataset(path), ByLength(), out, lambda done, all_: seen.append((done, all_)))
    assert (report.rows, report.graded, report.empty, sum(report.failed.values())) == (6, 3, 1, 2)
    assert report.empty_people_mean == 0.0
    assert seen[-1] == (6, 6)
    written = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in written] == ["a0", "a1", "a4", "a5"]
    assert all(set(row) == {"id", "score"} and 0 <= row["score"] <= 1 for row in written)
    assert "failed 2" in render(report)


def test_a_file_that_is_no_data_set_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    for text, why in (
        ("", "holds no row"),
        ("{", "bad.jsonl:1"),
        ('{"id": "a", "answer": "b", "score": 3}', "score"),
        ('{"id": "a", "answer": "b", "score": NaN}', "score"),
        ('{"id": null, "answer": "b", "score": 1}', "bad.jsonl:1: id"),
        ("[1]\n{", "bad.jsonl:1: no JSON object"),
    ):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(DatasetError, match=why):
            read_dataset(path)


def test_the_offline_grader_runs_over_empty_questions_and_several_references(
    tmp_path: Path, embedder: Embedder
) -> None:
    path = tmp_path / "own.jsonl"
    references = ["A gap stops the current.", "The circuit is open."]
    answers = [("The circuit is open, so no current flows.", 1.0), ("It is blue and I like it a lot.", 0.0), ("", 0.0)]
    lines = [
        {"id": f"{n}", "question": "", "references": references, "answer": answer, "score": score}
        for n, (answer, score) in enumerate(answers)
    ]
    path.write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    out = tmp_path / "out.jsonl"
    embedded: list[tuple[int, int]] = []

    class Seen(Bar):
        def of(self, _: str) -> Callable[[int, int], None]:
            return lambda done, total: embedded.append((done, total))

    report = evaluate_offline(path, embedder, out, Seen("answers graded"))
    assert embedded[-1][0] == embedded[-1][1] > 0
    assert (report.graded, report.empty, report.failed) == (2, 1, {})
    scores = [json.loads(line)["score"] for line in out.read_text(encoding="utf-8").splitlines()]
    assert scores[0] > 0.6 > scores[1] >= scores[2] == 0.0


def test_a_shared_set_is_graded_with_the_fit_that_left_it_out() -> None:
    usual, left_out = read_coefficients(), read_coefficients(without="stita")
    assert "fitted without stita" in left_out.version
    assert not np.allclose(usual.reference.weights, left_out.reference.weights)
    assert read_coefficients(without="an unseen set").version == usual.version


@pytest.mark.parametrize(
    ("name", "without", "told"),
    [
        ("stita", None, "fitted without stita, on beetle, saf_comnet, scientsbank"),
        ("stita-test", "stita", "fitted without stita, on beetle, saf_comnet, scientsbank"),
        ("stita", "beetle", "fitted without beetle, on saf_comnet, scientsbank, stita"),
        (
            "stita-test",
            None,
            "fitted on beetle, saf_comnet, scientsbank, stita; if this set is one of them, or a part of one, "
            "leave it out with --without NAME",
        ),
    ],
)
def test_the_report_says_which_sets_its_coefficients_were_fitted_on(
    rows: Callable[..., Path], fake_embedder: Embedder, name: str, without: str | None, told: str
) -> None:
    path = rows(("the right words", 1.0), ("a wrong answer", 0.0))
    path = path.rename(path.with_name(f"{name}.jsonl"))
    report = evaluate_offline(path, fake_embedder, without=without)
    assert report.coefficients == told
    assert f"\ncoefficients: {told}" in render(report)
    assert json.loads(as_json(report))["coefficients"] == told
    assert ("fitted without" in report.graded_by) == (told.startswith("fitted without"))


def test_a_set_to_leave_out_that_there_is_not_is_named_before_anything_is_embedded(
    rows: Callable[..., Path], fake_embedder: Any
) -> None:
    with pytest.raises(DatasetError, match="no fit left out 'beetel'; one each left out beetle, saf_comnet, sc"):
        evaluate_offline(rows(("a right answer", 1.0)), fake_embedder, without="beetel")
    assert fake_embedder.embedded == []


def test_a_report_of_a_grader_without_coefficients_says_nothing_of_them(rows: Callable[..., Path]) -> None:
    assert "coefficients" not in render(evaluate(read_dataset(rows(("a right answer", 1.0))), ByLength()))


def test_every_reference_feature_counts_in_its_direction() -> None:
    coefficients = read_coefficients()
    assert (coefficients.reference.weights > 0).all()


def test_the_fit_finds_a_direction_that_was_planted() -> None:
    rng = np.random.default_rng(3)
    x = rng.random((300, 6))
    y = np.clip(0.2 + 0.6 * x[:, 1] + rng.normal(0, 0.05, 300), 0, 1)
    fitted = fit_reference([Examples("one", x, y, np.repeat(np.arange(30), 10))])
    assert fitted.weights.argmax() == 1
    assert (fitted.weights >= 0).all()


def test_the_fit_of_references_alone_leaves_the_points_as_they_are(
    rows: Callable[..., Path], fake_embedder: Embedder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        path = rows(("the right words are here", 1.0), ("other words about it", 0.5), ("a wrong answer to this", 0.0))
        path.rename(path.with_name(f"{name}.jsonl"))
    written = tmp_path / "coefficients.json"
    written.write_text(COEFFICIENTS.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr("eval.fitting.grader.COEFFICIENTS", written)
    monkeypatch.setattr("eval.fitting.grader.load_embedder", lambda _: fake_embedder)
    fit_grader(tmp_path, Settings(), only_reference=True)
    before, after = (json.loads(path.read_text(encoding="utf-8")) for path in (COEFFICIENTS, written))
    assert after["point"] == before["point"]
    assert list(after["reference_without"]) == ["one", "two"]


def test_the_point_fit_holds_its_signs() -> None:
    rng = np.random.default_rng(4)
    x = rng.random((400, len(POINT_FEATURES)))
    credit = (x[:, 0] > 0.5).astype(float)
    examples = PointExamples(
        x, credit, np.full(400, KIND_WEIGHT["gold"] / 400), np.array(["q"] * 400), np.array(["gold"] * 400)
    )
    weights = dict(zip(POINT_FEATURES, fit_point(examples).weights, strict=True))
    assert max(weights, key=lambda name: weights[name]) == "meaning"
    assert all(weight <= 0 if name in AGAINST else weight >= 0 for name, weight in weights.items())


def test_gold_cases_fit_the_bank_and_halves_split_by_question() -> None:
    bank = labelled_questions()
    cases = read_gold(PROJECT / "eval" / "cases", bank)
    assert len({case.question_id for case in cases}) >= 80
    assert all(case.half is half_of(case.question_id) for case in cases)
    assert {case.half for case in cases} == set(Half)


def test_a_gold_case_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    bank = labelled_questions()
    row = {"id": "x", "question_id": bank[0].id, "level": "weak", "answer": "a", "labels": {"nowhere": "met"}}
    (tmp_path / "gold_answers.jsonl").write_text(json.dumps(row), encoding="utf-8")
    with pytest.raises(GoldError, match="do not fit"):
        read_gold(tmp_path, bank)


def test_gold_agreement_of_a_perfect_grader_is_full() -> None:
    bank = labelled_questions()
    labels = {case.answer: case.labels for case in read_gold(PROJECT / "eval" / "cases", bank)}

    class Knowing:
        def grade(self, question, answer: str, **_: bool) -> Grade:
            verdicts = tuple(
                Verdict(point.id, point.text, point.weight, labels[answer][point.id], None, 1.0, "")
                for point in question.key_points
            )
            return Grade(verdicts, (), Delivery(0, 0.0, ()), BY)

    report = evaluate_gold(PROJECT / "eval" / "cases", bank, Knowing())
    figures = {figure.name: figure.value for figure in report.figures}
    assert figures["F1 of credit"] == 1.0
    assert figures["kappa of the four states"] == pytest.approx(1.0)
    assert figures["credit given to contradicted"] == 0.0
    assert figures["precision of contradicted"] == figures["recall of contradicted"] == 1.0
    assert "test half" in render_gold(report)


def test_a_right_point_called_contradicted_costs_precision_and_not_recall() -> None:
    against, met = VerdictState.CONTRADICTED, VerdictState.MET
    judged = [Judged("q", "a", label, given, 1) for label, given in ((against, against), (met, against), (met, met))]
    figures = {figure.name: figure.value for figure in agreement(judged)}
    assert figures["precision of contradicted"] == 0.5
    assert figures["recall of contradicted"] == 1.0
    silent = {figure.name: figure.value for figure in agreement([Judged("q", "a", met, met, 1)])}
    assert silent["precision of contradicted"] is None


def test_answers_of_which_one_point_is_labelled_have_no_score_to_compare() -> None:
    states = (VerdictState.MET, VerdictState.NOT_MET, VerdictState.PARTLY_MET)
    for is_whole, r in ((True, pytest.approx(1.0)), (False, None)):
        judged = [Judged(f"q{n}", f"a{n}", state, state, 1, is_whole=is_whole) for n, state in enumerate(states)]
        figures = {figure.name: figure.value for figure in agreement(judged)}
        assert figures["pearson r of the scores"] == r
        assert figures["F1 of credit"] == 1.0
