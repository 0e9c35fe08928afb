"""The eleven figures that the README shows: one table, each row from a JSON document of eval/results/.

Decides which figures stand for the rest, good and bad ones, and which baseline or condition stands beside each. The
figures themselves are those that the measurements wrote; a row that another grader than the shipped one measured names
that grader.
"""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from app.grading.scoring import read_coefficients
from app.reading.reader import WEIGHTS, read_card
from eval.figures.agreement import Figure
from eval.figures.intervals import shown

Row = tuple[str, str, str, str]
OWN_LABELS = "our own corpus"
# The closed halves of the sets whose questions are not the bank's.
NOT_THE_BANKS = ["invented_kept", "second_invented_kept", "third_invented_kept"]


def headline(results: Path) -> str:
    """The table, in markdown.

    Raises:
        KeyError: a measurement no longer has the figure that stands here; its document or this table must change.
    """
    lines = ["| what | measured | beside it | command |", "| --- | --- | --- | --- |"]
    rows = (*_search(results), *_answers(results), *_grades(results))
    lines += [f"| {what} | {value} | {beside} | `coach eval {command}` |" for what, value, beside, command in rows]
    return "\n".join(lines) + "\n"


def _search(results: Path) -> Iterable[Row]:
    settings = _document(results, "settings-held-out")["figures"]
    mean = settings["mean of the sets"]
    yield (
        f"search, mean of {len(settings) - 1} sets, weights chosen without each set, %",
        _percent(mean["held out"]),
        f"plain vectors {_percent(mean['plain vectors'])}",
        "settings",
    )
    scifact = _named(_document(results, "retrieval"), "dataset", "scifact")["ways"]
    yield (
        "search, nDCG@10 on SciFact, %",
        _percent(_figure(scifact["coach"], "nDCG@10")),
        f"plain vectors {_percent(_figure(scifact['plain vectors'], 'nDCG@10'))}",
        "retrieval",
    )
    own = _named(_document(results, "spans"), "dataset", OWN_LABELS)["returned"]
    yield (
        "labelled text in 5 passages, our own corpus, %",
        _percent(_figure(own["5 passages"], "recall")),
        f"3 passages {_percent(_figure(own['3 passages'], 'recall'))}",
        "spans",
    )


def _answers(results: Path) -> Iterable[Row]:
    asked = _document(results, "answers")["figures"]
    yield (
        "`coach ask`: good answers, by rules stricter than a reader, %",
        _percent(_figure(asked, "good answers, of those that can be answered")),
        f"refused where there is no answer {_percent(_figure(asked, 'refused, of those that cannot'))}",
        "answers",
    )
    every = _document(results, "citations")["answers"]["every"]
    yield (
        "refused of our own questions that the corpus answers, %",
        _percent(_figure(every["figures"], "refused of those that can be answered")),
        f"of those that it does not {every['unanswerable_refused']} of {every['unanswerable']}",
        "citations",
    )
    yield (
        "answers that cite a passage with labelled text, %",
        _percent(_figure(every["figures"], "queries with such a passage cited")),
        f"cited passages that hold it {_percent(_figure(every['figures'], 'cited passages that hold labelled text'))}",
        "citations",
    )


def _grades(results: Path) -> Iterable[Row]:
    people = _named(_document(results, "grading"), "dataset", "scientsbank")
    yield (
        f"grades, Pearson r with people's, SciEntsBank ({people['rows']:,} answers){_grader(people)}",
        _plain(_figure(people["figures"], "pearson r")),
        f"word recall {_plain(_figure(people['baselines'], 'word recall'))}",
        "grading",
    )
    gold = _document(results, "gold")
    figures = gold["figures"]
    yield (
        f"credit, F1 against {gold['points']} labelled key points{_grader(gold)}",
        _plain(_figure(figures, "F1 of credit")),
        f"kappa {_plain(_figure(figures, 'kappa of credit'))}",
        "gold",
    )
    yield from _verdicts(results)
    follow_ups = _document(results, "follow-ups")
    right, wrong = (_named(follow_ups["rows"], "kind", kind) for kind in ("right, in a few words", "wrong"))
    yield (
        f"right short answers to follow-ups that earn the point in full, %{_grader(follow_ups)}",
        _percent(right["met"]),
        f"wrong ones {_percent(wrong['met'])}",
        "follow-ups",
    )


def _verdicts(results: Path) -> Iterable[Row]:
    closed = _document(results, "verdicts")
    if closed["cases"] != NOT_THE_BANKS:
        raise KeyError(f"verdicts.json was measured on {closed['cases']}, and the table tells {NOT_THE_BANKS}")
    figures = closed["figures"]
    answers = f"answers to {closed['questions']} questions that are not the bank's"
    yield (
        f"{answers}: met points that earn credit{_grader(closed)}",
        _plain(_figure(figures, "recall of met points")),
        f"r of the scores {_plain(_figure(figures, 'r of the scores'))}",
        "verdicts",
    )
    yield (
        "the same answers: contradicted points that earn credit all the same",
        _plain(_figure(figures, "credit to contradicted points")),
        f"right when it says contradicted {_plain(_figure(figures, 'precision of contradicted'))}",
        "verdicts",
    )


def _grader(document: Mapping[str, Any]) -> str:
    """Nothing where the grader that ships measured the document; else which one did, to stand behind the row's name."""
    if not document.get("graded_by"):
        return " (grader not recorded)"
    _, _, *by = document["graded_by"].split(", ")
    older = [part for part in by[:2] if part not in {read_card(WEIGHTS).name, read_coefficients().version}]
    return f" (older grader: {', '.join(older)})" if older else ""


def _document(results: Path, name: str) -> Any:
    return json.loads((results / f"{name}.json").read_text(encoding="utf-8"))


def _named(items: Iterable[Mapping[str, Any]], key: str, name: str) -> Mapping[str, Any]:
    for item in items:
        if item[key] == name:
            return item
    raise KeyError(name)


def _figure(figures: Iterable[Mapping[str, Any]], name: str) -> Mapping[str, Any]:
    return _named(figures, "name", name)


def _percent(figure: Mapping[str, Any]) -> str:
    return shown(Figure(**figure))


def _plain(figure: Mapping[str, Any]) -> str:
    """A figure with two decimals and its interval; '-' where it is not defined."""
    value, low, high = figure["value"], figure["low"], figure["high"]
    if value is None:
        return "-"
    return f"{value:.2f} [{low:.2f}, {high:.2f}]" if low is not None and high is not None else f"{value:.2f}"
