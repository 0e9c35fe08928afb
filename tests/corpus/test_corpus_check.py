"""The check of the corpus finds each kind of fault, and finds none in ours; its README's example is followed."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from banks import bank_questions

from eval.corpus.check import check, near_duplicates
from eval.corpus.check_findings import MOST_HINTS, Finding, Report
from ingest.bank.taxonomy import Topic

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
README = (CORPUS / "README.md").read_text(encoding="utf-8")
NOTE_EXAMPLE, QUESTION_EXAMPLE = (
    re.search(rf"^```{language}\n(.*?)^```", README, re.DOTALL | re.MULTILINE) for language in ("markdown", "yaml")
)
NOTE = "notes/ml-fundamentals/bias-variance.md"
QUESTIONS = "questions/ml-fundamentals.yaml"
# What is found by how near texts are to each other, which only the real model knows.
OF_NEARNESS = (" is at ", "does not speak of it", "ask nearly the same", "no longer read alike")


def entry() -> dict[str, Any]:
    assert QUESTION_EXAMPLE is not None
    (row,) = yaml.safe_load(QUESTION_EXAMPLE[1])
    return row


POINT = entry()["key_points"][0] | {"id": "one-more"}
STEP = {"id": "step-one", "text": "And with twice as many rows?", "key_points": [POINT]}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A corpus of one note and one question: the worked example of the README."""
    (tmp_path / NOTE).parent.mkdir(parents=True)
    (tmp_path / QUESTIONS).parent.mkdir()
    shutil.copy(CORPUS / NOTE, tmp_path / NOTE)
    write(tmp_path, entry())
    return tmp_path


def write(corpus: Path, *rows: dict[str, Any]) -> None:
    (corpus / QUESTIONS).write_text(yaml.safe_dump(list(rows)), encoding="utf-8")


@pytest.fixture
def report(corpus: Path, remembering: Any) -> Callable[[], Report]:
    """The check of that corpus."""
    return lambda: check(corpus, remembering)


def test_the_example_of_the_readme_can_be_followed(corpus: Path, remembering: Any) -> None:
    found = check(corpus, remembering)
    assert found.is_good, found.render()
    assert found.render() == "1 notes, 1 questions, 5 key points, 3 wrong statements, 0 judged pairs: all good"


def test_the_example_note_of_the_readme_is_the_one_that_is_there() -> None:
    assert NOTE_EXAMPLE is not None
    real = (CORPUS / NOTE).read_text(encoding="utf-8")
    _, front, body = NOTE_EXAMPLE[1].split("---\n")
    example, whole = yaml.safe_load(front), yaml.safe_load(real.split("---\n")[1])
    assert set(example) == set(whole)
    assert example["title"] == whole["title"]
    assert example["sources"][0] == whole["sources"][0]
    assert all(line in real for line in body.splitlines() if line.startswith("#"))


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (("title: Bias and variance\n", ""), "front matter title: Field required; complete it"),
        (("    year: 2009\n", ""), "front matter sources.0.year: Field required"),
        (("topic: ml-fundamentals", "topic: rag"), "front matter topic: rag is not its folder"),
        (("topic: ml-fundamentals", "topic: cooking"), "front matter topic: Input should be"),
        (("---\n# Bias", "colour: red\n---\n# Bias"), "front matter colour: Extra inputs are not permitted"),
        (("## What interviewers probe next", "## More"), "headings: '## What interviewers probe next' is missing"),
    ],
)
def test_a_note_that_is_not_complete_is_named(
    corpus: Path, report: Callable[[], Report], change: tuple[str, str], finding: str
) -> None:
    text = (corpus / NOTE).read_text(encoding="utf-8")
    assert change[0] in text
    (corpus / NOTE).write_text(text.replace(change[0], change[1], 1), encoding="utf-8")
    assert f"{NOTE[: NOTE.index('ml-')]}ml-fundamentals/bias-variance.md: {finding}" in report().render()


def test_a_note_that_is_too_short_or_has_a_title_twice_is_named(corpus: Path, report: Callable[[], Report]) -> None:
    text = (corpus / NOTE).read_text(encoding="utf-8")
    (corpus / NOTE).with_name("copy.md").write_text(text, encoding="utf-8")
    start = text.index("## Where the error")
    end = text.index("## What interviewers")
    (corpus / NOTE).with_name("short.md").write_text(
        text[:start].replace("title: Bias", "title: Short bias") + text[end:], encoding="utf-8"
    )
    lines = report().render()
    assert re.search(r"copy.md: title: notes/ml-fundamentals/bias-variance.md has the same title", lines)
    assert re.search(r"short.md: length: \d+ words without code; bring it to 500-1600", lines)


@pytest.mark.parametrize(
    ("section", "finding"),
    [
        ("ml-fundamentals/bias-variance#nowhere", "is not there; name a heading of a note that is"),
        ("ml-fundamentals/nothing#reading-the-two-errors", "is not there"),
        ("ml-fundamentals/bias-variance#wrong-answers-you-will-hear", "lists wrong answers; name the section"),
        ("ml-fundamentals/bias-variance#why-very-large-networks-do-not-follow-the-u", "of the note at 0."),
    ],
)  # fmt: skip
def test_a_key_point_whose_section_does_not_teach_it_is_named(
    corpus: Path, report: Callable[[], Report], section: str, finding: str
) -> None:
    row = entry()
    row["key_points"][0]["section"] = section
    write(corpus, row)
    (found,) = report().findings
    assert (found.file, found.id) == (QUESTIONS, f"{row['id']} / {row['key_points'][0]['id']}")
    assert finding in found.render()


def test_a_point_that_the_note_does_not_speak_of_is_named(corpus: Path, report: Callable[[], Report]) -> None:
    row = entry()
    row["key_points"][0] |= {
        "text": "The harpsichord was tuned at noon.",
        "other_wordings": ["Someone tuned a harpsichord."],
    }
    write(corpus, row)
    assert "does not speak of it" in report().render()


def test_two_questions_that_ask_the_same_are_named_until_they_are_judged(
    corpus: Path, report: Callable[[], Report]
) -> None:
    write(corpus, entry(), entry() | {"id": "the-same-again"})
    (found,) = report().findings
    assert found.id == f"{entry()['id']} ~ the-same-again"
    assert found.problem == "ask nearly the same (1.00)"
    judged = [{"pair": ["the-same-again", entry()["id"]], "why": "The second is there to test this very check."}]
    (corpus / "judged_pairs.yaml").write_text(yaml.safe_dump(judged), encoding="utf-8")
    assert report().is_good


def test_a_judged_pair_that_is_gone_or_gives_no_reason_is_named(corpus: Path, report: Callable[[], Report]) -> None:
    judged = [{"pair": ["one", "two"], "why": "They were alike at some time."}, {"pair": ["one", "three"]}]
    (corpus / "judged_pairs.yaml").write_text(yaml.safe_dump(judged), encoding="utf-8")
    assert [finding.render() for finding in report().findings] == [
        "judged_pairs.yaml: entry 2: why: Field required; write pair: [id, id] and why",
        "judged_pairs.yaml: one ~ two: no longer read alike, or are gone; remove the pair",
    ]


@pytest.mark.parametrize(
    ("change", "place", "finding"),
    [
        ({"levels": []}, "levels", "missing"),
        ({"reviewed": None}, "reviewed", "missing"),
        (
            {"strong_answer": "Too short to be an answer that somebody would give, " * 5},
            "strong_answer",
            "2 minutes want",
        ),
        (
            {"wrong_statements": [{"text": "It is underfitting.", "why": "It is not so."}]},
            "wrong_statements",
            "none names",
        ),
        ({"levels": ["junior"]}, "learning-curve", "asks for mid"),
        ({"thread": [STEP, STEP | {"id": "step-two", "key_points": [POINT | {"id": "two"}]}]}, "thread", "2 further"),
    ],
)
def test_what_the_texts_of_a_question_lack_is_named(
    corpus: Path, report: Callable[[], Report], change: dict[str, Any], place: str, finding: str
) -> None:
    unmarked = [point | {"in_strong_answer": None} for point in entry()["key_points"]]
    write(corpus, entry() | {"key_points": unmarked} | change)
    found = [one for one in report().findings if one.id == f"{entry()['id']} / {place}"]
    assert any(finding in one.problem for one in found), report().render()


def test_a_strong_answer_in_the_words_of_a_point_is_named(corpus: Path, report: Callable[[], Report]) -> None:
    row = entry()
    row["strong_answer"] += f" {row['key_points'][-1]['text']}"
    write(corpus, row)
    assert any("repeats" in one.problem for one in report().findings)


def test_a_strong_answer_in_the_words_of_a_point_of_its_thread_is_named(
    corpus: Path, report: Callable[[], Report]
) -> None:
    said = "Twice the rows shrink the gap only while the curve still bends downwards."
    steps = [
        {"id": f"step-{n}", "text": "And with more rows?", "key_points": [POINT | {"id": f"point-{n}", "text": text}]}
        for n, text in enumerate((said, POINT["text"], POINT["text"]))
    ]
    row = entry() | {"thread": steps}
    row["strong_answer"] += f" {said}"
    write(corpus, row)
    assert any("repeats point-0" in one.problem for one in report().findings), report().render()


def test_a_broken_question_file_is_a_finding_for_each_entry(corpus: Path, report: Callable[[], Report]) -> None:
    write(corpus, entry() | {"minutes": 0})
    found, waiting = report().findings
    assert "ml-fundamentals.yaml: bias-variance-from-curves: minutes" in found.render()
    assert "then check again" in waiting.render()


def test_a_judged_pair_is_not_called_gone_while_a_question_cannot_be_read(
    corpus: Path, report: Callable[[], Report]
) -> None:
    write(corpus, entry(), entry() | {"id": "another-entry", "minutes": 0})
    (corpus / "judged_pairs.yaml").write_text(
        "- pair: [bias-variance-from-curves, another-entry]\n  why: Both ask for the diagnosis, from other numbers.\n"
    )
    assert not [finding for finding in report().findings if "remove the pair" in finding.render()]


@pytest.mark.slow
def test_phrasings_of_a_section_that_is_not_there_are_named(corpus: Path, report: Callable[[], Report]) -> None:
    (corpus / "phrasings").mkdir()
    file = corpus / "phrasings" / "ml-fundamentals.yaml"
    file.write_text(
        "ml-fundamentals/bias-variance#reading-the-two-errors:\n  - train and dev error\n", encoding="utf-8"
    )
    assert report().is_good
    file.write_text("ml-fundamentals/bias-variance#no-such-part:\n  - train and dev error\n", encoding="utf-8")
    assert "ml-fundamentals/bias-variance#no-such-part: there is no such section" in report().render()
    file.write_text("- a list\n", encoding="utf-8")
    assert "phrasings: file: ml-fundamentals.yaml: the file" in report().render()


def test_the_example_of_phrasings_is_the_one_that_is_there() -> None:
    example = re.findall(r"^```yaml\n(.*?)^```", README, re.DOTALL | re.MULTILINE)[2]
    assert example in (CORPUS / "phrasings" / "llms.yaml").read_text(encoding="utf-8")


@pytest.mark.slow
def test_all_notes_of_ours_are_complete_and_all_sections_that_are_named_are_there(fake_embedder: Any) -> None:
    found = check(CORPUS, fake_embedder)
    assert [one.render() for one in found.findings if not any(words in one.problem for words in OF_NEARNESS)] == []
    assert found.key_points > 1000


@pytest.mark.slow
def test_no_two_questions_of_ours_ask_the_same_but_those_that_were_judged(remembering: Any) -> None:
    judged = yaml.safe_load((CORPUS / "judged_pairs.yaml").read_text(encoding="utf-8"))
    alike = near_duplicates(bank_questions(), remembering)
    assert {frozenset((one.id, other.id)) for one, other, _ in alike} == {frozenset(row["pair"]) for row in judged}


@pytest.mark.slow
def test_a_question_of_every_other_topic_of_ours_is_taught_as_the_bank_says(tmp_path: Path, remembering: Any) -> None:
    """A sample: to embed every sentence of the notes takes a minute of CPU."""
    for file in sorted((CORPUS / "questions").glob("*.yaml"))[::2]:
        row = yaml.safe_load(file.read_text(encoding="utf-8"))[0]
        copy(f"questions/{file.name}", tmp_path, yaml.safe_dump([row]))
        for point in (*row["key_points"], *(point for step in row.get("thread", []) for point in step["key_points"])):
            name = point["section"].partition("#")[0]
            copy("guide.md" if name == "guide" else f"notes/{name}.md", tmp_path)
    found = check(tmp_path, remembering)
    assert found.questions == len(Topic) // 2
    assert found.wrong_statements >= found.questions
    others = [one for one in found.findings if not any(words in one.problem for words in OF_NEARNESS[:2])]
    assert others == []
    assert len(found.findings) <= 0.05 * found.key_points, found.render()


def copy(name: str, corpus: Path, text: str | None = None) -> None:
    """One of our files, or this text instead of it."""
    (corpus / name).parent.mkdir(parents=True, exist_ok=True)
    (corpus / name).write_text(text or (CORPUS / name).read_text(encoding="utf-8"), encoding="utf-8")


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_our_own_corpus_holds_together(remembering: Any) -> None:
    found = check(CORPUS, remembering)
    assert [one.render() for one in found.faults] == []
    assert "all good" in found.render()
    assert len(found.hints) <= MOST_HINTS * found.key_points, found.render()


def test_few_hints_are_to_be_looked_at_again_and_many_are_faults() -> None:
    hint, fault = (
        Finding("a.yaml", "q / p", "is at 0.3", "name another", is_hint=True),
        Finding("a.yaml", "q", "x", "y"),
    )
    few, many = (Report(1, 1, points, 0, 0, (hint, fault)) for points in (50, 49))
    assert (few.faults, few.hints) == ((fault,), (hint,))
    assert "1 to mend; 1 to look at again: --warnings" in few.render()
    assert (many.faults, many.hints) == ((hint, fault), ())
    assert Report(1, 1, 50, 0, 0, (hint,)).is_good
