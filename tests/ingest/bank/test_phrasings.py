"""Phrasings: which files count, what is refused, and that a section is found by words that it does not hold."""

import pytest

from ingest.bank.phrasings import PhrasingError, load_phrasings
from ingest.index.fuse import SearchSettings
from ingest.index.search import Index
from ingest.pipeline.build import build, digest, is_fresh

TREES = "# Trees\n\n## Bagging\n\nAverages trees on samples.\n\n## Boosting\n\nFits the next one to what is left.\n"
NETS = "# Nets\n\nLayers of units with weights in between.\n"


@pytest.fixture
def notes(tmp_path):
    folder = tmp_path / "notes"
    (folder / "phrasings").mkdir(parents=True)
    (folder / "trees.md").write_text(TREES, encoding="utf-8")
    (folder / "nets.md").write_text(NETS, encoding="utf-8")
    return folder


def write(notes, text, name="all.yaml"):
    (notes / "phrasings" / name).write_text(text, encoding="utf-8")


def test_a_passage_is_found_by_how_people_ask_for_its_section_and_shows_nothing_of_it(notes, tmp_path, fake_embedder):
    build([notes], tmp_path / "plain", fake_embedder)
    assert Index(tmp_path / "plain", fake_embedder).search("zebra crossing")[0].words == 0
    write(notes, "trees#boosting:\n  - zebra crossing\n")
    build([notes], tmp_path / "index", fake_embedder)
    best = Index(tmp_path / "index", fake_embedder).search("zebra crossing")[0]
    assert best.passage.document == "trees"
    assert best.words > 0.3
    assert "zebra" not in best.passage.text


def test_the_folder_may_be_named_by_itself(notes, tmp_path, fake_embedder):
    write(notes, "trees#boosting:\n  - zebra crossing\n")
    assert load_phrasings([notes / "phrasings"]) == load_phrasings([notes]) == {"trees#boosting": ("zebra crossing",)}


def test_a_folder_that_is_named_twice_is_read_once_and_a_hidden_one_not_at_all(notes):
    write(notes, "trees#boosting:\n  - zebra crossing\n")
    hidden = notes / ".old" / "phrasings"
    hidden.mkdir(parents=True)
    (hidden / "all.yaml").write_text("trees#boosting:\n  - an older way\n", encoding="utf-8")
    assert load_phrasings([notes, notes / "phrasings", notes]) == {"trees#boosting": ("zebra crossing",)}


def test_who_asks_in_the_words_of_a_phrasing_finds_its_section_first(notes, tmp_path, fake_embedder):
    write(notes, "trees#boosting:\n  - cluster broken help\n")
    build([notes], tmp_path / "index", fake_embedder)
    # Words alone: the fake embedder's vectors bear out nothing.
    index = Index(tmp_path / "index", fake_embedder, SearchSettings(lone_words=1.0))
    for query in ("cluster broken help", "Help! Broken cluster?", "clusters broken, please help me"):
        best = index.search(query)[0]
        assert (best.passage.document, best.words) == ("trees", 1.0)
    assert index.search("cluster broken")[0].words < 1.0


def test_the_words_of_a_phrasing_are_not_mended(notes, tmp_path, fake_embedder):
    (notes / "nets.md").write_text("# Nets\n\nOverfitting.\n\n# More\n\nOverfitting again.\n", encoding="utf-8")
    (notes / "more.md").write_text("# More\n\nOverfitting as well.\n", encoding="utf-8")
    write(notes, "trees#boosting:\n  - over fitting trees\n")
    build([notes], tmp_path / "index", fake_embedder)
    index = Index(tmp_path / "index", fake_embedder)
    assert index.meant("over fitting nets") == "over fitting overfitting nets"
    assert index.meant("over fitting trees") == "over fitting trees"


def test_a_phrasing_of_a_section_that_is_not_there_is_told(notes, tmp_path, fake_embedder):
    write(notes, "trees#boosting:\n  - zebra crossing\ntrees#pruning:\n  - cut it\n")
    assert build([notes], tmp_path / "index", fake_embedder).unknown_sections == ("trees#pruning",)


def test_yaml_that_lies_elsewhere_is_not_read(notes):
    (notes / "settings.yaml").write_text("a: b\n", encoding="utf-8")
    assert load_phrasings([notes, notes / "trees.md"]) == {}


def test_changed_phrasings_make_an_index_stale_and_embed_nothing(notes, tmp_path, fake_embedder):
    build([notes], tmp_path / "index", fake_embedder)
    before = digest([notes])
    write(notes, "trees#boosting:\n  - zebra crossing\n")
    assert digest([notes]) != before
    assert not is_fresh(tmp_path / "index", [notes], fake_embedder)
    assert build([notes], tmp_path / "index", fake_embedder).embedded_windows == 0
    assert is_fresh(tmp_path / "index", [notes], fake_embedder)
    assert Index(tmp_path / "index", fake_embedder).search("zebra crossing")[0].words > 0


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- a list\n", "all.yaml: the file: .*dictionary"),
        ("trees#boosting: zebra\n", "all.yaml: trees#boosting: "),
        ("trees#boosting: []\n", "all.yaml: trees#boosting: "),
        ("trees#boosting:\n  - [nested]\n", "all.yaml: trees#boosting 0: "),
        ("trees#boosting:\n  - 12\n", "all.yaml: trees#boosting 0: "),
        ("a: [b\n", r"^all.yaml cannot be read: line 2, column 1: [^\n]*$"),
    ],
)
def test_a_file_that_is_no_mapping_of_sections_is_named(notes, text, problem):
    write(notes, text)
    with pytest.raises(PhrasingError, match=problem):
        load_phrasings([notes])


def test_a_section_in_two_files_is_named(notes):
    write(notes, "trees#boosting:\n  - one way\n", "a.yaml")
    write(notes, "trees#boosting:\n  - another way\n", "b.yaml")
    with pytest.raises(PhrasingError, match=r"b\.yaml: the section 'trees#boosting' has its phrasings in another file"):
        load_phrasings([notes])
