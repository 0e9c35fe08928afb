"""What the settings of search make of models: prompts are handed on, and never left out without a word."""

from pathlib import Path
from typing import Any

import pytest

from app.errors import IndexUnusable
from app.retrieval import opening
from app.retrieval.opening import open_embedder, open_retriever, open_scorer
from app.settings import Settings
from ingest.embed import EmbedError


def settings(home: Path, **fields: Any) -> Settings:
    return Settings(_env_file=None, home=home, **fields)


def test_another_model_gets_the_prompts_that_are_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[tuple[str, ...]] = []
    monkeypatch.setattr(opening, "SentenceTransformersEmbedder", lambda *given: taken.append(given))
    open_embedder(settings(tmp_path, embedding_model="e5", query_prompt="query: ", passage_prompt="passage: "))
    assert taken == [("e5", "query: ", "passage: ")]


@pytest.mark.parametrize("name", ["query_prompt", "passage_prompt"])
def test_the_default_model_takes_no_prompt_and_says_so(tmp_path: Path, name: str) -> None:
    with pytest.raises(IndexUnusable, match="takes no prompts; unset COACH_QUERY_PROMPT and COACH_PASSAGE_PROMPT"):
        open_embedder(settings(tmp_path, **{name: "x: "}))


def test_a_text_that_cannot_be_embedded_is_told_where_the_corpus_index_is_built(
    tmp_path: Path, fake_embedder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "corpus" / "notes").mkdir(parents=True)
    (tmp_path / "corpus" / "notes" / "a.md").write_text("# A\n\nA tree.\n")

    def fails(*_: Any) -> None:
        raise EmbedError("a text has 600 pieces")

    monkeypatch.setattr(fake_embedder, "encode", fails)
    with pytest.raises(IndexUnusable, match="a text has 600 pieces"):
        open_retriever(settings(tmp_path, corpus=tmp_path / "corpus"), fake_embedder)


@pytest.mark.slow  # it imports PyTorch, 4 s
def test_a_reranker_is_opened_where_one_is_set(tmp_path: Path) -> None:
    assert open_scorer(settings(tmp_path)) is None
    with pytest.raises(IndexUnusable, match=r"the reranking model .* cannot be loaded"):
        open_scorer(settings(tmp_path, reranker=str(tmp_path / "none")))
