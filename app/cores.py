"""How many processor cores this process may use: what is limited by the processor is limited by this number.

Decides that it is those that the process is let run on (taskset, a container's set of cores) and not those of the host.
A quota of processor time is not seen.
"""

import os


def cores() -> int:
    """The cores that this process may run on, at least one; those of the machine where the platform has no such set."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
