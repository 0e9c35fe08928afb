"""A passage that is named in a reply: which one, where it stands, its words. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Citation:
    """A passage that a reply names as [n]; `text == document.text[start:end]`."""

    n: int
    document: str
    title: str
    headings: tuple[str, ...]
    start: int
    end: int
    text: str
