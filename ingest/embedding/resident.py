"""What of a model's files stays in a process's memory once the model runs.

Decides that the runtime's pages of them are given back: it maps the weights and reads all of them while it packs them
in its own way, after which only rows of word vectors are looked up there, and the other pages stayed counted as the
process's for as long as it ran. What is read again comes from the file, which the system keeps as it sees fit. With
them goes what the C library holds of memory that was freed, most of it by packing; and in how many heaps it holds the
rest.
"""

import ctypes
import mmap
import os
from pathlib import Path

SHARED_TO_READ = "r--s"
# mallopt's number of M_ARENA_MAX, and how many arenas there may be. Of its own accord the C library makes eight a core:
# under load a server with so many took 667 MB, with two 589, at the same processor time.
M_ARENA_MAX, ARENAS = -8, 2


def give_back(*folders: Path) -> None:
    """Give back the pages of all files below these folders that this process has mapped, shared and only to read.

    Their models must be in use until it returns: what is unmapped meanwhile may hold another's memory by then. Where
    the system does not tell what is mapped, nothing is done.
    """
    try:
        mapped = Path("/proc/self/maps").read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return
    madvise = ctypes.CDLL(None).madvise
    madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    below = tuple(f"{folder.resolve()}{os.sep}" for folder in folders)
    for line in mapped:
        place, kind, *_, name = line.split(maxsplit=5)
        if kind == SHARED_TO_READ and name.startswith(below):
            start, end = (int(bound, 16) for bound in place.split("-"))
            madvise(start, end - start, mmap.MADV_DONTNEED)
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc alone
    if trim is not None:
        trim(0)


def few_arenas() -> None:
    """Have the threads that begin later share ARENAS heaps, where the C library has such a number."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(M_ARENA_MAX, ARENAS)
