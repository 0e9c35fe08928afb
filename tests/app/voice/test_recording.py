"""What is taken for a recording, and how long it is told to last. The files are made here; browsers' own are longer."""

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scripted_voice import wav

from app.voice.recording import MOST_PARTS, recording_of
from ingest.errors import BadRequest

UNKNOWN = b"\x01\xff\xff\xff\xff\xff\xff\xff"
SEGMENT, CLUSTER, INFO, SCALE = b"\x18\x53\x80\x67", b"\x1f\x43\xb6\x75", b"\x15\x49\xa9\x66", b"\x2a\xd7\xb1"


def element(name: bytes, content: bytes) -> bytes:
    return name + (0x10000000 | len(content)).to_bytes(4) + content


def webm(*clusters: tuple[int, list[int]], size: bytes = UNKNOWN, scale: int = 1_000_000) -> bytes:
    """As Chromium writes it: a segment and clusters of unknown size, whose blocks have times after the cluster's."""
    made = element(b"\x1a\x45\xdf\xa3", element(b"\x42\x82", b"webm")) + SEGMENT + size
    made += element(INFO, element(SCALE, scale.to_bytes(3)))
    for begins, blocks in clusters:
        made += CLUSTER + UNKNOWN + element(b"\xe7", begins.to_bytes(2))
        made += b"".join(element(b"\xa3", b"\x81" + struct.pack(">h", at) + b"\x80sound") for at in blocks)
    return made


def ogg(*samples: int, head: bytes = b"OpusHead") -> bytes:
    page = b"OggS\x00\x02" + struct.pack("<q", 0) + bytes(12) + head
    return page + b"".join(b"OggS\x00\x00" + struct.pack("<q", count) + bytes(12) + b"sound" for count in samples)


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", 8 + len(content)) + name + content


def mp4(whole: int, *fragments: bytes) -> bytes:
    mdhd = box(b"mdhd", bytes(12) + struct.pack(">II", 1000, whole) + bytes(4))
    trex = box(b"mvex", box(b"trex", bytes(12) + struct.pack(">I", 20) + bytes(8)))
    moov = box(b"moov", box(b"trak", box(b"mdia", mdhd)) + trex)
    return box(b"ftyp", b"mp42") + moov + b"".join(fragments)


def fragment(begins: int, count: int, each: int = 0, lengths: tuple[int, ...] = ()) -> bytes:
    tfhd = box(b"tfhd", struct.pack(">II", 0x8, 1) + struct.pack(">I", each)) if each else box(b"tfhd", bytes(8))
    tfdt = box(b"tfdt", bytes(4) + struct.pack(">I", begins))
    flags = 0x101 if lengths else 0x1
    samples = b"".join(struct.pack(">I", one) for one in lengths)
    trun = box(b"trun", struct.pack(">III", flags, count, 0) + samples)
    return box(b"moof", box(b"traf", tfhd + tfdt + trun)) + box(b"mdat", b"sound")


@pytest.mark.parametrize(
    ("content", "suffix", "seconds"),
    [
        (webm((0, [0, 20]), (5000, [0, 400])), "webm", 5.4),
        (webm((0, [0, 2000]), scale=500_000), "webm", 1.0),
        (webm(), "webm", 0.0),
        (ogg(48_000, 96_000), "ogg", 2.0),
        (mp4(7500), "mp4", 7.5),
        (mp4(0, fragment(0, 100)), "mp4", 2.0),
        (mp4(0, fragment(0, 100, each=10), fragment(1000, 50, each=10)), "mp4", 1.5),
        (mp4(0, fragment(0, 3, lengths=(100, 200, 300))), "mp4", 0.6),
        (wav(3.5), "wav", 3.5),
    ],
)
def test_a_recording_is_known_by_its_bytes_and_its_length_is_read(content: bytes, suffix: str, seconds: float) -> None:
    taken = recording_of(content, 10)
    assert (taken.suffix, taken.seconds) == (suffix, pytest.approx(seconds))
    assert taken.content == content


@pytest.mark.parametrize(
    "content", [webm((11_000, [0])), ogg(11 * 48_000), mp4(11_000), mp4(0, fragment(9000, 100)), wav(11)]
)
def test_one_that_is_too_long_is_refused_with_both_numbers(content: bytes) -> None:
    with pytest.raises(BadRequest, match="takes 11 seconds, the limit is 10"):
        recording_of(content, 10)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"# Notes\n",
        b"<html>",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xfb\x90\x00" * 40,
        ogg(48_000, head=b"\x01vorbis"),
        b"RIFF\x00\x00\x00\x00AVI LIST",
    ],
)
def test_what_is_no_recording_is_refused_with_what_is_taken(content: bytes) -> None:
    with pytest.raises(BadRequest, match="no recording that is taken; it is to be WebM, Ogg"):
        recording_of(content, 10)


@pytest.mark.parametrize(
    "content",
    [
        webm((0, [0])) + b"\xa3\x00",
        webm((0, [0])) + b"\xec" + b"\xff",
        ogg()[:10] + b"OpusHead",
        mp4(0)[:12] + struct.pack(">I", 3) + b"moov" + bytes(20),
        box(b"ftyp", b"mp42"),
        wav(1)[:30],
        wav(1).replace(struct.pack("<I", 8000), bytes(4)),
        webm() + b"\xec\x80" * (MOST_PARTS + 1),
        ogg(-48_000),
        mp4(0, fragment(0, MOST_PARTS + 1)),
    ],
)
def test_one_whose_length_cannot_be_read_is_refused(content: bytes) -> None:
    with pytest.raises(BadRequest):
        recording_of(content, 10)


@given(st.sampled_from([webm((0, [0, 20])), ogg(48_000), mp4(0, fragment(0, 9)), wav(0.01)]), st.data())
def test_whatever_is_damaged_is_taken_or_refused_and_nothing_else(content: bytes, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(content) - 1))
    length = data.draw(st.integers(0, 8))
    damaged = content[:at] + data.draw(st.binary(max_size=8)) + content[at + length :]
    with suppress(BadRequest):
        assert 0 <= recording_of(damaged, 10).seconds <= 10
