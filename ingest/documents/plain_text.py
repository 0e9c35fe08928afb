"""Markdown and plain text: bytes -> text."""

from ingest.documents.document import LoadError


def read_text(raw: bytes) -> str:
    """The text of UTF-8 bytes, with or without a byte order mark.

    Raises:
        LoadError: binary, or not UTF-8.
    """
    if b"\0" in raw[:4096]:
        raise LoadError("is binary, not text")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LoadError(f"is not UTF-8 text (byte {error.start}); save it as UTF-8") from error
