"""What is declared in pyproject.toml: all that is imported, all that is shipped, one version, locks that fit."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from checkout import PROJECT

PYPROJECT = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
DECLARED = PYPROJECT["project"]["dependencies"]
EXTRAS = PYPROJECT["project"]["optional-dependencies"]
LOCKS = ("requirements.lock", "requirements-dev.lock", "docs/hosting/image.lock")
ROOMS = ("app", "corpus", "eval", "ingest")
# Every import package that is not shipped with what it is imported by.
UNKNOWN_HERE = {"langchain_community": "langchain-community", "langchain_huggingface": "langchain-huggingface"}


def normal(requirement: str) -> str:
    """The name of a requirement, as indexes compare names."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\s<>=!~\[;]", requirement.strip(), maxsplit=1)[0]).lower()


def imported(room: str) -> dict[str, str]:
    """The distributions that a room imports, each with a file that does."""
    known, found = packages_distributions(), {}
    for path in sorted((PROJECT / room).rglob("*.py")):
        # Solutions of tasks run in a sandbox, with what is installed.
        if (PROJECT / "corpus" / "tasks") in path.parents:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            for top in {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {*ROOMS}:
                found[normal(known.get(top, [UNKNOWN_HERE.get(top, top)])[0])] = str(path)
    return found


@pytest.mark.parametrize(
    ("room", "extras"),
    [
        ("ingest", ("cluster", "pgvector")),
        ("app", ("local", "mcp", "oidc")),
        ("eval", ("eval", "bench", "pgvector")),
        ("corpus", ()),
    ],
)
def test_what_is_imported_is_declared_as_it_runs(room: str, extras: tuple[str, ...]) -> None:
    declared = {normal(one) for one in (*DECLARED, *(one for extra in extras for one in EXTRAS[extra]))}
    missing = {name: file for name, file in imported(room).items() if name not in declared}
    # pydantic brings its own core, whose errors are part of what it is.
    assert {name: file for name, file in missing.items() if name != "pydantic-core"} == {}


def test_the_version_stands_in_one_place() -> None:
    version = PYPROJECT["project"]["version"]
    tracked = subprocess.run(["git", "ls-files", "app", "ingest", "eval", "corpus"], cwd=PROJECT, capture_output=True)
    names = [name for name in tracked.stdout.decode().splitlines() if name.endswith((".py", ".js", ".html"))]
    sources = [PROJECT / name for name in names if (PROJECT / name).exists()]
    assert sources
    assert [path for path in sources if f'"{version}"' in path.read_text(encoding="utf-8")] == []


def test_what_is_shipped_is_all_that_a_coach_reads(tmp_path: Path) -> None:
    """As setuptools finds it; tests/installed.sh builds the wheel and runs it."""
    program = (
        "import os, sys; from setuptools import Distribution; d = Distribution(); d.parse_config_files();"
        "d.script_name = 'setup.py'; b = d.get_command_obj('build_py'); b.ensure_finalized();"
        "b.distribution.include_package_data = False;"
        "[print(os.path.join(s, n)) for _, s, _, names in b._get_data_files() for n in names];"
        "[print(file) for _, _, file in b.find_all_modules()]"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", program], cwd=PROJECT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    shipped = {os.path.normpath(line) for line in done.stdout.splitlines()}
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *ROOMS],
        cwd=PROJECT, capture_output=True, text=True,
    ).stdout.splitlines()  # fmt: skip
    assert len(tracked) > 300
    # Texts that teach are for a checkout, where they teach.
    wanted = [
        name
        for name in tracked
        if (PROJECT / name).exists() and not name.startswith(("eval/cases/reader/", "eval/cases/embedder/"))
    ]
    assert [name for name in wanted if name not in shipped] == []


def pins(lock: str) -> dict[str, str]:
    """The packages of a lock and their versions."""
    found = re.findall(r"^([\w.-]+)==([^\s;]+)", (PROJECT / lock).read_text(encoding="utf-8"), re.MULTILINE)
    return {normal(name): version for name, version in found}


@pytest.mark.parametrize(
    ("lock", "extras"),
    [
        ("requirements.lock", ()),
        ("requirements-dev.lock", ("dev", "eval", "local")),
        ("docs/hosting/image.lock", ("oidc", "postgres")),
    ],
)
def test_a_lock_holds_what_is_declared_and_leaves_out_torch(lock: str, extras: tuple[str, ...]) -> None:
    locked = pins(lock)
    declared = {normal(one) for one in (*DECLARED, *(one for extra in extras for one in EXTRAS[extra]))}
    assert declared - {"interview-coach", "torch"} <= set(locked)
    assert not [name for name in locked if name.startswith(("torch", "nvidia", "triton"))]


def test_each_package_of_a_lock_has_hashes_and_no_lock_names_a_host() -> None:
    for lock in LOCKS:
        text = (PROJECT / lock).read_text(encoding="utf-8")
        assert "://" not in text
        entries = re.split(r"\n(?=[\w])", text.partition("\n")[2])
        assert len([entry for entry in entries if "--hash=sha256:" in entry]) == len(pins(lock))


def test_the_locks_agree() -> None:
    run, dev, image = pins("requirements.lock"), pins("requirements-dev.lock"), pins("docs/hosting/image.lock")
    assert run.items() <= image.items() <= dev.items()


# What is installed without a hash, and why: any build of PyTorch will do; uv writes the locks and is in none of them;
# the coach itself comes from here.
WITHOUT_HASHES = (
    "$(TORCH)",
    "./dist/interview_coach-*.whl",
    '"${TORCH:-torch>=2.4}"',
    "uv",
    "--no-build-isolation",
    '"${TORCH}"',
)


@pytest.mark.parametrize("place", ["Makefile", "tests/installed.sh", "Dockerfile"])
def test_all_that_is_installed_is_held_against_hashes_but_what_is_named_here(place: str) -> None:
    text = (PROJECT / place).read_text(encoding="utf-8").replace("\\\n", " ")
    found = re.findall(r"(?:pip|\$\(PIP\)) (?:install|wheel) ([^&\n]*)", text)
    hashed = [one for one in found if "--require-hashes" in one]
    assert hashed
    # What pip looks up beside a lock has no hash: "coverage[toml]", which a package of it asks for, led to a newer one.
    assert [one for one in hashed if "--no-deps" not in one] == []
    loose = [one for one in found if "--require-hashes" not in one]
    assert [one for one in loose if not any(known in one.split() for known in WITHOUT_HASHES)] == []


def test_nothing_else_in_ci_installs_python_packages() -> None:
    for place in (".ci/run", ".github/workflows/check.yml", "tests/fresh_clone.sh"):
        assert not re.search(r"\b(pip|uv|pipx|conda)\b", (PROJECT / place).read_text(encoding="utf-8")), place


def test_an_action_of_the_workflow_is_named_by_its_commit() -> None:
    text = (PROJECT / ".github" / "workflows" / "check.yml").read_text(encoding="utf-8")
    actions = re.findall(r"uses: (\S+)", text)
    assert actions
    assert all(re.fullmatch(r"[\w/-]+@[0-9a-f]{40}", one) for one in actions)


@pytest.mark.parametrize("lock", LOCKS)
def test_what_builds_the_coach_is_in_the_lock(lock: str) -> None:
    assert {normal(one) for one in PYPROJECT["build-system"]["requires"]} <= set(pins(lock))
