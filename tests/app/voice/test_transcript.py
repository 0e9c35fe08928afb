"""What of an endpoint's transcript is taken."""

import json
from typing import Any

import pytest
from scripted_voice import TEXT, verbose

from app.voice.transcript import MOST_CHARS, Piece, transcript_of
from ingest.errors import VoiceFailed


def taken(**changes: Any) -> Any:
    return transcript_of(json.dumps(verbose() | changes).encode(), 60)


def test_words_come_with_their_times() -> None:
    transcript = taken()
    assert transcript.text == TEXT
    assert transcript.pieces[:2] == (Piece("Um", 0.0, 0.1), Piece("RAG", 0.1, 0.2))
    assert len(transcript.pieces) == len(TEXT.split())


def test_without_words_the_segments_are_taken_and_without_them_no_times() -> None:
    segments = [{"text": " One. ", "start": 0, "end": 2.5}, {"text": "Two.", "start": 4, "end": 5}]
    assert taken(words=None, segments=segments).pieces == (Piece("One.", 0, 2.5), Piece("Two.", 4, 5))
    assert taken(words=[], segments=None).pieces == ()
    assert transcript_of(b'{"text": "Yes."}', 60).pieces == ()


@pytest.mark.parametrize(
    "words",
    [
        "no list",
        [1],
        [{"word": "one"}],
        [{"word": "one", "start": 2, "end": 1}],
        [{"word": "one", "start": -1, "end": 1}],
        [{"word": "one", "start": "now", "end": 1}],
        [{"word": "one", "start": 0, "end": 62}],
        [{"word": "one", "start": 0, "end": float("inf")}],
        [{"word": "one", "start": float("nan"), "end": 1}],
        [{"word": "one", "start": 5, "end": 6}, {"word": "two", "start": 1, "end": 2}],
        [{"word": "x" * MOST_CHARS, "start": 0, "end": 1}],
        {"word": "one"},
    ],
)
def test_times_that_cannot_be_are_left_out_and_the_words_stay(words: Any) -> None:
    transcript = taken(words=words, segments=None)
    assert (transcript.text, transcript.pieces) == (TEXT, ())


def test_nothing_that_nobody_sees_comes_in() -> None:
    hidden = "One\x00 \x1b[31mtwo\u202e\u200b\n\n three\ud800\U000e0041"
    transcript = taken(text=hidden, words=[{"word": hidden, "start": 0, "end": 1}])
    assert transcript.text == transcript.pieces[0].text == "One [31mtwo three"


@pytest.mark.parametrize("reply", [b"", b"no", b"[]", b'{"words": []}', b'{"text": 1}', b"\xff", b"[" * 200_000])
def test_what_is_no_transcript_is_told(reply: bytes) -> None:
    with pytest.raises(VoiceFailed, match="malformed"):
        transcript_of(reply, 60)


def test_one_that_is_longer_than_an_answer_is_refused() -> None:
    with pytest.raises(VoiceFailed, match="more than an answer may have"):
        taken(text="a " * MOST_CHARS)
