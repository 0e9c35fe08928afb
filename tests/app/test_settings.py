"""Settings: which values are taken, and from where."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from checkout import PROJECT
from pydantic import ValidationError

from app.api.interviews.schemas import AnswerRequest
from app.settings import MOST_ANSWER_CHARS, Settings


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


@pytest.mark.parametrize("variable", ["COACH_SECRETS", "CREDENTIALS_DIRECTORY"])
def test_a_secret_comes_from_a_file_of_the_named_folder_and_what_the_environment_says_goes_first(
    variable: str, tmp_path: Path
) -> None:
    (tmp_path / "coach_database_url").write_text("postgresql+psycopg://coach:hush@db/coach\n")
    (tmp_path / "COACH_LLM_API_KEY").write_text("from-a-file")
    (tmp_path / "coach_port").write_text("9000")
    program = (
        "from app.settings import Settings; s = Settings(_env_file=None);"
        "print(s.database_url, s.llm_api_key.get_secret_value(), s.port)"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COACH_")}
    environment |= {variable: str(tmp_path), "COACH_PORT": "9001"}
    environment.pop("OPENAI_API_KEY", None)
    done = subprocess.run([sys.executable, "-c", program], cwd=PROJECT, env=environment, capture_output=True, text=True)
    assert done.stdout.split() == ["postgresql+psycopg://coach:hush@db/coach", "from-a-file", "9001"], done.stderr
