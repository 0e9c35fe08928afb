"""coach doctor: a sentence for each thing, also when things are broken."""

import json
from pathlib import Path

import pytest
from brains import by_role
from checkout import PROJECT
from scripted import Play, refused_port, scripted

from app.settings import Settings
from app.terminal.doctor import Check, run
from ingest.bank.questions import Question, load_bank
from ingest.embedding.embedder import Embedder
from ingest.pipeline.build import build


@pytest.fixture(autouse=True)
def _no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "COACH_LLM_API_KEY", "COACH_LLM_BASE_URL", "COACH_LLM_MODEL", "COACH_LLM_GGUF"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def opened(embedder: Embedder, bank: list[Question], monkeypatch: pytest.MonkeyPatch) -> None:
    """Model and bank are those of every other test, which one test here leaves to doctor to open."""
    monkeypatch.setattr("app.terminal.doctor.open_embedder", lambda _: embedder)
    ours = PROJECT / "corpus" / "questions"
    monkeypatch.setattr("app.terminal.doctor.load_bank", lambda folder: bank if folder == ours else load_bank(folder))


def checks(settings: Settings) -> dict[str, Check]:
    found = run(settings)
    for check in found:
        assert check.sentence.strip()
        assert "\n" not in check.sentence
    return {check.name: check for check in found}


@pytest.mark.slow
def test_without_a_model_everything_else_works(settings: Settings) -> None:
    found = checks(settings)
    assert list(found) == [
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
    assert all(check.ok for name, check in found.items() if name not in {"language model", "exam"})
    assert found["language model"].ok is None
    assert "everything works offline" in found["language model"].sentence


@pytest.mark.usefixtures("opened")
def test_an_endpoint_gets_one_structured_and_one_streamed_request(settings: Settings) -> None:
    with scripted() as server:
        server.play(Play("yes"), Play(json.dumps({"colour": "red"})), Play("It is soft and red."))
        found = checks(settings.model_copy(update={"llm_base_url": server.url, "llm_model": "scripted"}))
        assert [bool(one.body.get("response_format")) for one in server.received[1:]] == [False, True, False]
    assert found["language model"].ok
    assert 'A structured request works (schema): "red"' in found["structured request"].sentence
    assert "first token after" in found["streamed request"].sentence


@pytest.mark.slow
@pytest.mark.usefixtures("opened")
def test_an_endpoint_that_cannot_do_structure_says_so(settings: Settings) -> None:
    with scripted() as server:
        server.default = Play(by_role("It is red."))
        found = checks(settings.model_copy(update={"llm_base_url": server.url, "llm_model": "scripted"}))
    assert found["structured request"].ok is False
    assert "Answers will be graded offline" in found["structured request"].sentence
    assert found["streamed request"].ok


@pytest.mark.slow
@pytest.mark.usefixtures("opened")
def test_a_wrong_key_is_a_sentence(settings: Settings) -> None:
    with scripted() as server:
        server.models = 401
        found = checks(settings.model_copy(update={"llm_base_url": server.url, "llm_model": "scripted"}))
    assert found["language model"].ok is False
    assert "set COACH_LLM_API_KEY" in found["language model"].sentence
    assert "structured request" not in found


@pytest.mark.slow
@pytest.mark.usefixtures("opened")
def test_nobody_there_is_a_sentence(settings: Settings) -> None:
    found = checks(
        settings.model_copy(
            update={"llm_base_url": f"http://127.0.0.1:{refused_port()}/v1", "llm_model": "m", "llm_retries": 0}
        )
    )
    assert "the connection was refused" in found["language model"].sentence


@pytest.mark.usefixtures("opened")
def test_a_store_that_cannot_be_opened_and_a_missing_index_are_sentences(settings: Settings, tmp_path: Path) -> None:
    changes = {"database_url": "sqlite:////proc/nowhere/x.sqlite", "index": tmp_path / "none"}
    found = checks(settings.model_copy(update=changes))
    assert found["store"].ok is False
    assert found["index"].ok is False
    assert found["Python"].ok


QUESTION = 'Question: "How often do we deploy?"\n\nAnswer: We deploy every Monday morning after the tests have passed.'


@pytest.mark.parametrize(
    ("text", "ok", "words"),
    [
        ("We deploy every Monday morning after the tests.", None, 'Write a line Question: "..." and the answer'),
        (QUESTION, True, "The documents of the index hold 1 question."),
    ],
)
@pytest.mark.usefixtures("opened")
def test_an_index_without_questions_is_told_what_to_write(
    settings: Settings, tmp_path: Path, embedder: Embedder, text: str, ok: bool | None, words: str
) -> None:
    (tmp_path / "deploys.md").write_text(f"# Deploys\n\n{text}\n")
    build([tmp_path / "deploys.md"], tmp_path / "index", embedder)
    found = checks(settings.model_copy(update={"index": tmp_path / "index"}))
    assert found["question bank"].ok is ok
    assert words in found["question bank"].sentence
    assert found["index"].ok
    assert "holds 1 passage and answers a search" in found["index"].sentence


@pytest.mark.usefixtures("opened")
def test_an_index_that_is_not_there_has_no_question_bank_either(settings: Settings, tmp_path: Path) -> None:
    found = checks(settings.model_copy(update={"index": tmp_path / "none"}))
    assert found["question bank"].ok is False
    assert str(tmp_path / "none") in found["question bank"].sentence


@pytest.mark.slow
@pytest.mark.usefixtures("opened")
def test_a_missing_model_file_is_a_sentence(settings: Settings, tmp_path: Path) -> None:
    found = checks(settings.model_copy(update={"llm_gguf": tmp_path / "x.gguf"}))
    assert "set COACH_LLM_GGUF" in found["language model"].sentence


@pytest.mark.slow
@pytest.mark.usefixtures("opened")
def test_an_index_that_is_not_built_yet_is_no_fault_and_nothing_that_works(settings: Settings, tmp_path: Path) -> None:
    check = checks(settings.model_copy(update={"home": tmp_path / "new", "index": None}))["index"]
    assert check.ok is None
    assert "not built" in check.sentence


@pytest.mark.usefixtures("opened")
def test_a_corpus_that_is_not_there_fails(settings: Settings, tmp_path: Path) -> None:
    found = checks(settings.model_copy(update={"corpus": tmp_path / "nothing"}))
    assert (found["index"].ok, found["question bank"].ok) == (False, False)
    assert "holds nothing to index; unset COACH_CORPUS" in found["index"].sentence
    assert "holds no question; unset COACH_CORPUS" in found["question bank"].sentence


@pytest.mark.slow
@pytest.mark.usefixtures("opened")
def test_data_of_an_earlier_version_is_told_with_the_way_to_move_it(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert checks(settings)["data"].sentence == f"Interviews, model and index are kept in {settings.home}."
    monkeypatch.setattr("app.terminal.doctor.earlier_home", lambda _: tmp_path / "old")
    found = checks(settings)["data"]
    assert found.ok is None
    assert f"lies in {tmp_path / 'old'}; `coach data move` brings it to {settings.home}" in found.sentence


def test_the_digest_is_that_of_the_model_that_is_used(
    settings: Settings, fake_embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.terminal.doctor.open_embedder", lambda _: fake_embedder)
    assert f"sha256 {fake_embedder.sha256[:8]}" in checks(settings)["model file"].sentence
