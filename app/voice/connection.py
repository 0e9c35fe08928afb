"""Settings -> a client of the voice endpoint. Decides what a wrong setting means; nobody is asked at the start."""

from app.llm.connection import check_address
from app.llm.endpoint import Deadlines, Endpoint
from app.settings import Settings
from app.voice.client import VoiceClient, Voices

SETTING = "COACH_VOICE"


def open_voice(settings: Settings) -> VoiceClient | None:
    """The client of the settings; None where no endpoint is set, or nothing that it is to do.

    Raises:
        LLMUnusable: its address is none.
    """
    url = settings.voice_base_url.strip()
    voices = Voices(settings.voice_transcription_model, settings.voice_speech_model, settings.voice_name)
    if not url or not (voices.transcription or voices.speech):
        return None
    check_address(url, f"{SETTING}_BASE_URL")
    models = ", ".join(name for name in (voices.transcription, voices.speech) if name)
    key, deadlines = settings.voice_api_key.get_secret_value(), Deadlines(overall_s=settings.voice_overall_s)
    return VoiceClient(Endpoint(url.rstrip("/"), models, key, deadlines=deadlines, settings=SETTING), voices)
