"""The modules of the page: what one exports another one imports, rooms import one way, each says what it is for."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parents[3] / "app" / "web"
# What is bundled of others is not held to how ours are written.
BUNDLED = WEB / "vendor"
MODULES = sorted(path for path in WEB.rglob("*.js") if path.parent != BUNDLED)
EXPORT = re.compile(r"^export (?:async )?(?:function\*?|const|class) (\w+)", re.MULTILINE)
IMPORT = re.compile(r'^import \{([^}]*)\} from "(\.[^"]*)";', re.MULTILINE)
# What is fetched when it is needed: `const { name } = await import("...")` and `(await import("...")).name`.
LATER = re.compile(r'\{ (\w+) \} = await import\("(\.[^"]*)"\)')
LATER_OF = re.compile(r'\(await import\("(\.[^"]*)"\)\)\.(\w+)')
# A room imports from itself and from those after it; main.js, in no room, from all of them.
OWN_ROOMS = ["", "candidate", "library", "chair", "views", "interview", "parts", "answer", "voice", "text", "platform"]
ROOMS = [*OWN_ROOMS, BUNDLED.name]


def test_what_a_module_exports_another_one_imports() -> None:
    exported, imported = set(), set()
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        exported |= {(path, found) for found in EXPORT.findall(text)}
        for names, source in imports(text):
            imported |= {((path.parent / source).resolve(), name.strip()) for name in names.split(",")}
    assert exported
    assert exported == {(path, name) for path, name in imported if path.parent != BUNDLED}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(WEB).as_posix())
def test_rooms_import_one_way(path: Path) -> None:
    for _, source in imports(path.read_text(encoding="utf-8")):
        assert ROOMS.index(room((path.parent / source).resolve())) >= ROOMS.index(room(path))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(WEB).as_posix())
def test_a_module_begins_with_what_it_decides(path: Path) -> None:
    assert re.match(r"/\*\*(?: |\n \* )\S", path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "folder", [WEB, *(path for path in WEB.iterdir() if path.is_dir())], ids=lambda path: path.name
)
def test_a_folder_holds_about_a_dozen_files(folder: Path) -> None:
    assert 1 <= sum(path.is_file() for path in folder.iterdir()) <= 13


def test_no_two_modules_have_one_name() -> None:
    names = [path.name for path in MODULES]
    assert sorted(set(names)) == sorted(names)


def imports(text: str) -> list[tuple[str, str]]:
    """The names that a module imports, at once or later, and where from."""
    return [*IMPORT.findall(text), *LATER.findall(text), *((name, source) for source, name in LATER_OF.findall(text))]


def room(path: Path) -> str:
    """The folder of a module, "" at the top."""
    return "" if path.parent == WEB else path.parent.relative_to(WEB).as_posix()
