"""What a process gives up before it runs a stranger's program: memory, files, processes, system calls.

Decides the limits and the filter, applied by the process to itself and never taken back: resource limits everywhere,
seccomp on Linux of x86-64 and 64-bit ARM, Landlock and namespaces where no bubblewrap stands around it. Nothing here
trusts the program; whether a limit holds is for the kernel.

Sources: seccomp(2), landlock(7), include/uapi/linux/{seccomp,landlock,filter}.h.
"""

import ctypes
import os
import platform
import struct
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.coding.inside.syscalls import ALLOWED, WITH_CONDITIONS

NOBODY = 65534
PR_SET_NO_NEW_PRIVS = 38
SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC = 1, 1
MACHINES = {"x86_64": (0, 0xC000003E, 317), "aarch64": (1, 0xC00000B7, 277)}
# BPF: load a word, jump if equal, jump if any bit is set, return.
LOAD, EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
ALLOW, KILL = 0x7FFF0000, 0x80000000
EPERM, ENOSYS = 0x00050001, 0x00050026
NUMBER, ARCH, ARGUMENTS = 0, 4, 16
CLONE_THREAD = 0x10000
# Of a terminal nothing but its size and whether it is one; on a pipe whether it blocks and what it holds.
IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
# Commands of fcntl that aim signals at others: F_SETOWN, F_SETSIG, F_SETOWN_EX, F_NOTIFY.
SIGNALLING_FCNTLS = (8, 10, 15, 1026)
AF_UNIX = 1
NEW_NAMESPACES = 0x10000000 | 0x40000000 | 0x08000000 | 0x04000000  # user, net, ipc, uts
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
LANDLOCK_PATH_BENEATH = 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3
# All but running files, special files, links to elsewhere and moving between folders with other rights.
WRITE = (1 << 1) | READ_FILE | READ_DIR | (1 << 4) | (1 << 5) | (1 << 7) | (1 << 8) | (1 << 14)
# What the kernel's version of Landlock can refuse: (files, network, signals and abstract sockets).
HANDLED = {1: (0x1FFF, 0, 0), 2: (0x3FFF, 0, 0), 3: (0x7FFF, 0, 0), 4: (0x7FFF, 3, 0), 5: (0xFFFF, 3, 0)}
NEWEST = (0xFFFF, 3, 3)


class NotConfined(OSError):
    """The kernel lacks what was asked for; nothing may be run."""


def limit_resources(limits: dict[str, int], *, count_processes: bool) -> None:
    """Set the resource limits, soft and hard, so that they cannot be raised again.

    Args:
        limits: `memory_bytes` beyond what the process holds now, `cpu_s`, `file_bytes`, `files`.
        count_processes: whether the limit of processes counts this sandbox alone and not all of the user's.
    """
    import resource  # noqa: PLC0415 - not on Windows, where only time is limited

    wanted = {
        "RLIMIT_AS": _held_bytes() + limits["memory_bytes"],
        "RLIMIT_CPU": limits["cpu_s"],
        "RLIMIT_FSIZE": limits["file_bytes"],
        "RLIMIT_NOFILE": limits["files"],
        "RLIMIT_CORE": 0,
        "RLIMIT_MEMLOCK": 0,
        "RLIMIT_MSGQUEUE": 0,
    }
    if count_processes:
        wanted["RLIMIT_NPROC"] = limits["threads"]
    for name, value in wanted.items():
        number = getattr(resource, name, None)
        if number is None:
            continue
        _, hard = resource.getrlimit(number)
        most = value if hard == resource.RLIM_INFINITY else min(value, hard)
        # macOS refuses some of them; there the sandbox is "none" and the user has said yes to that.
        with suppress(OSError, ValueError):
            resource.setrlimit(number, (most, most))


def _held_bytes() -> int:
    """Address space that is taken already; without /proc an upper bound of what a fresh interpreter takes."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return 60_000_000


def leave_namespaces() -> bool:
    """Go into a user and a network namespace of our own, where the kernel lets us; whether it did."""
    uid, gid = os.getuid(), os.getgid()
    if _libc().unshare(NEW_NAMESPACES) != 0:
        return False
    with suppress(OSError):
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{NOBODY} {uid} 1")
        Path("/proc/self/gid_map").write_text(f"{NOBODY} {gid} 1")
    return True


def landlock_version() -> int:
    """The version of Landlock that the kernel speaks; 0: none."""
    with suppress(AttributeError, OSError):
        return max(0, int(_libc().syscall(LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1)))
    return 0


def restrict_files(readable: Iterable[str], writable: Iterable[str]) -> None:
    """Leave this process these files and folders and no others (Landlock).

    Raises:
        NotConfined: the kernel refused.
    """
    version = landlock_version()
    if version < 1:
        raise NotConfined("this kernel has no Landlock")
    files, network, scoped = HANDLED.get(version, NEWEST)
    attributes = struct.pack("QQQ", files, network, scoped)[: 8 if version < 4 else 16 if version < 6 else 24]
    libc = _libc()
    ruleset = libc.syscall(LANDLOCK_CREATE, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        raise NotConfined("Landlock gave no rule set")
    for path in readable:
        _allow(libc, ruleset, path, READ_FILE | READ_DIR)
    for path in writable:
        _allow(libc, ruleset, path, WRITE & files)
    give_up_privileges()
    if libc.syscall(LANDLOCK_RESTRICT, ruleset, 0) != 0:
        raise NotConfined("Landlock did not take the rules")
    os.close(ruleset)


def _allow(libc: Any, ruleset: int, path: str, rights: int) -> None:
    try:
        folder = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    if not os.path.isdir(path):  # noqa: PTH112 - this runs before every program; pathlib is not loaded for it
        rights &= ~READ_DIR
    rule = struct.pack("=Qi", rights, folder)
    done = libc.syscall(LANDLOCK_ADD, ruleset, LANDLOCK_PATH_BENEATH, rule, 0)
    os.close(folder)
    if done != 0:
        raise NotConfined(f"Landlock did not take the rule for {path}")


def give_up_privileges() -> None:
    """Never get more rights than now; memory of ours cannot be read by others of the same user."""
    libc = _libc()
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        raise NotConfined("this kernel cannot forbid new privileges")


def filter_calls() -> None:
    """Let the kernel refuse all system calls but those that a program of our tasks needs (seccomp).

    Raises:
        NotConfined: on a machine whose calls we do not know, or where the kernel refused.
    """
    machine = MACHINES.get(platform.machine())
    if machine is None:
        raise NotConfined(f"no filter of system calls for {platform.machine()}")
    column, architecture, seccomp = machine
    program = b"".join(_program(column, architecture, os.getpid()))
    instructions = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    filled = Program(len(program) // 8, ctypes.cast(instructions, ctypes.c_void_p))
    give_up_privileges()
    libc = _libc()
    if libc.syscall(seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, ctypes.byref(filled)) != 0:
        raise NotConfined("the kernel took no filter of system calls")


def _program(column: int, architecture: int, own_pid: int) -> list[bytes]:
    """The filter: calls of another architecture kill, unknown ones are refused with EPERM."""
    made = [_step(LOAD, ARCH), _step(EQUAL, architecture, 1, 0), _step(RETURN, KILL), _step(LOAD, NUMBER)]
    for numbers in ALLOWED.values():
        number = numbers[column]
        if number is not None:
            made += [_step(EQUAL, number, 0, 1), _step(RETURN, ALLOW)]
    conditions = {
        "clone": [_step(LOAD, ARGUMENTS), _step(ANY_BIT, CLONE_THREAD, 0, 1), _step(RETURN, ALLOW)],
        "clone3": [_step(RETURN, ENOSYS)],
        "kill": _only(0, (own_pid,)),
        "tgkill": _only(0, (own_pid,)),
        "socketpair": _only(0, (AF_UNIX,)),
        "ioctl": _only(1, IOCTLS),
        "fcntl": [_step(LOAD, ARGUMENTS + 8), *_refused(SIGNALLING_FCNTLS), _step(RETURN, ALLOW)],
        # Limits may be read: no pointer to new ones, in neither half of the word.
        "prlimit64": [*_only(2, (0,), inner=_only(2, (0,), half=4))],
    }
    for name, steps in conditions.items():
        number = WITH_CONDITIONS[name][column]
        made += [_step(EQUAL, number, 0, len(steps) + 1), *steps, _step(RETURN, EPERM)]
    return [*made, _step(RETURN, EPERM)]


def _only(argument: int, values: Iterable[int], half: int = 0, inner: list[bytes] | None = None) -> list[bytes]:
    """Allow the call where an argument is one of these, and where `inner` allows it too."""
    then = [_step(RETURN, ALLOW)] if inner is None else inner
    made = [_step(LOAD, ARGUMENTS + 8 * argument + half)]
    for value in values:
        made += [_step(EQUAL, value & 0xFFFFFFFF, 0, len(then)), *then]
    return made


def _refused(values: Iterable[int]) -> list[bytes]:
    return [step for value in values for step in (_step(EQUAL, value, 0, 1), _step(RETURN, EPERM))]


def _step(code: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_so, if_not, value)


def _libc() -> Any:
    return ctypes.CDLL(None, use_errno=True)
