"""How people ask for what a section teaches: phrasings/*.yaml -> section -> phrasings.

Decides what such a file is and which passages its lines belong to. A file lies in a folder `phrasings` of whatever
is ingested, and names sections by their document (its path without the suffix) and the slug of their heading:

    notes/on-call#who-carries-the-pager:
      - who do I wake up at night
      - cluster broken help

They are document expansion (doc2query, Nogueira et al. 2019), written by people: whoever asks does not know the words
of the note. The words of a section's phrasings are searched together with its passages' own and are never shown;
`coach eval ablation` measures what they bring. A query in exactly the words of a phrasing is answered by its section.

Where a heading repeats within a document, its slug is numbered: `notes#questions-1` is the second section `Questions`.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from ingest.documents.discovery import files_in, once
from ingest.documents.yaml_text import YAMLError, read_yaml
from ingest.errors import IndexUnusable
from ingest.passages.section import Section
from ingest.passages.split import Passage

Phrasing = Annotated[str, StringConstraints(strip_whitespace=True, min_length=3, max_length=200)]
FOLDER = "phrasings"
# By section, `<document>#<heading-slug>`: `<topic>/<note>#<heading-slug>` or `guide#<heading-slug>`.
Phrasings = Mapping[str, tuple[Phrasing, ...]]
_FILE = TypeAdapter(dict[str, Annotated[tuple[Phrasing, ...], Field(min_length=1, max_length=12)]])


class PhrasingError(IndexUnusable):
    """A file of phrasings is not valid; the message names file, section and what is wrong."""


def phrasing_files(paths: Iterable[Path]) -> list[Path]:
    """The files of phrasings that an ingest of `paths` reads: *.yaml in a folder FOLDER, named or inside one.

    As with documents each file counts once, and nothing hidden.
    """
    found = (listed for path in paths if path.is_dir() for listed in files_in(path, {".yaml"}))
    return [file for file, _ in once(found) if file.parent.name == FOLDER]


def load_phrasings(paths: Iterable[Path]) -> Phrasings:
    """Read all phrasings that an ingest of `paths` reads; raises what `read_phrasings` raises."""
    return read_phrasings(phrasing_files(paths))


def read_phrasings(files: Iterable[Path]) -> Phrasings:
    """Read files of phrasings, each a mapping of sections to lists of phrasings.

    Raises:
        PhrasingError: a file is no such mapping, or a section stands in two files.
    """
    found: dict[str, tuple[str, ...]] = {}
    for path in files:
        for section, phrasings in _read(path).items():
            if section in found:
                raise PhrasingError(f"{path.name}: the section {section!r} has its phrasings in another file already")
            found[section] = phrasings
    return found


def _read(path: Path) -> dict[str, tuple[str, ...]]:
    try:
        return _FILE.validate_python(read_yaml(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        where = " ".join(map(str, first["loc"])) or "the file"
        raise PhrasingError(f"{path.name}: {where}: {first['msg']}") from error
    except (OSError, ValueError, YAMLError) as error:
        raise PhrasingError(f"{path.name} cannot be read: {error}") from error


def asked_for(passages: Iterable[Passage], sections: Iterable[Section], phrasings: Phrasings) -> list[list[str]]:
    """How people ask for each passage: the phrasings of all sections that it stands in."""
    wanted: dict[str, list[tuple[Section, tuple[str, ...]]]] = {}
    for section in sections:
        here = phrasings.get(f"{section.document}#{section.anchor}")
        if here:
            wanted.setdefault(section.document, []).append((section, here))
    return [
        [
            phrasing
            for section, here in wanted.get(passage.document, [])
            if passage.start < section.end and section.start < passage.end
            for phrasing in here
        ]
        for passage in passages
    ]
