"""What a story still lacks over all that was told of it."""

from app.delivery.story import lacking
from ingest.language.text import Text

TOLD = (
    "We went back and forth for a week. Then she asked me to measure it, and we agreed on the split. Mine got 0.81 and"
    " hers 0.83, so we took the cheaper one. I wrote it down, and we look again next year."
)


def test_me_and_mine_tell_of_ones_own_part_too() -> None:
    assert "own part" not in lacking(Text(TOLD))
    assert "own part" in lacking(
        Text(TOLD.replace("Mine", "Ours").replace("me ", "us ").replace("I wrote", "We wrote"))
    )
