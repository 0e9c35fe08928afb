"""`coach eval faq`: documents of questions and answers -> a retrieval set in BEIR layout.

Decides what is a question (a heading that asks) and what answers it: all that stands below it up to the next heading.
Sets of this kind, from other fields than ours, are how the weights of the search are tried on what they were not made
for: `coach eval settings --also FOLDER`.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from eval.grading.dataset import DatasetError
from ingest.documents.document import Document
from ingest.documents.load import files, load_files
from ingest.documents.structure import BlockKind, heading_name

# A link to itself behind a heading, as documentation has it, and a number before it.
ANCHOR = re.compile(r"\s*(?:\[[^\]]?\]\([^)]*\)|¶)\s*$")
NUMBER = re.compile(r"^(?:\d+\.)*\d+\.?\s+")
LINK = re.compile(r"\[([^\]]+)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
ASKS = re.compile(
    r"(?:how|what|why|when|where|which|who|is|are|can|could|do|does|did|should|will|would|i|my)\b|.*\?$", re.IGNORECASE
)
FEWEST_ANSWER_CHARS = 80


def write_set(paths: Sequence[Path], folder: Path) -> int:
    """Write the questions of files and folders as queries and their answers as documents; returns how many.

    Raises:
        DatasetError: no question with an answer stands in there, or `folder` cannot be written.
    """
    documents, refusals = load_files(list(files(paths)), {})
    answers = {question: answer for document in documents for question, answer in answered(document)}
    if not answers:
        reasons = "".join(f"; {refusal.path} {refusal.reason}" for refusal in refusals)
        raise DatasetError(f"no heading that asks, with an answer below it, in {', '.join(map(str, paths))}{reasons}")
    numbered = list(enumerate(answers.items()))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write(folder / "corpus.jsonl", ({"_id": f"d{at}", "title": "", "text": text} for at, (_, text) in numbered))
        _write(folder / "queries.jsonl", ({"_id": f"q{at}", "text": text} for at, (text, _) in numbered))
        judged = "".join(f"q{at}\td{at}\t1\n" for at, _ in numbered)
        (folder / "qrels.tsv").write_text(f"query-id\tcorpus-id\tscore\n{judged}", encoding="utf-8")
    except OSError as error:
        raise DatasetError(f"{folder} cannot be written: {error.strerror}; name another place") from error
    return len(answers)


def answered(document: Document) -> Iterable[tuple[str, str]]:
    """The questions of a document and the text that answers each, in its order."""
    headings = [block for block in document.blocks if block.kind is BlockKind.HEADING]
    ends = [block.start for block in headings[1:]] + [len(document.text)]
    for block, end in zip(headings, ends, strict=True):
        name = ANCHOR.sub("", heading_name(document.text[block.start : block.end]))
        question = NUMBER.sub("", LINK.sub(r"\1", name))
        answer = document.text[block.end : end].strip()
        if ASKS.match(question) and len(answer) >= FEWEST_ANSWER_CHARS:
            yield question, answer


def _write(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
