"""DOCX -> markdown, by way of HTML."""

import io
import zipfile

import mammoth

from ingest.documents.document import LoadError
from ingest.documents.html import read_html

# Largest size that a DOCX may unpack to: a zip bomb of 42 kB unpacks to gigabytes.
MAX_UNPACKED_BYTES = 200_000_000


def read_docx(raw: bytes) -> str:
    """The text as markdown, without pictures.

    Raises:
        LoadError: no DOCX, encrypted, or too large when it is unpacked.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            unpacked = sum(entry.file_size for entry in packed.infolist())
    except zipfile.BadZipFile as error:
        raise LoadError("is not a readable DOCX, or it is encrypted") from error
    if unpacked > MAX_UNPACKED_BYTES:
        raise LoadError(f"unpacks to {unpacked:,} bytes, the limit is {MAX_UNPACKED_BYTES:,}")
    # Without the bytes of pictures: they came out as base64 and were indexed as if they were text.
    picture = mammoth.images.img_element(lambda _: {})
    return read_html(mammoth.convert_to_html(io.BytesIO(raw), convert_image=picture).value.encode())
