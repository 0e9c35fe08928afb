"""Where labelled cases lie, and where figures may be written.

Only into a checkout or a folder of the user's own, never beside installed code.
"""

from pathlib import Path

from app.folders import PACKAGES, checkout
from ingest.errors import BadRequest

CASES = PACKAGES / "eval" / "cases"
# What was measured: tables and plots. The entry point `coach.results` hands it to the page (app/api/inside/results.py).
RESULTS = PACKAGES / "eval" / "results"


def writable(path: Path) -> Path:
    """The path, to write figures to.

    Raises:
        BadRequest: it lies in an installation.
    """
    if checkout() is None and path.resolve().is_relative_to(PACKAGES):
        raise BadRequest("figures are saved in a checkout alone, and this is an installation; print them instead")
    return path
