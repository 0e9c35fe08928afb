"""Everything stored -> one file, and back into an empty place.

Decides what is stored: the rows of the database and the small files of the home that nothing else could make again.
Model, index and the indexes of projects are made anew from what ships and from the rows, and are in no backup; settings
and keys of a language model are the operator's and are in none either. How old a backup may become is told here too.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from pathlib import Path

from sqlalchemy import Engine, inspect, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from app.accounts.audit import EVERYBODY, TERMINAL, Act, Entry
from app.store.accounts.ledger import Ledger
from app.store.backup import archive, rows
from app.store.backup.archive import Archive, Manifest, Stamp
from app.store.database import IN_MEMORY, open_engine
from app.store.faults import of_opening, of_transaction
from app.store.tables import audit
from ingest.errors import CoachError, Conflict, StoreFailed

# What is kept beside the database: which level a language model has earned, and what the corpus did not answer.
FILES = ("gaps.jsonl", "exams/*.json")
TABLES, KEPT = "tables/", "files/"


@dataclass(frozen=True)
class Restored:
    """What came back: when it was saved, and how many rows of each table."""

    manifest: Manifest
    counts: dict[str, int]


@dataclass(frozen=True)
class Backups:
    """Backups of what is stored at `url` and in `home`; `version` is that of the coach."""

    url: str
    home: Path
    version: str
    now: Callable[[], datetime]

    def save(self, path: Path) -> Manifest:
        """Write all that is stored now into a new file, while others may go on writing.

        Raises:
            CoachError: there is such a file, it cannot be written, or nothing is stored.
        """
        with self._engine(is_there=True) as engine:
            try:
                with rows.one_moment(engine) as connection:
                    stamp = Stamp(version=self.version, revision=rows.revision_of(connection), created_utc=self.now())
                    tables = ((f"{TABLES}{name}.jsonl", lines) for name, lines in rows.stored(connection))
                    return archive.write(path, stamp, chain(tables, self._files()))
            except SQLAlchemyError as error:
                raise of_transaction(error) from error

    def restore(self, path: Path) -> Restored:
        """Bring back what a backup holds: all of it or nothing.

        Raises:
            Conflict: something is stored in this database or home already.
            BadRequest: it is no backup, is damaged, or a newer version of the coach has written it.
            StoreFailed: the database cannot be written.
        """
        with archive.opened(path) as kept:
            files = {name: self.home / name.removeprefix(KEPT) for name in kept.names if name.startswith(KEPT)}
            for place in files.values():
                if place.exists():
                    raise Conflict(f"{place} is there already; a backup is restored into an empty home")
            tables = {
                name.removeprefix(TABLES).removesuffix(".jsonl"): partial(kept.lines, name)
                for name in kept.names
                if name.startswith(TABLES)
            }
            with self._engine(is_there=False) as engine:
                try:
                    counts = rows.put_back(engine, kept.manifest.revision, tables, partial(_write, kept, files))
                except SQLAlchemyError as error:
                    raise of_transaction(error) from error
            return Restored(kept.manifest, counts)

    def prune(self, folder: Path, days: int) -> list[Path]:
        """Delete the backups in a folder that were made more than so many days ago; other files stay."""
        oldest, gone = self.now() - timedelta(days=days), []
        for path in sorted(folder.iterdir()):
            made = _made(path) if path.is_file() and not path.is_symlink() else None
            if made is not None and made < oldest:
                path.unlink()
                gone.append(path)
        return gone

    def write_down(self, act: Act, detail: str) -> None:
        """Keep in the audit log that it was done in the terminal; a database of before there was one is left alone.

        Raises:
            StoreFailed: the database cannot be written.
        """
        with self._engine(is_there=True) as engine:
            try:
                with engine.begin() as connection:
                    if inspect(connection).has_table(audit.name):
                        entry = Entry(self.now(), act, TERMINAL, EVERYBODY, detail)
                        Ledger(lambda: nullcontext(connection)).write(entry)
            except SQLAlchemyError as error:
                raise of_transaction(error) from error

    @contextmanager
    def _engine(self, *, is_there: bool) -> Iterator[Engine]:
        try:
            place = make_url(self.url)
        except ArgumentError as error:
            raise StoreFailed("the database URL cannot be read; write one such as sqlite:///coach.sqlite") from error
        if place.get_backend_name() == "sqlite":
            if place.database in IN_MEMORY:
                raise Conflict("a database in memory is its process's own; set COACH_DATABASE_URL")
            # To open a file that is not there would make it.
            if is_there and not Path(str(place.database)).exists():
                raise Conflict(f"nothing is stored in {place.database}")
        try:
            engine = open_engine(self.url)
            engine.connect().close()
        except (SQLAlchemyError, ImportError, OSError) as error:
            raise of_opening(error, place) from error
        try:
            yield engine
        finally:
            engine.dispose()

    def _files(self) -> Iterator[tuple[str, list[bytes]]]:
        for pattern in FILES:
            for path in sorted(self.home.glob(pattern)):
                name = f"{KEPT}{path.relative_to(self.home).as_posix()}"
                # A file of somebody else's is not ours to keep.
                if archive.is_name(name):
                    yield name, [path.read_bytes()]


def _made(path: Path) -> datetime | None:
    """When a backup was made, or was being made as the coach was killed; None for another file."""
    if path.name.endswith(archive.PART):
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    stamp = archive.stamp_of(path)
    return None if stamp is None else stamp.created_utc


def _write(kept: Archive, files: Mapping[str, Path]) -> None:
    """Write the files of a backup, or none of them."""
    written: list[Path] = []
    try:
        for name, place in files.items():
            place.parent.mkdir(parents=True, exist_ok=True)
            with place.open("xb") as file:
                written.append(place)
                file.write(kept.content(name))
    except OSError as error:
        for place in written:
            place.unlink(missing_ok=True)
        raise CoachError(f"{place} cannot be written: {error.strerror}") from error
