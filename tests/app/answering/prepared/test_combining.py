"""An answer is told from the likeliest prepared ones, the likeliest first, and no longer than is read."""

from dataclasses import replace

import pytest

from app.answering.prepared.combining import MOST_WORDS, Combiner, told_of
from app.answering.prepared.likelihood import Matcher
from app.answering.wording import read
from ingest.bank.answers import PreparedAnswer, PreparedSentence
from ingest.index.search import Index
from ingest.pipeline.build import build

NOTE = """# DBSCAN

## Noise

A point with fewer than min_samples points within eps, and near to no core point, is noise. A border point is near to a
core point and belongs to its cluster. A larger eps leaves less noise.
"""
ANSWERS = """
document: dbscan
answers:
  - asked: [what is noise in DBSCAN]
    sentences:
      - text: Noise in DBSCAN is a point that belongs to no cluster.
        section: noise
  - asked: [how does DBSCAN find noise]
    sentences:
      - text: DBSCAN counts the neighbours of each point within eps, and what has too few of them may be noise.
        section: noise
      - text: A border point has few neighbours too, and is not noise for DBSCAN, since a core point is near to it.
        section: noise
      - text: How much noise DBSCAN leaves falls as eps grows.
        section: noise
  - asked: [noise in DBSCAN eli5]
    sentences:
      - text: Think of points as people, where whoever stands alone in the field is noise.
        section: noise
  - asked: [how is DBSCAN tested in an interview, How would an interviewer test DBSCAN?]
    sentences:
      - text: Draw two moons and say what DBSCAN does with them, noise included.
        section: noise
  - asked: [is a border point noise for DBSCAN]
    sentences:
      - text: No, a border point belongs to the cluster of its core point.
        section: noise
"""


@pytest.fixture(scope="module")
def combiner(tmp_path_factory, embedder):
    notes = tmp_path_factory.mktemp("combined") / "notes"
    (notes / "answers").mkdir(parents=True)
    (notes / "dbscan.md").write_text(NOTE, encoding="utf-8")
    (notes / "answers" / "dbscan.yaml").write_text(ANSWERS, encoding="utf-8")
    build([notes], notes.parent / "index", embedder)
    index = Index(notes.parent / "index", embedder)
    return Combiner(Matcher(index, index.answers), index.texts)


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        ("what is noise in DBSCAN", ["Noise"]),
        ("how does DBSCAN find noise", ["DBSCAN", "A", "How"]),
        ("noise in DBSCAN eli5", ["Think"]),
        ("eli5 the noise in DBSCAN", ["Think"]),
        ("how is DBSCAN tested in an interview", ["Draw"]),
        ("what is noise in DBSCAN and how does DBSCAN find noise?", ["Noise", "DBSCAN", "A", "How"]),
    ],
)
def test_an_answer_is_told_whole_and_each_part_of_a_question_has_its_own(combiner, asked, begins):
    told = [one.text for one in combiner.tell(combiner.match(read(asked)))]
    assert [text.split()[0] for text in told] == begins
    assert sum(len(text.split()) for text in told) <= MOST_WORDS


@pytest.mark.parametrize(
    ("asked", "begins"),
    [
        ("is a border point noise for DBSCAN?", "No, a border point"),
        ("is a border point no noise for DBSCAN?", "A border point"),
        ("border point noise DBSCAN", "A border point"),
    ],
)
def test_no_is_told_to_who_asks_what_it_was_written_for(combiner, asked, begins):
    (told,) = combiner.tell(combiner.match(read(asked)))
    assert told.text.startswith(begins)


def test_what_else_may_be_asked_is_a_whole_question_and_asked_alone_it_is_answered(combiner):
    (offered,) = combiner.others(read("what is noise in DBSCAN"))
    assert offered == "How would an interviewer test DBSCAN?"
    assert combiner.match(read(offered))
    assert combiner.others(read(offered)) == []


def test_who_asks_on_is_not_told_the_same_once_more_while_anything_else_answers(combiner):
    before = ("what is noise in DBSCAN",)
    again = read("and the noise in DBSCAN?", before)
    first, *_ = combiner.match(again)
    second, *_ = combiner.match(replace(again, told=first.answer.asked))
    assert second.answer is not first.answer
    every = tuple(asked for one in combiner._matcher.matches(again.meant).answers for asked in one.answer.asked)
    assert combiner.match(replace(again, told=every))[0].answer is first.answer
    # How likely it is told to be is of what is told.
    assert combiner.likelihood(replace(again, told=every)) == combiner.likelihood(again)


def test_an_answer_is_told_as_it_was_written_as_far_as_there_is_room():
    texts = ("A cache keeps what was computed.", "Keeping results costs memory.", "Evict old ones.")
    sentences = tuple(PreparedSentence(text=text, section="notes/caches#size") for text in texts)
    answer = PreparedAnswer(document="notes/caches", asked=("what is a cache",), sentences=sentences)
    assert told_of(answer, room=140) == list(sentences)
    assert told_of(answer, room=9) == [sentences[0], sentences[2]]
    assert told_of(answer, room=1) == [sentences[0]]
