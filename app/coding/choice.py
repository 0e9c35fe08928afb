"""Which sandbox this machine has, found by starting one with nothing in it.

Decides the order, the strongest first; that without walls code runs only for one person on their own machine who has
said yes to it; and the sentence that doctor, page and terminal tell.
"""

import sys

from app.coding.child import Child, Ended
from app.coding.sandbox import SENTENCES, Kind, Launch, Limits, Sandbox

AUTO, OFF = "auto", "off"
NONE_HERE = (
    "Code is not run here: neither bubblewrap nor Landlock with a filter of system calls works on this machine. "
    "Install bubblewrap (Debian: apt install bubblewrap)"
)
WALLS_OFF = "Code is not run here: COACH_CODE_SANDBOX is none. Set it to auto"
SAY_YES = "or set COACH_CODE_WITHOUT_SANDBOX=yes to run your own code with limits of time and memory alone."
HOSTED = "a coach that others can reach never runs code without one."
SWITCHED_OFF = "Code is not run here: COACH_CODE_SANDBOX is off."


def choose(wanted: str = AUTO, *, is_single_user: bool, has_consent: bool) -> Sandbox:
    """The strongest sandbox that works here, or the one that is wanted.

    Args:
        wanted: auto, off, or the name of a kind that must be the one.
        is_single_user: whether nobody else can reach this coach.
        has_consent: whether that person agreed to run code without walls.
    """
    if wanted == OFF:
        return Sandbox(None, SWITCHED_OFF)
    reasons = []
    for kind in (Kind.BUBBLEWRAP, Kind.LANDLOCK):
        if wanted not in {AUTO, kind.value}:
            continue
        found, reason = _tried(kind)
        if found is not None:
            return found
        reasons.append(f"{kind.value}: {reason}")
    none_here = NONE_HERE if reasons else WALLS_OFF
    why = f" ({'; '.join(reasons)})" if reasons else ""
    if not is_single_user:
        return Sandbox(None, f"{none_here}; {HOSTED}{why}")
    if not has_consent:
        return Sandbox(None, f"{none_here}, {SAY_YES}{why}")
    if wanted not in {AUTO, Kind.NONE.value}:
        return Sandbox(None, f"Code is not run here: {wanted} does not work on this machine{why}.")
    found, reason = _tried(Kind.NONE)
    return found or Sandbox(None, f"Code is not run here: {reason}")


def _tried(kind: Kind) -> tuple[Sandbox | None, str]:
    """The sandbox where it starts, or why not."""
    if not sys.platform.startswith("linux") and kind is not Kind.NONE:
        return None, "only on Linux"
    reason = ""
    # Behind Landlock the filter is what keeps a program from the network; the others stand without it.
    for has_seccomp in (True,) if kind is Kind.LANDLOCK else (True, False):
        try:
            with Child(Launch(kind, Limits(), has_seccomp=has_seccomp)):
                return Sandbox(kind, SENTENCES[kind], has_seccomp), ""
        except Ended as error:
            reason = str(error)
        # Windows has no killpg, and its pipes cannot be waited for like this.
        except (OSError, AttributeError) as error:
            reason = f"{type(error).__name__}: {error}"
    return None, reason
