"""Prepared answers: which files count, what is refused, and that they come back out of an index as they went in."""

import numpy as np
import pytest

from ingest.bank.answers import AnswerError, load_answers
from ingest.index.answers import ANSWERS, WORDINGS
from ingest.index.manifest import IndexUnfit
from ingest.index.search import Index
from ingest.pipeline.build import build, digest

TREES = "# Trees\n\n## Bagging\n\nAverages trees on samples.\n\n## Boosting\n\nFits the next one to what is left.\n"
ANSWER = """
document: trees
answers:
  - asked: [what is bagging, why average trees]
    sentences:
      - text: Bagging averages trees that were grown on samples.
        section: bagging
      - text: Boosting fits the next tree to what is left.
        section: trees#boosting
"""


@pytest.fixture
def notes(tmp_path):
    folder = tmp_path / "notes"
    (folder / "answers" / "deep").mkdir(parents=True)
    (folder / "trees.md").write_text(TREES, encoding="utf-8")
    return folder


def write(notes, text, name="deep/trees.yaml"):
    (notes / "answers" / name).write_text(text, encoding="utf-8")


def test_a_sentence_names_its_section_whole_or_by_its_heading_alone(notes):
    write(notes, ANSWER)
    (answer,) = load_answers([notes])
    assert [one.section for one in answer.sentences] == ["trees#bagging", "trees#boosting"]
    assert answer.text.startswith("Bagging averages")


def test_a_folder_that_is_named_twice_or_by_itself_is_read_once_and_a_hidden_one_not_at_all(notes):
    write(notes, ANSWER)
    hidden = notes / ".old" / "answers"
    hidden.mkdir(parents=True)
    (hidden / "trees.yaml").write_text(ANSWER, encoding="utf-8")
    (notes / "other.yaml").write_text("not: an answer", encoding="utf-8")
    assert len(load_answers([notes, notes / "answers", notes])) == 1
    assert load_answers([notes / "answers"]) == load_answers([notes])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("document: trees\nanswers: []", "answers"),
        ("document: trees\nanswers: {asked: [why]}", "answers"),
        (ANSWER.replace("section: bagging", "part: bagging"), "section"),
        (ANSWER.replace("asked: [what is bagging, why average trees]", "asked: []"), "asked"),
        ("document: [", "cannot be read"),
        ("document: trees\nanswers: &a\n  - *a\n", "deep/trees.yaml"),
    ],
)
def test_what_is_no_such_file_is_refused_with_its_name_and_place(notes, text, told):
    write(notes, text)
    with pytest.raises(AnswerError, match=told):
        load_answers([notes])


def test_other_yaml_in_such_a_folder_is_somebody_s_own(notes):
    write(notes, "")
    write(notes, "- a list", "list.yaml")
    write(notes, "trees#boosting:\n  - zebra crossing\n", "phrased.yaml")
    assert load_answers([notes]) == ()


def test_a_file_that_is_too_large_is_refused(notes):
    write(notes, ANSWER + "#" * 1_000_000)
    with pytest.raises(AnswerError, match="1,000,000 bytes"):
        load_answers([notes])


def test_an_index_holds_them_with_a_vector_for_each_wording(notes, tmp_path, fake_embedder):
    write(notes, ANSWER)
    report = build([notes], tmp_path / "index", fake_embedder)
    assert report.unknown_sections == ()
    stored = Index(tmp_path / "index", fake_embedder).answers
    assert tuple(stored.answers) == load_answers([notes])
    (nearest,) = stored.nearest(fake_embedder.encode_query("why average trees"), 5)
    assert nearest.asked == "why average trees"
    assert nearest.likeness == pytest.approx(1, abs=0.01)


def test_an_index_without_any_has_none(notes, tmp_path, fake_embedder):
    build([notes], tmp_path / "index", fake_embedder)
    stored = Index(tmp_path / "index", fake_embedder).answers
    assert tuple(stored.answers) == ()
    assert stored.nearest(fake_embedder.encode_query("why"), 5) == []


def test_a_section_that_is_not_there_is_told_and_its_answer_left_out(notes, tmp_path, fake_embedder):
    write(notes, ANSWER.replace("trees#boosting", "trees#stacking"))
    assert build([notes], tmp_path / "index", fake_embedder).unknown_sections == ("trees#stacking",)
    assert Index(tmp_path / "index", fake_embedder).answers.answers == ()


def test_a_changed_answer_makes_an_index_stale(notes):
    write(notes, ANSWER)
    before = digest([notes])
    write(notes, ANSWER.replace("averages", "takes the mean of"))
    assert digest([notes]) != before


def test_a_wording_that_was_embedded_before_is_not_embedded_again(notes, tmp_path, fake_embedder, monkeypatch):
    write(notes, ANSWER)
    build([notes], tmp_path / "index", fake_embedder)
    write(notes, ANSWER.replace("why average trees", "why average trees, why average trees at all"))
    seen = []
    encode = fake_embedder.encode
    monkeypatch.setattr(fake_embedder, "encode", lambda texts, *rest: [seen.extend(texts), encode(texts, *rest)][1])
    build([notes], tmp_path / "index", fake_embedder)
    assert seen == ["why average trees at all"]


def test_vectors_of_wordings_are_mapped_and_those_of_an_earlier_index_read_alike(notes, tmp_path, fake_embedder):
    write(notes, ANSWER)
    build([notes], tmp_path / "index", fake_embedder)
    query = fake_embedder.encode_query("why average trees")
    mapped = Index(tmp_path / "index", fake_embedder).answers.nearest(query, 3)
    vectors = np.load(tmp_path / "index" / WORDINGS)
    assert vectors.dtype == np.float32
    np.save(tmp_path / "index" / WORDINGS, vectors.astype(np.float16))
    assert Index(tmp_path / "index", fake_embedder).answers.nearest(query, 3) == mapped


@pytest.mark.parametrize("damage", ["cut short", "gone", "empty", "of another build"])
def test_a_damaged_file_is_told_with_the_way_out(notes, tmp_path, fake_embedder, damage):
    write(notes, ANSWER)
    build([notes], tmp_path / "index", fake_embedder)
    if damage == "cut short":
        (tmp_path / "index" / ANSWERS).write_text('[{"asked": ["wh', encoding="utf-8")
    elif damage == "empty":
        (tmp_path / "index" / WORDINGS).write_bytes(b"")
    elif damage == "gone":
        (tmp_path / "index" / WORDINGS).unlink()
    else:
        np.save(tmp_path / "index" / WORDINGS, np.zeros((1, 4), dtype=np.float16))
    with pytest.raises(IndexUnfit, match="coach ingest"):
        Index(tmp_path / "index", fake_embedder)
