"""HTML -> markdown: headings, lists and tables stay, what is no text goes."""

import re

from bs4 import BeautifulSoup
from markdownify import MarkdownConverter

from ingest.documents.document import LoadError

NO_TEXT = ["script", "style", "noscript", "template", "nav", "svg"]
# So many blanks in a row say no more than this many of them. The library looks at the rest of a row from each of its
# blanks: 60 kB of them took over ten seconds.
MOST_BLANKS = 200
BLANKS = re.compile(rf"(\s{{{MOST_BLANKS}}})\s+")


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
    for text in soup.find_all(string=BLANKS):
        # Of its own kind: a comment stays one.
        text.replace_with(type(text)(BLANKS.sub(r"\1", text)))
    return str(MarkdownConverter(heading_style="ATX", bullets="-").convert_soup(soup.body or soup))
