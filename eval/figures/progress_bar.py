"""The progress bar of the long measurements: on stderr, and only where that is a terminal."""

from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn


class Bar:
    """Use as `with Bar("answers graded") as progress`; `progress(done, total)` moves it."""

    def __init__(self, doing: str) -> None:
        """Take what is being counted."""
        console = Console(stderr=True)
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        self._doing = doing
        self._progress = Progress(*columns, console=console, disable=not console.is_terminal)
        self._task = self._progress.add_task(doing, total=None)

    def __enter__(self) -> Self:
        """Show it."""
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Take it away."""
        self._progress.stop()

    def __call__(self, done: int, total: int) -> None:
        """Move the bar."""
        self._progress.update(self._task, description=self._doing, completed=done, total=total)

    def of(self, doing: str) -> Callable[[int, int], None]:
        """What moves the same bar for a step that comes before, with its own words."""

        def move(done: int, total: int) -> None:
            self._progress.update(self._task, description=doing, completed=done, total=total)

        return move
