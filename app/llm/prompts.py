"""The prompts: files in prompts/, each versioned by the hash of its text.

Decides nothing about their words. A prompt is the stable first message of a request, so a provider's
prompt cache hits; what changes comes after it.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("prompts")


@dataclass(frozen=True)
class Prompt:
    """A prompt; `version` is its name and the first twelve digits of its text's sha256."""

    name: str
    text: str
    version: str


def read_prompt(name: str) -> Prompt:
    """The prompt prompts/<name>.md.

    Raises:
        FileNotFoundError: the installation is broken; prompts are part of it.
    """
    text = (FOLDER / f"{name}.md").read_text(encoding="utf-8").strip()
    return Prompt(name, text, f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:12]}")
