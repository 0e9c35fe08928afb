"""Reads the rows of a grading data set; an embedder that embeds all their texts in advance.

Decides what a row is: null means empty, a row without a score is graded but not compared, and a line that is not a row
is kept as a failure with its line number. A file without any row is refused, and so is one with scores above 1. How
grades are compared with people's scores is decided in eval/figures/agreement.py.
"""

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails, PydanticCustomError

from ingest.embedding.embedder import Embedder, Progress, Vectors, as_far_as_read
from ingest.errors import BadRequest
from ingest.language.sentences import units

TEXT_NEEDED = "a text is needed, or null where there is none"
SCORE_NEEDED = "a number from 0 to 1 is needed, or null where people gave no score"
ID_NEEDED = "a text or a number is needed, and not an empty one"
# Rounding, as of a mean of marks; one score of 1.0000000000000002 once refused a whole file.
ROUNDING = 1e-9
# Pydantic's name of an error -> our message; its own messages for all other errors are plain enough.
NEEDED = {
    "string_type": TEXT_NEEDED,
    "tuple_type": 'a text or a list of texts is needed, such as ["one", "another"]',
    "float_type": SCORE_NEEDED,
    "float_parsing": SCORE_NEEDED,
    "finite_number": SCORE_NEEDED,
    "greater_than_equal": SCORE_NEEDED,
}


def _text(value: Any) -> Any:
    """A text, where null means an empty one.

    One null cell once stopped a run of 5,835 answers, and so did half a surrogate pair.
    """
    if value is None:
        return ""
    if _is_no_number(value):
        raise PydanticCustomError("text_needed", TEXT_NEEDED)
    return _whole(value)


def _is_no_number(value: Any) -> bool:
    """Whether it is infinity or NaN, which pandas writes for a missing value and which was graded as the word "nan"."""
    return isinstance(value, float) and not math.isfinite(value)


def _whole(value: Any) -> Any:
    """Refuse half a surrogate pair, which JSON can contain and no tokenizer accepts."""
    half = re.search("[\ud800-\udfff]", value) if isinstance(value, str) else None
    if half is not None:
        where = {"place": half.start() + 1}
        raise PydanticCustomError("lone_surrogate", "character {place} is half of a surrogate pair", where)
    return value


def _identity(value: Any) -> Any:
    if not isinstance(value, str | int | float) or isinstance(value, bool) or _is_no_number(value) or value == "":
        raise PydanticCustomError("id_needed", ID_NEEDED)
    return _whole(value)


def _mark(value: Any) -> Any:
    """Refuse true, which was once read as 1, and clip what rounding has pushed below 0 or above 1."""
    if isinstance(value, bool):
        raise PydanticCustomError("score_needed", SCORE_NEEDED)
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return value
    clipped = min(1.0, max(0.0, number))
    return clipped if 0 < abs(number - clipped) <= ROUNDING else value


def _several(value: Any) -> Any:
    """One text is a list of one; data sets write one reference or several under either name."""
    if value is None:
        return ()
    return value if isinstance(value, list | tuple | dict) else (value,)


Cell = Annotated[str, BeforeValidator(_text)]
Cells = Annotated[tuple[Cell, ...], BeforeValidator(_several)]


class Row(BaseModel):
    """One answer of a data set with the score that people gave it, or None if they gave none.

    Other fields are ignored. `id` stays a number or a text, as in the file, so that predictions can be joined by it.
    `line` is the row's line in the file, from 1; 0 for a row that does not come from a file.
    """

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)

    id: Annotated[str | int | float, BeforeValidator(_identity)]
    question: Cell = ""
    reference: Cells = ()
    references: Cells = ()
    answer: Cell
    score: Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False), BeforeValidator(_mark)] | None = None
    qid: Cell = ""
    line: int = 0

    @property
    def all_references(self) -> tuple[str, ...]:
        """Every reference that holds a word; of `reference` only where `references` has none. The best one counts."""
        return _with_words(self.references) or _with_words(self.reference)

    @property
    def cluster(self) -> str:
        """The question, whose rows a bootstrap draws together: its id, else its text, else its references."""
        return self.qid or self.question or "\n".join(self.all_references)


def _with_words(texts: Iterable[str]) -> tuple[str, ...]:
    # A bullet alone ("1) ") has a digit and no word; as a reference it failed a row that had another reference.
    return tuple(text for text in texts if units(text))


class DatasetError(BadRequest):
    """A data set cannot be read; the message names the file, and the line if one line is the cause."""


@dataclass(frozen=True)
class BadLine:
    """A line that is not a row, and why."""

    line: int
    why: str


@dataclass(frozen=True)
class Dataset:
    """The rows of a file (at least one), and its lines that are not rows."""

    path: Path
    rows: tuple[Row, ...]
    bad: tuple[BadLine, ...] = ()

    @property
    def name(self) -> str:
        """The name of the file, without its ending."""
        return self.path.stem

    @property
    def scored(self) -> tuple[Row, ...]:
        """The rows that people gave a score."""
        return tuple(row for row in self.rows if row.score is not None)


def read_dataset(path: Path) -> Dataset:
    """Read a JSON-lines file.

    Raises:
        DatasetError: the file cannot be read, holds no row (then the message names its first bad line), or holds a
            score above 1: on such a scale, its score of 1 would be taken for full marks.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path} cannot be read: {error}") from error
    rows: dict[str, Row] = {}
    bad: list[BadLine] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = _row(line, number)
        except _OtherScale as error:
            raise DatasetError(f"{path.name}:{number}: {error}") from error
        if isinstance(row, Row) and str(row.id) in rows:
            row = BadLine(number, f"id repeats that of line {rows[str(row.id)].line}")
        if isinstance(row, Row):
            rows[str(row.id)] = row
        else:
            bad.append(row)
    if not rows:
        raise DatasetError(f"{path.name}:{bad[0].line}: {bad[0].why}" if bad else f"{path.name}: holds no row")
    return Dataset(path, tuple(rows.values()), tuple(bad))


class _OtherScale(ValueError):
    """A score is above 1; the message says which, and what to do."""


def _row(line: str, number: int) -> Row | BadLine:
    try:
        data = json.loads(line)
    except json.JSONDecodeError as error:
        return BadLine(number, f"no JSON: {error.msg} at character {error.pos + 1}")
    except RecursionError:
        return BadLine(number, "no JSON: it is nested too deep")
    except ValueError:
        # Python reads no integer of more than 4,300 digits.
        return BadLine(number, "no JSON: a number has too many digits")
    if not isinstance(data, dict):
        return BadLine(number, "no JSON object; each line must be one")
    try:
        return Row.model_validate({**data, "line": number})
    except ValidationError as error:
        found = error.errors(include_url=False)
        above = next((one["input"] for one in found if one["type"] == "less_than_equal"), None)
        if above is not None:
            raise _OtherScale(
                f"score {above} lies above 1, and scores must be 0 to 1; divide each by the largest mark of its scale"
            ) from error
        return BadLine(number, _why(found[0], data))


def _why(error: ErrorDetails, data: dict[str, Any]) -> str:
    """Where in the row, and what is wrong; a place inside of a field is named only if the row has a list there."""
    where = error["loc"] if isinstance(data.get(str(error["loc"][0])), list) else error["loc"][:1]
    return f"{'.'.join(map(str, where))}: {NEEDED.get(error['type'], error['msg'])}"


class ReadAhead:
    """An embedder that embeds all texts of a data set at once: 16,000 texts take 11 s, one by one 3 minutes."""

    def __init__(self, inner: Embedder, texts: Iterable[str], progress: Progress | None = None) -> None:
        """Embed `texts` now; other texts that are asked for later go to `inner`."""
        self._inner = inner
        self.name, self.sha256, self.dimension = inner.name, inner.sha256, inner.dimension
        self.backend, self.max_pieces = inner.backend, inner.max_pieces
        self.query_prompt, self.passage_prompt = inner.query_prompt, inner.passage_prompt
        self.passage_pieces = inner.passage_pieces
        known = sorted({as_far_as_read(text, inner) for text in texts})
        self._rows = {text: row for row, text in enumerate(known)}
        self._vectors = inner.encode(known, progress)

    def encode(self, texts: Sequence[str], progress: Progress | None = None) -> Vectors:
        """Embed passages: float32 (n, dimension), rows L2-normalised."""
        missing = [text for text in texts if text not in self._rows]
        fresh = dict(zip(missing, self._inner.encode(missing, progress), strict=True)) if missing else {}
        if not texts:
            return np.empty((0, self.dimension), dtype=np.float32)
        return np.stack([self._vectors[self._rows[text]] if text in self._rows else fresh[text] for text in texts])

    def encode_query(self, text: str) -> Vectors:
        """Embed one query: float32 (dimension,), L2-normalised."""
        return self._inner.encode_query(text)

    def piece_offsets(self, text: str) -> list[tuple[int, int]]:
        """Character offsets of the word pieces of `text`."""
        return self._inner.piece_offsets(text)


def read_ahead(rows: Sequence[Row], embedder: Embedder, progress: Progress | None) -> Embedder:
    """An embedder that has embedded all texts; if one cannot be embedded, the usual one, so that only its row fails."""
    try:
        return ReadAhead(embedder, texts_of(rows), progress)
    except Exception:  # of any kind: it comes up again in the row that has the text, and is reported there
        return embedder


def texts_of(rows: Iterable[Row]) -> set[str]:
    """Every text that grading the rows will embed."""
    found: set[str] = set()
    for row in rows:
        for text in (row.answer, *row.all_references):
            found.update(text[start:end] for start, end in units(text))
            found.update(text[start:end][:600] for start, end in units(text))
        found.add(row.question.strip())
    return found - {""}
