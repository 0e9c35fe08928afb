"""Prepared answers to what people ask: answers/**/*.yaml -> answers, each with its wordings and its sections.

Decides what such a file is. It lies in or below a folder `answers` of whatever is ingested, is a mapping of `document`
and `answers` (any other YAML there is somebody's own and is passed over), and names its document by its id (its path
without the suffix), and of each sentence the section that it stands on, by the slug of its heading, or by
`<document>#<slug>` where that is in another one:

    document: notes/on-call
    answers:
      - asked:
          - who carries the pager
          - whom do I wake up at night
        sentences:
          - text: The engineer of the week carries the pager.
            section: who-carries-the-pager

A section explains and is written for who reads on; whoever asks wants the answer first. So a tutor that writes nothing
of its own answers in sentences that were written for the question, each cited.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from ingest.documents.discovery import files_in, once
from ingest.documents.yaml_text import YAMLError, read_yaml
from ingest.errors import IndexUnusable

FOLDER = "answers"
# A file of this many bytes, or of so many answers, is no file of short answers to one document.
MOST_BYTES, MOST_ANSWERS = 1_000_000, 500
_Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
_Section = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]


class AnswerError(IndexUnusable):
    """A file of prepared answers is not valid; the message names the file, the place and what is wrong."""


class PreparedSentence(BaseModel):
    """A sentence of an answer. `section`, `<document>#<slug>`: what it stands on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=10, max_length=600)]
    section: _Section


class PreparedAnswer(BaseModel):
    """An answer of a few sentences, and the wordings in which people ask for it. `document`: whose answer it is."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: _Line
    asked: Annotated[tuple[_Line, ...], Field(min_length=1, max_length=12)]
    sentences: Annotated[tuple[PreparedSentence, ...], Field(min_length=1, max_length=8)]

    @property
    def text(self) -> str:
        """Its sentences as one text."""
        return " ".join(sentence.text for sentence in self.sentences)


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    asked: Annotated[tuple[_Line, ...], Field(min_length=1, max_length=12)]
    sentences: Annotated[tuple[PreparedSentence, ...], Field(min_length=1, max_length=8)]


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    document: _Line
    answers: Annotated[tuple[_Answer, ...], Field(min_length=1, max_length=MOST_ANSWERS)]


def answer_files(paths: Iterable[Path]) -> list[Path]:
    """The files of prepared answers that an ingest of `paths` reads: *.yaml in a folder FOLDER or below it.

    As with documents each file counts once, and nothing hidden.
    """
    found = (
        listed for path in paths if path.is_dir() for listed in files_in(path, {".yaml"}) if _is_inside(path, listed[1])
    )
    return [file for file, _ in once(found)]


def _is_inside(folder: Path, name: str) -> bool:
    return FOLDER in (folder.name, *Path(name).parts[:-1])


def load_answers(paths: Iterable[Path]) -> tuple[PreparedAnswer, ...]:
    """Read all answers that an ingest of `paths` reads; raises what `read_answers` raises."""
    return read_answers(answer_files(paths))


def read_answers(files: Iterable[Path]) -> tuple[PreparedAnswer, ...]:
    """Read files of answers; their sections are whole (`<document>#<slug>`).

    Raises:
        AnswerError: a file is not what it has to be.
    """
    return tuple(answer for path in files for answer in _read(path))


def _read(path: Path) -> Sequence[PreparedAnswer]:
    place = "/".join(path.parts[-3:])
    try:
        if path.stat().st_size > MOST_BYTES:
            raise AnswerError(f"{place} has more than {MOST_BYTES:,} bytes; cut it into several files")
        found = read_yaml(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict) or not {"document", "answers"} <= found.keys():
            return ()
        file = _File.model_validate(found)
        return tuple(_whole(answer, file.document) for answer in file.answers)
    except ValidationError as error:
        first = error.errors()[0]
        where = " ".join(map(str, first["loc"])) or "the file"
        raise AnswerError(f"{place}: {where}: {first['msg']}") from error
    except (OSError, ValueError, YAMLError) as error:
        raise AnswerError(f"{place} cannot be read: {error}") from error


def _whole(answer: _Answer, document: str) -> PreparedAnswer:
    sentences = tuple(
        sentence
        if "#" in sentence.section
        else PreparedSentence(text=sentence.text, section=f"{document}#{sentence.section}")
        for sentence in answer.sentences
    )
    return PreparedAnswer(document=document, asked=answer.asked, sentences=sentences)
