"""The routes of a voice endpoint: what there is, consent, a transcript of what was spoken, a question read aloud.

Decides that a recording comes as bytes in the body, which stay in memory: a form's file would be written to disk.
"""

from typing import Annotated

import anyio.to_thread
from fastapi import APIRouter, Body, Depends
from fastapi.responses import StreamingResponse

from app.api.candidate.schemas import ConsentRequest, ConsentView
from app.api.dependencies import BODY, TheCoach, errors
from app.api.voice.schemas import TranscriptView, VoiceView
from app.voice.recording import recording_of

router = APIRouter(tags=["voice"], prefix="/api/voice")


@router.get("", responses=errors())
def voice(coach: TheCoach) -> VoiceView:
    """Whether an endpoint writes down and reads aloud here, where it is, and what was said of it."""
    return VoiceView.of(coach.voice)


@router.post("/consent", responses=errors(409, *BODY))
def decide_voice(body: ConsentRequest, coach: TheCoach) -> ConsentView:
    """Say whether what one speaks may go there; it is asked apart from what one writes."""
    return ConsentView.of(coach.voice.consent.decide(body.place, is_given=body.is_given))


def to_be_written(interview_id: str, coach: TheCoach) -> str:
    """See that an endpoint may write down an answer to this interview; before its body is looked at."""
    return coach.voice.asked(interview_id, aloud=False)


def to_be_read(interview_id: str, coach: TheCoach) -> str:
    """The question that an endpoint may read aloud."""
    return coach.voice.asked(interview_id, aloud=True)


@router.post(
    "/interviews/{interview_id}/transcripts",
    dependencies=[Depends(to_be_written)],
    responses=errors(404, 409, 502, *BODY),
)
async def write_down(
    recording: Annotated[bytes, Body(media_type="application/octet-stream")], coach: TheCoach
) -> TranscriptView:
    """Write down what is said in a recording: WebM, Ogg with Opus, MP4 or WAV. Nothing of it is kept."""
    taken = await anyio.to_thread.run_sync(recording_of, recording, coach.voice.most_seconds)
    return TranscriptView.of(await coach.voice.transcript(taken), taken.seconds)


@router.post(
    "/interviews/{interview_id}/question",
    response_class=StreamingResponse,
    responses={**errors(404, 409, 502), 200: {"content": {"audio/*": {}}}},
)
async def read_question(question: Annotated[str, Depends(to_be_read)], coach: TheCoach) -> StreamingResponse:
    """The question that is asked now, read aloud; the audio is passed on as it comes."""
    media_type, audio = await coach.voice.read(question)
    return StreamingResponse(audio, media_type=media_type)
