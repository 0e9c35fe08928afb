"""What a story still lacks over all that was told of it."""

import pytest

from app.delivery.story import blame, graded_as_told, lacking
from app.interview.grade import Delivery
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


@pytest.mark.parametrize(
    ("kind", "words", "state"),
    [
        (
            "number",
            "It went really very well and everybody in the whole company was extremely happy with it.",
            "not met",
        ),
        (
            "own part",
            "We as a team did all of it together and our team was simply the best that we ever had.",
            "not met",
        ),
        ("number", "About 40 calls a week fewer.", "met"),
        (
            "result",
            "Everybody could see how much nicer all of it looked once those screens had gone away.",
            "partly met",
        ),
    ],
)
def test_words_alone_are_no_half_of_a_number_or_of_ones_own_part(kind: str, words: str, state: str) -> None:
    """Twelve words of whatever kind were half a point."""
    telling = Delivery(words=0, minutes=0.0, remarks=())
    assert graded_as_told(kind, words, Text(words), telling).verdicts[0].state == state


@pytest.mark.parametrize(
    "words",
    [
        "It was the stupid manager's fault anyway.",
        "He never listens.",
        "They never understood.",
        "It was their fault.",
        "I thought they were lazy.",
        "She said no. My colleagues are idiots.",
    ],
)
def test_who_blames_others_is_told_so(words: str) -> None:
    """ "He never listens" was passed over: the cue ended at "listen"."""
    assert blame(Text(f"We were late. {words}"))


@pytest.mark.parametrize(
    "words",
    [
        "It was my fault.",
        "It was our fault.",
        "I never listened to the logs.",
        "The board was about to say the clerks are lazy.",
        "In the pilot the score was useless.",
    ],
)
def test_who_blames_nobody_else_is_not(words: str) -> None:
    assert blame(Text(f"We were late. {words}")) == ""
