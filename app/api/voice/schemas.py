"""Speaking and listening, over the wire."""

from typing import Self

from pydantic import Field

from app.api.candidate.schemas import ConsentView
from app.api.schemas import Model
from app.coach.voice import Voice
from app.voice.recording import MAX_RECORDING_BYTES
from app.voice.transcript import Transcript


class VoiceView(Model):
    """What a voice endpoint does here, what of a recording it takes, and what goes where if one agrees.

    Where it neither writes down nor reads aloud, there is none, and the browser is left to its own means.
    """

    writes: bool
    reads: bool
    most_seconds: int
    most_bytes: int
    consent: ConsentView

    @classmethod
    def of(cls, voice: Voice) -> Self:
        """The view of a voice endpoint."""
        return cls(
            writes=voice.writes,
            reads=voice.reads,
            most_seconds=voice.most_seconds,
            most_bytes=MAX_RECORDING_BYTES,
            consent=ConsentView.of(voice.consent.told()),
        )


class PieceView(Model):
    """A word, or a stretch of words where the endpoint times no words."""

    text: str
    start_s: float = Field(ge=0)
    end_s: float = Field(ge=0)


class TranscriptView(Model):
    """What was said in a recording of `seconds`; `pieces` are empty where the endpoint tells no times."""

    text: str
    pieces: list[PieceView]
    seconds: float

    @classmethod
    def of(cls, transcript: Transcript, seconds: float) -> Self:
        """The view of a transcript."""
        pieces = [PieceView(**vars(piece)) for piece in transcript.pieces]
        return cls(text=transcript.text, pieces=pieces, seconds=seconds)
