"""The README's figures are those that the measurements wrote."""

from pathlib import Path

from eval.report.docs import BLOCK, README, body, differences, fill, settings_table


def test_every_figure_of_the_readme_is_what_its_command_wrote() -> None:
    text = README.read_text(encoding="utf-8")
    assert len(list(BLOCK.finditer(text))) >= 4
    assert differences(text) == []


def test_a_changed_figure_is_noticed_and_mended(tmp_path: Path) -> None:
    (tmp_path / "speed.md").write_text("| query | 2.5 ms |\n")
    text = "Before.\n<!-- figures:speed -->\n| query | 1.0 ms |\n<!-- /figures -->\nAfter.\n"
    assert differences(text, tmp_path) == ["speed"]
    mended = fill(text, tmp_path)
    assert differences(mended, tmp_path) == []
    assert mended.startswith("Before.\n")
    assert mended.endswith("After.\n")


def test_the_table_of_settings_is_the_settings() -> None:
    assert body("settings") == settings_table()
