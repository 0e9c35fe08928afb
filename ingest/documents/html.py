"""HTML -> markdown: headings, lists and tables stay, what is no text goes."""

from bs4 import BeautifulSoup
from markdownify import MarkdownConverter

from ingest.documents.document import LoadError

NO_TEXT = ["script", "style", "noscript", "template", "nav", "svg"]


def read_html(raw: bytes) -> str:
    """The text of an HTML page as markdown.

    Raises:
        LoadError: binary.
    """
    if b"\0" in raw[:4096]:
        raise LoadError("is binary, not HTML")
    soup = BeautifulSoup(raw, "html.parser")
    for tag in soup(NO_TEXT):
        tag.decompose()
    return str(MarkdownConverter(heading_style="ATX", bullets="-").convert_soup(soup.body or soup))
