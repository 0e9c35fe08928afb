"""The generated parts of README.md and docs/: each block between marks is a copy of the file eval/results/<name>.md.

Decides which pages hold blocks, and what is written without a measurement: the table of settings and the headline
figures. Decides nothing about the figures; it keeps pages and results equal, and a test checks that they are.
"""

import re
from pathlib import Path

from app.folders import PACKAGES
from app.settings import Settings
from eval.figures.folders import RESULTS
from eval.report.headline import headline

SECRET = {"llm_api_key", "voice_api_key"}
README = PACKAGES / "README.md"
BLOCK = re.compile(r"(<!-- figures:(?P<name>[a-z-]+) -->\n)(?P<body>.*?)(<!-- /figures -->)", re.DOTALL)


def pages(project: Path = PACKAGES) -> list[Path]:
    """The README and every page of docs/."""
    return [project / "README.md", *sorted((project / "docs").rglob("*.md"))]


def fill(text: str, results: Path = RESULTS) -> str:
    """A page's text, with every block filled from its result file.

    Raises:
        FileNotFoundError: a block names a result that was never measured.
    """
    return BLOCK.sub(lambda block: f"{block[1]}{body(block['name'], results)}{block[4]}", text)


def settings_table() -> str:
    """The settings as a table: every field of Settings with its default and its description."""
    lines = ["| variable | default | what |", "| --- | --- | --- |"]
    for name, field in Settings.model_fields.items():
        is_unset = name in SECRET or field.default_factory is not None or field.default in (None, "")
        shown = "" if is_unset else str(field.default)
        what = (field.description or "").replace("<", "&lt;")
        lines.append(f"| `COACH_{name.upper()}` | {f'`{shown}`' if shown else ''} | {what} |")
    return "\n".join(lines) + "\n"


def body(name: str, results: Path = RESULTS) -> str:
    """The content of a block: the result file, ending in one newline."""
    return (results / f"{name}.md").read_text(encoding="utf-8").strip("\n") + "\n"


def differences(text: str, results: Path = RESULTS) -> list[str]:
    """The names of the blocks that differ from their result files."""
    return [block["name"] for block in BLOCK.finditer(text) if block["body"] != body(block["name"], results)]


def write(project: Path = PACKAGES, results: Path = RESULTS) -> list[str]:
    """Fill the blocks of all pages; returns those that changed, each as `<page>: <name>`."""
    (results / "settings.md").write_text(settings_table(), encoding="utf-8")
    (results / "headline.md").write_text(headline(results), encoding="utf-8")
    changed = []
    for page in pages(project):
        text = page.read_text(encoding="utf-8")
        if stale := differences(text, results):
            page.write_text(fill(text, results), encoding="utf-8")
            changed += [f"{page.relative_to(project)}: {name}" for name in stale]
    return changed
