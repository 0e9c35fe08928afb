"""Speaking and listening by an endpoint that the operator has set.

Decides for whom it works: the owner of an interview that goes on, after a yes where the endpoint is not on this
machine; what is read aloud is the question that is asked and nothing else. Nothing of a recording or a reading is kept.
"""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, replace

from app.coach.consent.consent import Consent, Matter
from app.coach.interviews import Interviews
from app.voice.client import VoiceClient
from app.voice.recording import Recording
from app.voice.transcript import Transcript
from ingest.errors import Conflict, NotAllowed

SPOKEN = Matter(
    "voice: ",
    (
        "what you record while you speak an answer, each time you say that it is to be written down",
        "the question that is asked, each time you want to hear it; a question about your project quotes lines of it",
    ),
    ("recordings that you do not have written down", "your name, your account, what is remembered of you"),
    "the voice endpoint",
)
NONE_SET = "this coach has no voice endpoint for that; the browser may have a voice of its own"
NOT_ASKED = "what you record is sent to the voice endpoint only after you agree: the page asks for it in its settings"


@dataclass(frozen=True)
class Voice:
    """The voice endpoint for one owner; `client` is None where none is set."""

    client: VoiceClient | None
    interviews: Interviews
    consent: Consent
    most_seconds: int

    def of(self, owner: str, interviews: Interviews) -> "Voice":
        """The same for the interviews of an owner."""
        return replace(self, interviews=interviews, consent=self.consent.of(owner))

    @property
    def writes(self) -> bool:
        """Whether it writes down what is spoken."""
        return self.client is not None and bool(self.client.voices.transcription)

    @property
    def reads(self) -> bool:
        """Whether it reads aloud."""
        return self.client is not None and bool(self.client.voices.speech)

    def asked(self, interview_id: str, *, aloud: bool) -> str:
        """The question that an interview asks now, for whom the endpoint may work: to read it aloud, or to write down.

        Raises:
            NotFound: the owner has no such interview.
            Conflict: it has ended, or no endpoint is set for that.
            NotAllowed: the endpoint is elsewhere, and the owner has not said yes.
        """
        ask = self.interviews.get(interview_id).ask
        if ask is None:
            raise Conflict("the interview has ended; nothing is asked any more")
        if not (self.reads if aloud else self.writes):
            raise Conflict(NONE_SET)
        if self.consent.place and not self.consent.given():
            raise NotAllowed(NOT_ASKED)
        return ask.text

    async def transcript(self, recording: Recording) -> Transcript:
        """What is said in a recording, after `asked`.

        Raises:
            VoiceFailed: the endpoint failed.
        """
        return await self._there.transcript(recording)

    async def read(self, text: str) -> tuple[str, AsyncGenerator[bytes, None]]:
        """The question read aloud, after `asked`: its media type and the audio as it comes.

        Raises:
            VoiceFailed: the endpoint failed.
        """
        return await self._there.read(text)

    @property
    def _there(self) -> VoiceClient:
        if self.client is None:
            raise Conflict(NONE_SET)
        return self.client
