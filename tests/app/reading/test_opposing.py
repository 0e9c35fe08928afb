"""Whether sentences of a passage say the opposite of a sentence."""

import pytest

from app.reading.opposing import Opposing
from app.reading.reader import shipped_reader

SAID = (
    "CTC lets every frame emit a character or a blank.",
    "Given the audio, frames are independent, so CTC has no memory of what it has written.",
    "It cannot emit more labels than it has frames.",
)


@pytest.fixture(scope="module")
def opposing() -> Opposing:
    return Opposing(shipped_reader())


def test_what_the_sentences_deny_is_told_from_what_they_say(opposing: Opposing) -> None:
    assert opposing("CTC has a memory of what it has written.", SAID)
    assert not opposing("CTC treats frames as independent, so that it has no memory of what it has written.", SAID)


def test_nothing_is_opposed_by_no_sentence(opposing: Opposing) -> None:
    assert not opposing("CTC has a memory.", ())
