"""A recording as a browser sends it: what kind of file it is and how long it lasts.

Decides by its bytes alone, whatever it is called, and takes no file whose length cannot be read: what is not bounded
here is paid for elsewhere. Nothing is decoded, and nothing is written to disk.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from ingest.errors import BadRequest

# Fifteen minutes, the most that can be allowed, at 128 kbit/s.
MAX_RECORDING_BYTES = 15_000_000
# A browser makes fifty packets a second at most; what has more parts was made to be slow to read.
MOST_PARTS = 200_000
KINDS = "WebM, Ogg with Opus, MP4 or WAV"
WEBM, OGG, RIFF = b"\x1a\x45\xdf\xa3", b"OggS", b"RIFF"
OPUS_HZ = 48_000
# Elements of Matroska that are gone into; of others the size is passed over. Source: RFC 9559.
INSIDE = {0x18538067, 0x1549A966, 0x1F43B675, 0xA0}
SCALE, CLUSTER_TIME, BLOCKS = 0x2AD7B1, 0xE7, (0xA3, 0xA1)
# Boxes of MP4 that hold boxes. Source: ISO/IEC 14496-12.
HOLDERS = {b"moov", b"trak", b"mdia", b"moof", b"traf"}


@dataclass(frozen=True)
class Recording:
    """A recording: its bytes, a name and a type by which an endpoint knows what it is, and its length."""

    content: bytes = field(repr=False)
    suffix: str
    media_type: str
    seconds: float


def recording_of(content: bytes, most_seconds: float) -> Recording:
    """The recording that these bytes are.

    Raises:
        BadRequest: they are none, its length cannot be read, or it is too long.
    """
    try:
        suffix, media_type, seconds = _measured(content)
    except (struct.error, IndexError, ValueError, ZeroDivisionError, OverflowError) as error:
        raise BadRequest(f"the recording is damaged: its length cannot be read; it is to be {KINDS}") from error
    if not 0 <= seconds <= most_seconds:
        raise BadRequest(
            f"the recording takes {seconds:.0f} seconds, the limit is {most_seconds:.0f}; say it in several parts"
        )
    return Recording(content, suffix, media_type, seconds)


def _measured(content: bytes) -> tuple[str, str, float]:
    if content.startswith(WEBM):
        return "webm", "audio/webm", _webm_seconds(content)
    if content.startswith(OGG) and b"OpusHead" in content[:200]:
        return "ogg", "audio/ogg", _ogg_seconds(content)
    if content[4:8] == b"ftyp":
        return "mp4", "audio/mp4", _mp4_seconds(content)
    if content.startswith(RIFF) and content[8:12] == b"WAVE":
        return "wav", "audio/wav", _wav_seconds(content)
    raise BadRequest(f"this is no recording that is taken; it is to be {KINDS}")


def _webm_seconds(content: bytes) -> float:
    """The start of the last block: a recording that was made as it went has no length in its head."""
    scale, cluster, last, at = 1_000_000, 0, 0, 0
    for _ in range(MOST_PARTS):
        if at >= len(content):
            return last * scale / 1e9
        name, at, _ = _number(content, at, keeps_mark=True)
        size, at, is_unknown = _number(content, at)
        if name in INSIDE:
            continue
        if is_unknown:
            raise ValueError(name)
        if name == SCALE:
            scale = int.from_bytes(content[at : at + size])
        elif name == CLUSTER_TIME:
            cluster = int.from_bytes(content[at : at + size])
        elif name in BLOCKS:
            _, time_at, _ = _number(content, at)
            last = max(last, cluster + struct.unpack_from(">h", content, time_at)[0])
        at += size
    raise ValueError(MOST_PARTS)


def _number(content: bytes, at: int, *, keeps_mark: bool = False) -> tuple[int, int, bool]:
    """A number of variable length, where it ends, and whether it stands for "unknown"."""
    length = 9 - content[at].bit_length()
    if length > 8:
        raise ValueError(at)
    number = int.from_bytes(content[at : at + length])
    mark = 1 << 7 * length
    return number if keeps_mark else number & (mark - 1), at + length, number & (mark - 1) == mark - 1


def _ogg_seconds(content: bytes) -> float:
    """What the last page says of all samples before its end."""
    samples: int = struct.unpack_from("<q", content, content.rindex(OGG) + 6)[0]
    return samples / OPUS_HZ


def _wav_seconds(content: bytes) -> float:
    rate, at = 0, 12
    for _ in range(MOST_PARTS):
        name, size = content[at : at + 4], struct.unpack_from("<I", content, at + 4)[0]
        if name == b"fmt ":
            rate = struct.unpack_from("<I", content, at + 16)[0]
        elif name == b"data":
            return (len(content) - at - 8) / rate
        at += 8 + size + size % 2
    raise ValueError(MOST_PARTS)


def _mp4_seconds(content: bytes) -> float:
    """The end of the last fragment, or what the head of the track says where there are none."""
    scale, whole, last, each, base = 0, 0, 0, 0, 0
    for name, at, _ in _boxes(content, 0, len(content)):
        version = content[at] if at < len(content) else 0
        if name == b"mdhd":
            scale, whole = struct.unpack_from(">IQ" if version else ">II", content, at + (20 if version else 12))
        elif name == b"trex":
            each = struct.unpack_from(">I", content, at + 12)[0]
        elif name == b"tfhd":
            each = _default_of_fragment(content, at) or each
        elif name == b"tfdt":
            base = struct.unpack_from(">Q" if version else ">I", content, at + 4)[0]
        elif name == b"trun":
            base += _length_of_run(content, at, each)
            last = max(last, base)
    return (last or whole) / scale


def _boxes(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes that hold no others, in their order: name, where the content begins and ends."""
    for _ in range(MOST_PARTS):
        if at + 8 > end:
            return
        size, name, head = struct.unpack_from(">I", content, at)[0], content[at + 4 : at + 8], 8
        if size == 1:
            size, head = struct.unpack_from(">Q", content, at + 8)[0], 16
        if size == 0:
            size = end - at
        if size < head:
            raise ValueError(size)
        if name in HOLDERS or name == b"mvex":
            at += head
            continue
        yield name, at + head, min(end, at + size)
        at += size
    raise ValueError(MOST_PARTS)


def _default_of_fragment(content: bytes, at: int) -> int:
    """How long each sample lasts in this fragment; 0 where it does not say."""
    flags = struct.unpack_from(">I", content, at)[0] & 0xFFFFFF
    if not flags & 0x8:
        return 0
    before = (8 if flags & 0x1 else 0) + (4 if flags & 0x2 else 0)
    return int(struct.unpack_from(">I", content, at + 8 + before)[0])


def _length_of_run(content: bytes, at: int, each: int) -> int:
    flags, count = struct.unpack_from(">II", content, at)
    if count > MOST_PARTS:
        raise ValueError(count)
    if not flags & 0x100:
        return int(count * each)
    first = at + 8 + (4 if flags & 0x1 else 0) + (4 if flags & 0x4 else 0)
    step = 4 * sum(1 for flag in (0x100, 0x200, 0x400, 0x800) if flags & flag)
    return sum(struct.unpack_from(">I", content, first + step * n)[0] for n in range(count))
