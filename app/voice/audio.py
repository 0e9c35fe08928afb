"""Audio that an endpoint made of a text. Decides by its first bytes what it is, whatever the endpoint calls it."""

from ingest.errors import VoiceFailed

# What a browser plays, by how it begins.
BEGINNINGS = (
    (b"ID3", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
)
# Enough to know each by.
HEAD_BYTES = 12


def audio_type(head: bytes) -> str:
    """The media type of audio that begins so.

    Raises:
        VoiceFailed: it is no audio that a browser plays.
    """
    for beginning, media_type in BEGINNINGS:
        if head.startswith(beginning):
            return media_type
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "audio/wav"
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        # The two bits of the layer are none in AAC.
        return "audio/mpeg" if head[1] & 0x06 else "audio/aac"
    raise VoiceFailed("the voice endpoint answered with something that is no audio")
