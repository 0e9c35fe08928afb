"""What is said in reply to a chat, whichever way it is sent. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.gateways.openai_api.links import Links
from app.gateways.openai_api.markdown import where
from app.interview.citation import Citation
from app.interview.usage import Usage

MARK = re.compile(r"\[(\d{1,3})\](?![:(])")


@dataclass(frozen=True)
class Said:
    """A reply: its text, the passages that its [n] name, and the requests to a language model that it took."""

    identifier: str
    text: str
    citations: tuple[Citation, ...] = ()
    usage: tuple[Usage, ...] = ()


def annotations(text: str, citations: Sequence[Citation], links: Links) -> list[dict[str, Any]]:
    """A `url_citation` for each mark [n] in a text; it opens the passage on the page. Indices count characters."""
    cited = {one.n: one for one in citations}
    return [
        {
            "type": "url_citation",
            "url_citation": {
                "start_index": mark.start(),
                "end_index": mark.end(),
                "title": where(cited[int(mark[1])]),
                "url": links.passage(cited[int(mark[1])]),
            },
        }
        for mark in MARK.finditer(text)
        if int(mark[1]) in cited
    ]


def tokens_of(usage: Sequence[Usage]) -> dict[str, int]:
    """The tokens that language models have read and written for a reply; the offline coach takes none."""
    read, written = sum(one.input_tokens for one in usage), sum(one.output_tokens for one in usage)
    return {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
