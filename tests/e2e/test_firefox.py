"""The page in Debian's Firefox, by WebDriver BiDi: an interview, a grade, a question with its citation, two widths."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from page_checks import PATIENCE, TEXT

PROJECT = Path(__file__).resolve().parents[2]
SCRIPT = PROJECT / "tests" / "web" / "firefox.js"
FIREFOX = os.environ.get("FIREFOX") or shutil.which("firefox-esr") or shutil.which("firefox")
NODE = shutil.which("node")
QUESTION = "How do I choose between ROC-AUC and PR-AUC?"
WAIT_S = 60 * PATIENCE

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(12 * WAIT_S),
    pytest.mark.skipif(FIREFOX is None, reason="no Firefox: apt-get install firefox-esr, or set FIREFOX=/path/to/it"),
    pytest.mark.skipif(NODE is None, reason="node is not there"),
    pytest.mark.skipif(
        not (PROJECT / "node_modules" / "puppeteer-core").exists(), reason="puppeteer-core is not there: npm ci"
    ),
]


@pytest.mark.parametrize("width", [390, 1280])
def test_an_interview_and_a_question_go_as_in_chromium(server: str, tmp_path: Path, width: int) -> None:
    folder = Path(os.environ.get("SCREENSHOTS", PROJECT / "build" / "screenshots"))
    folder.mkdir(parents=True, exist_ok=True)
    command = [str(NODE), SCRIPT, server, width, FIREFOX, TEXT, QUESTION, round(WAIT_S * 1000), folder]
    # A profile, a cache and what Firefox keeps of crashes lie in a home of their own.
    home = os.environ | {"HOME": str(tmp_path)}
    run = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, env=home, cwd=PROJECT, timeout=10 * WAIT_S
    )
    assert run.returncode == 0, run.stderr[-3000:]
    seen = json.loads(run.stdout)
    assert seen["browser"].startswith("firefox/")
    assert seen["errors"] == []
    assert seen["question"].strip()
    assert seen["said"].strip() == TEXT
    assert "point" in seen["grade"]
    assert len(seen["passage"].split()) > 3
    assert seen["overflow"] == {"question": 0, "grade": 0, "citation": 0}
