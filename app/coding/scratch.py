"""The scratch folder of a program where it is one of this machine's.

Decides how its size is counted and that it can be taken away whatever was made in it.
"""

import errno
import os
import shutil
import subprocess

MOST_SCRATCH_BYTES = 16_000_000


def size_of(folder: str) -> int:
    """Bytes of a folder, 4 KB for each entry; more than is allowed where it is nested too deep to be looked through."""
    total, left = 0, [folder]
    while left:
        try:
            with os.scandir(left.pop()) as entries:
                for entry in entries:
                    total += 4096 + entry.stat(follow_symlinks=False).st_size
                    if entry.is_dir(follow_symlinks=False):
                        left.append(entry.path)
        except OSError as error:
            total += MOST_SCRATCH_BYTES + 1 if error.errno == errno.ENAMETOOLONG else 0
        if total > MOST_SCRATCH_BYTES:
            return total
    return total


def remove(folder: str) -> None:
    """Take a folder away, also one that is nested deeper than Python can go."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except RecursionError:
        subprocess.run(["rm", "-rf", "--", folder], check=False)  # noqa: S603, S607
