"""A company's own loop is a file beside one's data."""

from pathlib import Path

import pytest

from app.opening import open_loops
from app.settings import Settings
from ingest.errors import BadRequest

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
    assert set(loops) == {"full", "senior", "start-up", "ours"}
    assert [one.questions for one in loops["ours"].rounds] == [2, 2]


def test_a_loop_of_ones_own_takes_the_place_of_one_of_its_name(tmp_path: Path) -> None:
    assert open_loops(lay(tmp_path, "senior.yaml", OURS.format(name="senior")))["senior"].title == "Our loop"


def test_a_file_that_is_no_loop_is_named_with_its_field(tmp_path: Path) -> None:
    settings = lay(tmp_path, "ours.yaml", OURS.format(name="ours").replace("minutes: 20", "minutes: 2"))
    with pytest.raises(BadRequest, match=r"ours\.yaml: rounds\.0\.minutes"):
        open_loops(settings)
