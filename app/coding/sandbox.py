"""Which walls stand around a stranger's program: bubblewrap, Landlock, or nothing but limits.

Decides what there is on this machine by trying it, what is said of it, and when nothing is run at all: without walls a
program runs only where one person uses the coach on their own machine and has said yes. What a process gives up itself
is in inside/confinement.py.
"""

import importlib.metadata
import importlib.util
import shutil
import site
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from app.coding.scratch import MOST_SCRATCH_BYTES
from ingest.errors import CoachError

ROOT = Path(__file__).resolve().parents[2]
INSIDE = Path(__file__).resolve().parent / "inside"
BOOT = (
    "import sys; sys.path.insert(0, sys.argv[1]); from app.coding.inside.cell import main; "
    "sys.path.remove(sys.argv[1]); main()"
)
# The packages that a task may name, with what each of them imports.
PACKAGES: dict[str, tuple[str, ...]] = {
    "numpy": ("numpy",),
    "sklearn": ("sklearn", "numpy", "scipy", "joblib", "threadpoolctl", "narwhals"),
    "torch": ("torch", "torchgen", "numpy", "typing_extensions", "sympy", "mpmath"),
}
LIBRARIES = {"sklearn": "scikit_learn.libs"}
# One thread each: these libraries start as many as there are processors, each with memory of its own.
ENVIRONMENT = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
SCRATCH = "/scratch"
FILE_BYTES = 8_000_000
FILES, THREADS, TOTAL_CPU_S = 64, 64, 60


class Kind(StrEnum):
    """What stands around a program, the strongest first."""

    BUBBLEWRAP = "bubblewrap"
    LANDLOCK = "landlock"
    NONE = "none"


SENTENCES = {
    Kind.BUBBLEWRAP: "Code runs in bubblewrap: no network, no files but a scratch folder, a filter of system calls.",
    Kind.LANDLOCK: "Code runs behind Landlock: no network, no files but a scratch folder, a filter of system calls.",
    Kind.NONE: "Code runs as an ordinary program of yours with limits of time and memory and no other walls; "
    "run only what you wrote yourself.",
}


class NoSandbox(CoachError):
    """Code is not run here; the message says why and what would let it."""

    status = 503
    code = "no_sandbox"


@dataclass(frozen=True)
class Limits:
    """What a program may take. `seconds` of the processor's time a test, memory beyond the interpreter's own."""

    seconds: float = 2.0
    memory_mb: int = 512


@dataclass(frozen=True)
class Launch:
    """How a process is started in a sandbox of this kind."""

    kind: Kind
    limits: Limits
    packages: dict[str, str] = field(default_factory=dict)
    has_seccomp: bool = True

    @property
    def tells_pid(self) -> bool:
        """Whether the process has another number outside."""
        return self.kind is Kind.BUBBLEWRAP

    @property
    def needs_scratch(self) -> bool:
        """Whether the scratch folder is one of this machine's; bubblewrap makes its own in memory."""
        return self.kind is not Kind.BUBBLEWRAP

    def command(self, tell: int | None) -> list[str]:
        """The command line; bubblewrap writes the process' number to the descriptor `tell`."""
        python = [_interpreter(), "-I", "-S", "-B", "-X", "utf8", "-c", BOOT]
        if self.kind is Kind.BUBBLEWRAP:
            return [*_bubblewrap(self.packages, tell), *python, "/coach"]
        return [*python, str(ROOT)]

    def config(self, scratch: str) -> dict[str, Any]:
        """What the process is told before it confines itself."""
        is_landlock = self.kind is Kind.LANDLOCK
        return {
            "root": str(ROOT) if self.needs_scratch else "/coach",
            "packages": self.packages,
            "environment": ENVIRONMENT | {"HOME": scratch or SCRATCH, "TMPDIR": scratch or SCRATCH},
            "scratch": scratch or SCRATCH,
            "namespaces": is_landlock,
            "landlock": is_landlock,
            "seccomp": self.has_seccomp,
            "count_processes": self.kind is Kind.BUBBLEWRAP,
            "readable": [*map(str, _readable()), *_with_libraries(self.packages)] if is_landlock else [],
            "writable": [scratch] if is_landlock else [],
            "limits": {
                "memory_bytes": self.limits.memory_mb * 1_000_000,
                "cpu_s": TOTAL_CPU_S,
                "file_bytes": FILE_BYTES,
                "files": FILES,
                "threads": THREADS,
            },
        }


def places_of(packages: Sequence[str]) -> dict[str, str]:
    """Where the named packages and what they import lie; one that is not installed is left out."""
    names = dict.fromkeys(name for package in packages for name in PACKAGES.get(package, ()))
    return {name: place for name in names if (place := _place(name))}


@cache
def _place(name: str) -> str:
    """The folder of a package or the file of a module; "" where it is not installed."""
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        return ""
    origin = Path(spec.origin).resolve()
    return str(origin.parent if origin.name == "__init__.py" else origin)


def _with_libraries(packages: dict[str, str]) -> Iterator[str]:
    """The packages and the shared libraries that their wheels bring beside them."""
    for name, place in packages.items():
        yield place
        libraries = Path(place).parent / LIBRARIES.get(name, f"{name}.libs")
        if libraries.is_dir():
            yield str(libraries)


def _interpreter() -> str:
    """The interpreter itself, not the one of a virtual environment, which needs that environment's files."""
    return str(Path(getattr(sys, "_base_executable", sys.executable)).resolve())


def _standard_library() -> list[Path]:
    found = dict.fromkeys(Path(sysconfig.get_path(name)).resolve() for name in ("stdlib", "platstdlib"))
    base = Path(sys.base_prefix).resolve()
    return [path for path in found if path.is_dir() and path.is_relative_to(base)] or [*found]


def _shared_libraries() -> list[Path]:
    """Folders of the system's own libraries, and the interpreter's library where it is a shared one."""
    base = Path(sys.base_prefix).resolve() / "lib"
    own = list(base.glob("libpython*.so*")) if base != Path("/usr/lib") else []
    return [*(Path(name) for name in ("/lib", "/lib64", "/usr/lib", "/usr/lib64") if Path(name).is_dir()), *own]


def _foreign_packages() -> list[Path]:
    """Folders of installed packages below those that are shown: the coach and its hidden tests are among them."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    names = [Path(path) for path in site.getsitepackages([sys.base_prefix, "/usr", "/usr/local"])]
    names += [Path(sysconfig.get_path(name)) for name in ("purelib", "platlib")]
    names += [path / folder for path in _standard_library() for folder in ("site-packages", "dist-packages")]
    names += [Path(top, "lib", "python3", "dist-packages") for top in ("/usr", "/usr/local")]
    names += [Path(top, "lib", version, "dist-packages") for top in ("/usr", "/usr/local", sys.base_prefix)]
    return [path for path in dict.fromkeys(name.resolve() for name in names) if path.is_dir()]


def _bubblewrap(packages: dict[str, str], tell: int | None) -> list[str]:
    beside = Path(sys.executable).parent / "bwrap"
    program = shutil.which("bwrap") or str(beside)
    command = [program, "--unshare-user", "--uid", "65534", "--gid", "65534", "--unshare-ipc", "--unshare-pid"]
    command += ["--unshare-net", "--unshare-uts", "--unshare-cgroup-try", "--hostname", "coach", "--cap-drop", "ALL"]
    command += ["--die-with-parent", "--new-session", "--as-pid-1", "--clearenv"]
    shown = [*_standard_library(), Path(_interpreter())]
    for path in _shared_libraries():
        if path.is_symlink() and path.is_dir():
            command += ["--symlink", str(path.readlink()), str(path)]
        else:
            shown.append(path)
    for path in shown:
        command += ["--ro-bind", str(path), str(path)]
    hidden = [path for path in _foreign_packages() if any(path.is_relative_to(folder) for folder in shown)]
    for path in hidden:
        command += ["--size", "65536", "--tmpfs", str(path)]
    # The task's packages may lie in a folder that is hidden as a whole.
    for place in _with_libraries(packages):
        command += ["--ro-bind", place, place]
    for path in hidden:
        command += ["--remount-ro", str(path)]
    command += ["--ro-bind", str(INSIDE), "/coach/app/coding/inside"]
    for device in ("null", "urandom", "random", "zero"):
        command += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    command += ["--size", str(MOST_SCRATCH_BYTES), "--tmpfs", SCRATCH, "--chdir", SCRATCH, "--remount-ro", "/"]
    return [*command, *([] if tell is None else ["--info-fd", str(tell)]), "--"]


@cache
def _readable() -> tuple[Path, ...]:
    """What a program behind Landlock may read: the standard library, the system's libraries, no installed package."""
    hidden = set(_foreign_packages())
    found: list[Path] = [Path("/dev/null"), Path("/dev/urandom"), Path("/dev/zero"), Path("/dev/random")]
    for folder in (*_standard_library(), *_shared_libraries()):
        found += _without(folder.resolve(), hidden)
    return tuple(dict.fromkeys(found))


def _without(path: Path, hidden: set[Path]) -> Iterator[Path]:
    """A file or folder, or where something hidden lies below it, the entries that do not hold it."""
    if path in hidden:
        return
    if not any(other.is_relative_to(path) for other in hidden) and not _is_of_python(path):
        yield path
        return
    for entry in sorted(path.iterdir()):
        if not entry.is_symlink() or entry.is_file():
            yield from _without(entry, hidden)


def _is_of_python(path: Path) -> bool:
    """Whether it is the folder of system libraries of which a Python may keep its packages."""
    return path in {Path("/usr/lib"), Path("/usr/lib64"), Path("/lib"), Path("/lib64")}


@dataclass(frozen=True)
class Sandbox:
    """What this machine has, and whether code is run: `kind` is None where it is not; `sentence` says which and why."""

    kind: Kind | None
    sentence: str
    has_seccomp: bool = True

    def required(self) -> Kind:
        """The kind.

        Raises:
            NoSandbox: code is not run here.
        """
        if self.kind is None:
            raise NoSandbox(self.sentence)
        return self.kind
