"""Addresses of the page in a reply: a passage of a document, an interview at the turn that is asked."""

from dataclasses import dataclass
from urllib.parse import quote

from app.interview.citation import Citation


@dataclass(frozen=True)
class Links:
    """Makes addresses of the page; `base` is where it is opened, without a slash at the end."""

    base: str

    @classmethod
    def to(cls, public_url: str, requested: str) -> "Links":
        """Links to where people open the coach, or, where that is not set, to where the request came."""
        return cls((public_url or requested).rstrip("/"))

    def passage(self, citation: Citation) -> str:
        """Opens a document with its passage highlighted."""
        name = "/".join(quote(part, safe="!'*~-._") for part in citation.document.split("/"))
        return f"{self.base}/#/document/{name}?start={citation.start}&end={citation.end}"

    def interview(self, identifier: str, turn: int) -> str:
        """Opens an interview; history.py finds it and the turn again in what a client sends back."""
        return f"{self.base}/?turn={turn}#/interview/{identifier}"
