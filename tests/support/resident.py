"""What of mapped files counts as this process's memory, as Linux tells it."""

from pathlib import Path

SMAPS = Path("/proc/self/smaps")


def resident_mb(below: Path) -> float:
    """MB of the files at or below a path that are mapped and resident."""
    found, is_below = 0, False
    for line in SMAPS.read_text(encoding="utf-8").splitlines():
        first, *_, last = line.split()
        if not first.endswith(":"):
            is_below = Path(last).is_relative_to(below.resolve())
        elif is_below and first == "Rss:":
            found += int(line.split()[1])
    return found / 1024
