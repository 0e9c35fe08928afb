"""An interview as the command `llm` holds it, in a process of its own: it keeps the chat, and sends all of it again.

It is no dependency of ours: the test runs where `llm` is on the path, or named by $LLM.
"""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from app.coach.coach import Coach
from app.gateways.openai_api.history import place_of
from app.gateways.openai_api.schemas import Message

LLM = os.environ.get("LLM") or shutil.which("llm")
MODEL = """- model_id: coach
  model_name: coach-screening
  api_base: {address}/v1
  api_key_name: coach
"""
pytestmark = [pytest.mark.slow, pytest.mark.skipif(LLM is None, reason="no `llm`: pip install llm, or set LLM")]


def test_a_whole_interview_gives_the_grades_of_the_page(address: str, coach: Coach, tmp_path: Path) -> None:
    (tmp_path / "extra-openai-models.yaml").write_text(MODEL.format(address=address), encoding="utf-8")
    (tmp_path / "keys.json").write_text(json.dumps({"coach": "any"}), encoding="utf-8")

    def say(*words: str) -> str:
        command = [str(LLM), *words]
        settings = os.environ | {"LLM_USER_PATH": str(tmp_path)}
        return subprocess.run(command, env=settings, capture_output=True, text=True, timeout=300, check=True).stdout

    place = place_of(
        [Message(role="assistant", content=say("-m", "coach", "Interview me on evaluation, one question."))]
    )
    assert place is not None
    while (ask := coach.interviews.get(place.interview_id).ask) is not None:
        told = say("-c", coach.bank.question(ask.question_id).strong_answer)
    held = coach.interviews.get(place.interview_id)
    assert "[Scorecard](" in told
    page = coach.interviews.start_with([coach.bank.question(held.turns[0].ask.question_id)])
    taken = coach.interviews.answer(page.id, held.turns[0].answer)
    assert taken.turn.grade == held.turns[0].grade
