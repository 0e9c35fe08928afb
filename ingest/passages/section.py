"""What a section of a document is; sections are found in ingest/pipeline/steps.py. Decides nothing."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """A heading and what stands below it: `text[start:end]` of its document."""

    document: str
    anchor: str
    heading: str
    start: int
    end: int
