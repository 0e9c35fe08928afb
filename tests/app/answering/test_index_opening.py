"""What the settings of search make of models: prompts are handed on, and never left out without a word."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from checkout import PROJECT
from sampled import one_in, slow

from app.answering import index_opening
from app.answering.index_opening import open_embedder, open_retriever, open_scorer
from app.settings import Settings
from app.terminal import doctor
from ingest.embedding.embedder import EmbedError
from ingest.errors import IndexUnusable
from ingest.pipeline.build import build


def settings(home: Path, **fields: Any) -> Settings:
    return Settings(_env_file=None, home=home, **fields)


def test_another_model_gets_the_prompts_that_are_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[tuple[str, ...]] = []
    monkeypatch.setattr(index_opening, "SentenceTransformersEmbedder", lambda *given: taken.append(given))
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


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus" / "notes"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text("# A\n\nA tree.\n")
    return folder.parent


DAMAGES = {"vectors.npy": b"\x93NUMPY", "passages.sqlite": b"no database", "manifest.json": b"[]", "phrased.json": b""}


@pytest.mark.parametrize("name", list(DAMAGES))
def test_the_corpus_index_is_built_again_where_it_is_damaged(
    tmp_path: Path, corpus: Path, fake_embedder: Any, name: str
) -> None:
    chosen = settings(tmp_path, corpus=corpus)
    open_retriever(chosen, fake_embedder)
    (chosen.index_folder / name).write_bytes(DAMAGES[name])
    found = open_retriever(chosen, fake_embedder).search("a tree", 1)
    assert [hit.passage.document for hit in found] == ["a"]
    assert (chosen.index_folder / name).read_bytes() != DAMAGES[name]


@pytest.mark.parametrize("name", list(DAMAGES))
def test_a_damaged_index_of_the_users_own_is_left_as_it_is_and_told(
    tmp_path: Path, corpus: Path, fake_embedder: Any, name: str
) -> None:
    own = tmp_path / "own"
    build([corpus / "notes"], own, fake_embedder)
    (own / name).write_bytes(DAMAGES[name])
    with pytest.raises(IndexUnusable, match=rf"{own} .* build it again with: coach ingest PATH --index {own}"):
        open_retriever(settings(tmp_path, corpus=corpus, index=own), fake_embedder)
    assert (own / name).read_bytes() == DAMAGES[name]


@pytest.mark.parametrize("name", one_in(len(DAMAGES), DAMAGES))
@pytest.mark.parametrize("is_own", [slow(False), True])
def test_doctor_tells_of_a_damaged_index_and_goes_on(
    tmp_path: Path, fake_embedder: Any, monkeypatch: pytest.MonkeyPatch, name: str, is_own: bool
) -> None:
    monkeypatch.setattr("app.terminal.doctor.open_embedder", lambda _: fake_embedder)
    for key in ("OPENAI_API_KEY", "COACH_LLM_BASE_URL", "COACH_LLM_GGUF"):
        monkeypatch.delenv(key, raising=False)
    chosen = settings(tmp_path)
    folder = tmp_path / "own" if is_own else chosen.index_folder
    build(chosen.corpus_paths[:1], folder, fake_embedder)
    monkeypatch.setattr("app.terminal.doctor.is_fresh", lambda *_: True)
    (folder / name).write_bytes(DAMAGES[name])
    checks = {check.name: check for check in doctor.run(settings(tmp_path, index=folder if is_own else None))}
    assert list(checks) == [
        "Python",
        "model file",
        "index",
        "question bank",
        "loops",
        "code",
        "data",
        "store",
        "language model",
    ]
    assert checks["index"].ok is (False if is_own else None)
    says = f"build it again with: coach ingest PATH --index {folder}" if is_own else "the next start builds it"
    assert says in checks["index"].sentence


@pytest.mark.parametrize(
    ("part", "check"),
    [("load_bank", "question bank"), *(pytest.param(*row, marks=pytest.mark.slow) for row in (
        ("check_home", "model file"), ("is_fresh", "index"), ("Store", "store"), ("open_llm", "language model"),
        ("open_embedder", "model file")))],
)  # fmt: skip
def test_no_error_of_a_check_of_doctor_stops_the_others(
    tmp_path: Path, fake_embedder: Any, monkeypatch: pytest.MonkeyPatch, part: str, check: str
) -> None:
    def fails(*_: Any) -> None:
        raise TypeError("odd\nthing")

    monkeypatch.setattr("app.terminal.doctor.open_embedder", lambda _: fake_embedder)
    monkeypatch.setattr(f"app.terminal.doctor.{part}", fails)
    checks = {one.name: one for one in doctor.run(settings(tmp_path))}
    assert list(checks) == [
        "Python",
        "model file",
        "index",
        "question bank",
        "loops",
        "code",
        "data",
        "store",
        "language model",
    ]
    assert checks[check].ok is False
    assert checks[check].sentence == f"The check of the {check} failed: TypeError: odd thing"


@pytest.mark.slow  # it imports PyTorch, 4 s
def test_a_reranker_is_opened_where_one_is_set(tmp_path: Path) -> None:
    assert open_scorer(settings(tmp_path)) is None
    with pytest.raises(IndexUnusable, match=r"the reranking model .* cannot be loaded"):
        open_scorer(settings(tmp_path, reranker=str(tmp_path / "none")))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with the model and without an index."""
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "models").symlink_to(PROJECT / ".coach" / "models")
    return folder


@pytest.mark.slow
def test_the_corpus_index_of_the_default_model_is_built_in_another_process(
    home: Path, corpus: Path, embedder: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def here(*_: Any, **__: Any) -> None:
        pytest.fail("it was built in this process, which keeps what a build takes of memory")

    monkeypatch.setattr(index_opening, "build", here)
    steps: list[tuple[int, int]] = []
    retriever = open_retriever(settings(home, corpus=corpus), embedder, lambda done, total: steps.append((done, total)))
    assert retriever.search("tree", 1)[0].passage.document == "a"
    assert steps[-1] == (1, 1)


@pytest.mark.slow
def test_why_a_build_in_another_process_failed_is_told(home: Path, corpus: Path, embedder: Any) -> None:
    (corpus / "notes" / "a.md").write_bytes(b"\xff\x00")
    with pytest.raises(IndexUnusable, match=r"^nothing to index"):
        open_retriever(settings(home, corpus=corpus), embedder)


@pytest.mark.slow  # it exports the model, 15 s
def test_the_first_start_leaves_no_pytorch_behind(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from app.main import assemble\n"
        "from app.settings import Settings\n"
        "told = []\n"
        "assemble(Settings(_env_file=None), told.append).close()\n"
        "assert not {'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)\n"
        "assert told[0] == 'making the embedding model ready for this machine, once', told[0]\n"
        "assert any('windows embedded' in one for one in told), told\n"
    )
    environment = os.environ | {
        "COACH_HOME": str(tmp_path),
        "PYTHONPATH": str(PROJECT),
        "COACH_DATABASE_URL": "sqlite://",
    }
    subprocess.run([sys.executable, "-c", program], env=environment, cwd=tmp_path, check=True, timeout=280)
