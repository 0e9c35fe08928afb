"""Settings: which values are taken, and from where."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.api.interviews.schemas import AnswerRequest
from app.settings import MOST_ANSWER_CHARS, PROJECT, Settings


def test_no_longer_answer_can_be_allowed_than_the_api_takes() -> None:
    most = Settings(_env_file=None, max_answer_chars=MOST_ANSWER_CHARS).max_answer_chars
    assert len(AnswerRequest(answer="x" * most, turn=1).answer) == most
    with pytest.raises(ValidationError, match="less than or equal to 100000"):
        Settings(_env_file=None, max_answer_chars=MOST_ANSWER_CHARS + 1)


def test_the_env_file_of_a_foreign_folder_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".env").write_text("COACH_LLM_BASE_URL=http://foreign.example/v1\n")
    monkeypatch.chdir(tmp_path)
    assert "foreign" not in Settings().llm_base_url
    assert Settings.model_config["env_file"] == PROJECT / ".env"
