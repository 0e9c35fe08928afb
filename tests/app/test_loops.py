"""A company's own loop is a file beside one's data."""

from pathlib import Path

import pytest

from app.opening import open_loops
from app.settings import Settings
from app.terminal.doctor import run
from ingest.errors import BadRequest, NotFound

OURS = """\
name: {name}
title: Our loop
about: A short screening and two stories.
level: senior
rounds:
  - {{stage: screening, questions: 2, minutes: 20, topics: [mlops]}}
  - {{stage: behavioural, questions: 2, minutes: 30}}
"""


def lay(home: Path, file: str, text: str) -> Settings:
    (home / "loops").mkdir()
    (home / "loops" / file).write_text(text, encoding="utf-8")
    return Settings(home=home)


def test_a_loop_of_ones_own_stands_beside_those_that_ship(tmp_path: Path) -> None:
    loops = open_loops(lay(tmp_path, "ours.yaml", OURS.format(name="ours")))
    assert set(loops.whole) == {"full", "senior", "start-up", "ours"}
    assert [one.questions for one in loops.named("ours").rounds] == [2, 2]


def test_a_loop_of_ones_own_takes_the_place_of_one_of_its_name(tmp_path: Path) -> None:
    assert open_loops(lay(tmp_path, "senior.yaml", OURS.format(name="senior"))).named("senior").title == "Our loop"


def test_a_file_that_is_no_loop_is_named_with_its_field_and_takes_no_other_away(tmp_path: Path) -> None:
    """It kept everybody from any interview, and from questions too."""
    loops = open_loops(lay(tmp_path, "senior.yaml", OURS.format(name="senior").replace("minutes: 20", "minutes: 2")))
    assert set(loops.whole) == {"full", "start-up"}
    with pytest.raises(BadRequest, match=r"senior\.yaml: rounds\.0\.minutes.*correct .*loops/senior\.yaml, or take"):
        loops.named("senior")
    with pytest.raises(NotFound, match="choose full, start-up"):
        loops.named("ours")


def test_the_doctor_names_a_file_that_is_no_loop(tmp_path: Path) -> None:
    check = next(one for one in run(lay(tmp_path, "ours.yaml", "name: ours")) if one.name == "loops")
    assert check.ok is False
    assert "ours.yaml: title" in check.sentence
