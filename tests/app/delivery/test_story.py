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
        "The idiots in operations had never bothered to read it.",
        "The data team was completely useless.",
        "My manager was a moron.",
        "The lead was such a jerk about it.",
        "It was the PM who messed it up.",
        "The useless vendor sent the wrong file twice.",
        "My colleagues were too lazy to write tests.",
        "Honestly, I blame the product manager.",
        "The backend guys screwed everything up.",
        "Their incompetence cost us two weeks.",
        "Those clowns in sales promised it without asking.",
        "He is totally incompetent.",
        "The architect was clueless about Kafka.",
        "Marketing ruined it for us.",
        "She couldn't be bothered to answer my mails.",
        "Management was to blame for all of it.",
        "My stupid boss cut the budget.",
        "The contractors were a bunch of amateurs.",
        "They never bothered to test anything.",
        "The other team dropped the ball, as always.",
        "It failed because of their stupidity.",
        "My boss never listened to me.",
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
        "I blamed the retrieval, and the loser of the test was my own model.",
        "Such a search fools nobody.",
        "The metric was useless.",
        "The alerts were noisy and they were useless after a week.",
        "I was an idiot to skip the test.",
        "I felt like a fool when I saw the log.",
        "We made the setup idiot-proof.",
        "We used lazy loading, and the evaluation is lazy in Spark.",
        "That was stupid of me.",
        "It was a stupid bug in the parser.",
        "I messed up the migration.",
        "The deployment was messed up by a wrong flag.",
        "We do blameless postmortems, so nobody was to blame.",
        "I ran git blame and found the commit.",
        "The manager asked whether the score was useless.",
        "Nobody bothered to complain after the launch.",
        "A manager had called them lazy, and I wanted to know why.",
        "The first model was hopeless on night images.",
        "I dropped the ball on the hand-over and said so.",
        "They never complained again.",
        "The team was exhausted but kind.",
        "I couldn't be bothered at first, which was my mistake.",
        "The reviewers were overloaded, so the queue grew.",
        "The baseline was dumb: predict the mean.",
        "A dumb client sends the raw text.",
        "The stupid thing was that I had not asked.",
        "I told the team that nobody was at fault.",
        "We were too lazy to write tests, and I own that.",
        "She said the vendor was useless; I asked for figures.",
        "The rain ruined the field test.",
        "The intern broke the build, and I had not set up the check.",
        "Their manager and I agreed on a date.",
        "The operators never used the second button.",
        "My manager never got the second report, since I forgot to send it.",
        "The users never understood the second button, so I renamed it.",
        "The customer was lost for two weeks.",
        "We found a lazy worker thread that ignored the queue.",
    ],
)
def test_who_blames_nobody_else_is_not(words: str) -> None:
    assert blame(Text(f"We were late. {words}")) == ""
