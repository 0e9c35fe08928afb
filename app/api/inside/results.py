"""The measured results that /inside shows.

Decides which files are results: markdown and PNG files directly in their folder. A name that a client sends is looked
up in the folder's listing and never made into a path. The page knows no package that measures: one that does names the
folder of its results as an entry point in the group `coach.results`, a `pathlib.Path`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

from ingest.errors import NotFound

MEDIA_TYPES: Mapping[str, str] = {".md": "text/markdown; charset=utf-8", ".png": "image/png"}


@dataclass(frozen=True)
class Results:
    """The results in some folders, of each name the first; none where there is no such folder."""

    folders: tuple[Path, ...] = ()

    @classmethod
    def installed(cls) -> "Results":
        """Those of the packages that are installed and measure something."""
        return cls(tuple(entry.load() for entry in entry_points(group="coach.results")))

    def reports(self) -> dict[str, str]:
        """The text of every report, by its name."""
        return {
            path.name: path.read_text(encoding="utf-8", errors="replace")
            for path in self._files()
            if path.suffix == ".md"
        }

    def plots(self) -> list[str]:
        """The names of the plots."""
        return [path.name for path in self._files() if path.suffix == ".png"]

    def file(self, name: str) -> tuple[Path, str]:
        """A report or plot as it lies on disk, and its media type.

        Raises:
            NotFound: there is none of that name.
        """
        for path in self._files():
            if path.name == name:
                return path, MEDIA_TYPES[path.suffix]
        raise NotFound(f"there is no result {name!r}; GET /api/results lists them")

    def _files(self) -> list[Path]:
        """The results by name: only regular files, since a link could lead out of the folder."""
        found: dict[str, Path] = {}
        for folder in self.folders:
            for path in folder.iterdir() if folder.is_dir() else ():
                if path.suffix in MEDIA_TYPES and path.is_file() and not path.is_symlink():
                    found.setdefault(path.name, path)
        return [found[name] for name in sorted(found)]
