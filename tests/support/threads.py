"""Which threads of this process are tied to some of its cores, as Linux tells it."""

import os
from contextlib import suppress
from pathlib import Path

TASKS = Path("/proc/self/task")


def tied_threads() -> list[set[int]]:
    """The cores of each thread that may not run on all cores of the process."""
    found = []
    for task in TASKS.iterdir():
        # It may have ended since.
        with suppress(ProcessLookupError):
            found.append(os.sched_getaffinity(int(task.name)))
    return [cores for cores in found if cores != os.sched_getaffinity(0)]
