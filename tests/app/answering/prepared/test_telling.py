"""What was found becomes an answer: the likeliest piece first, what belongs to it after it, and not too much."""

import numpy as np
import pytest

from app.answering.prepared.features import OF_ANSWER, OF_PIECE, OF_STRETCH, Near
from app.answering.prepared.section_text import pieces
from app.answering.prepared.selection import FITTED, OF_TOLD, Linear, Selection, fitted, read_selection
from app.answering.prepared.stretches import Stretch
from app.answering.prepared.telling import MOST_WORDS, tell
from ingest.index.passages import Section, StoredDocument
from ingest.index.search import Hit

FIRST = "A flat index compares a query with every vector.\n\nMany teams like tea.\n\nThe cost is reading them all.\n"
OTHER = "IVF files each vector under its nearest centroid.\n"


def linear(names: tuple[str, ...], bias: float = 0.0, **weights: float) -> Linear:
    return Linear(weights={name: weights.get(name.replace(" ", "_"), 0.0) for name in names}, bias=bias)


# A piece leads and is told by its cosine alone, a stretch answers by its score.
PLAIN = Selection(
    stretch=linear(OF_STRETCH, score=10),
    lead=linear(OF_PIECE, cosine=10),
    told=linear(OF_TOLD, bias=-5, cosine=10),
    answered=linear(OF_ANSWER, evidence=1),
    least_told=0.5,
    least_answered=0.5,
)


def near(name: str, text: str, score: float, *cosines: float) -> Near:
    document = StoredDocument(id=name, title=name, source="", text=text)
    cut = tuple(pieces(text, 0, len(text)))
    stretch = Stretch(f"{name}#all", document, Section(name, "all", "All", 0, len(text)), cut)
    of_stretch, of_pieces = np.zeros(len(OF_STRETCH)), np.zeros((len(cut), len(OF_PIECE)))
    of_stretch[OF_STRETCH.index("score")] = score
    of_pieces[:, OF_PIECE.index("cosine")] = cosines
    hit = Hit(rank=1, score=score, vector=score, words=0.0, row=0, passage=None)  # type: ignore[arg-type]
    return Near(stretch, hit, of_stretch, of_pieces)


def told(*found: Near, most: int = MOST_WORDS) -> list[str]:
    return [one.text for one in tell(found, PLAIN, most)]


def test_the_likeliest_piece_comes_first_and_the_rest_of_its_section_after_it_in_its_order():
    assert told(near("flat", FIRST, 1.0, 0.7, 0.6, 0.9)) == [
        "The cost is reading them all.",
        "A flat index compares a query with every vector.",
        "Many teams like tea.",
    ]


def test_what_no_answer_needs_is_left_out():
    assert told(near("flat", FIRST, 1.0, 0.9, 0.1, 0.6)) == [
        "A flat index compares a query with every vector.",
        "The cost is reading them all.",
    ]


def test_a_piece_that_points_back_never_comes_first():
    text = "This is why recall is whole.\n\nA flat index compares a query with every vector.\n"
    assert told(near("flat", text, 1.0, 0.9, 0.2))[0].startswith("A flat index")


def test_another_section_adds_what_it_has_to_add_behind_the_first():
    found = told(near("ivf", OTHER, 0.2, 0.8), near("flat", FIRST, 1.0, 0.9, 0.1, 0.1))
    assert found == [
        "A flat index compares a query with every vector.",
        "IVF files each vector under its nearest centroid.",
    ]


def test_an_answer_has_no_more_words_than_it_may():
    text = "\n\n".join(f"Vector number {n} is read by every query there is." for n in range(30)) + "\n"
    assert sum(len(one.split()) for one in told(near("flat", text, 1.0, *[0.9] * 30))) <= MOST_WORDS


@pytest.mark.parametrize("text", ["This is the default.\n", "Why is that so?\n"])
def test_where_nothing_can_come_first_nothing_is_told(text):
    count = len(pieces(text, 0, len(text)))
    assert told(near("flat", text, 1.0, *[0.9] * count)) == []


def test_weights_for_other_numbers_than_ours_are_refused(tmp_path):
    path = tmp_path / "selection.json"
    path.write_text(FITTED.read_text(encoding="utf-8").replace('"asked"', '"asked twice"', 1), encoding="utf-8")
    with pytest.raises(ValueError, match="asked twice"):
        read_selection(path)
    assert fitted() == read_selection(FITTED)
