"""PDF -> plain text, page after page."""

import io
import logging

from pypdf import PdfReader

from ingest.documents.document import LoadError, check_length


def read_pdf(raw: bytes) -> str:
    """The text of all pages.

    Raises:
        LoadError: encrypted, without text, or longer than MAX_TEXT_CHARS.
    """
    # What is wrong with a file is the reason of its LoadError; pypdf would tell it a second time, on stderr.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    pdf = PdfReader(io.BytesIO(raw))
    if pdf.is_encrypted:
        raise LoadError("is encrypted; save it without a password")
    pages: list[str] = []
    chars = 0
    for page in pdf.pages:
        pages.append(page.extract_text())
        # After each page: a small PDF may unpack to any length.
        chars += len(pages[-1])
        check_length(chars)
    # Halves of characters come out of some PDFs; they cannot be stored as UTF-8.
    text = "\n\n".join(pages).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if not text.strip():
        raise LoadError("has no text in it; a scanned PDF needs OCR first")
    return text
