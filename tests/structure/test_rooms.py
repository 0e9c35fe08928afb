"""The house as its design says: rooms that stay small, and one of each thing that was once copied."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

from ingest.language.stop_words import FUNCTION_WORDS

PROJECT = Path(__file__).resolve().parents[2]
MODULES = sorted(path for room in ("app", "eval", "ingest") for path in (PROJECT / room).rglob("*.py"))
LANGUAGE = PROJECT / "ingest" / "language"
MOST_FILES = 13
# Two levels of rooms; migrations are numbered files of alembic.
DEEPEST = {"app": 3, "eval": 2, "ingest": 2}
# A string or a set of so many function words is a stop list.
STOP_LIST_WORDS = 25
# A function of fewer nodes of its syntax tree says nothing that could be called a copy.
LEAST_NODES = 25
SENTENCE_END = re.compile(r"\[\.!\?[^\]]*\]|\[!\?\.\]|\[\?!\.\]")
NEGATIONS = {"not", "never", "cannot", "nor", "neither", "hardly"}
# What holds English words or marks as data of another kind: how injections are written, which classes of words follow
# each other, how a mistake is taken back, how a quoted question ends, how people ask an interviewer for help, what a
# candidate who rambles says.
OTHER_DATA = {
    "app/untrusted/injection.py",
    "app/grading/gate/word_order.py",
    "app/grading/verdicts.py",
    "app/interview/requests/intent.py",
    "eval/interviews/scripted_candidates.py",
    "ingest/bank/question_detection.py",
    "ingest/bank/document_questions.py",
}


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def strings_of(path: Path) -> list[str]:
    tree = tree_of(path)
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    docstrings = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(node, documented) and _has_doc(node)}
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


def _has_doc(node: ast.AST) -> bool:
    return ast.get_docstring(node) is not None  # type: ignore[arg-type]


def test_no_room_holds_more_than_a_dozen_files():
    rooms = Counter(path.parent for path in MODULES if path.name != "__init__.py")
    full = {name_of(room): count for room, count in rooms.items() if count > MOST_FILES}
    assert full == {}


def test_rooms_are_two_levels_deep():
    deep = [
        name_of(path) for path in MODULES if len(Path(name_of(path)).parts) - 1 > DEEPEST[name_of(path).split("/")[0]]
    ]
    assert [path for path in deep if "migrations" not in path] == []


def test_a_module_says_first_what_it_decides():
    silent = [name_of(path) for path in MODULES if tree_of(path).body and not ast.get_docstring(tree_of(path))]
    assert silent == [], "begin it with a docstring"


def test_the_stemmer_is_imported_in_one_place():
    importers = [name_of(path) for path in MODULES if re.search(r"^\s*(import|from) Stemmer\b", path.read_text(), re.M)]
    assert importers == ["ingest/language/stemmer.py"]


def test_there_is_no_stop_list_outside_of_language():
    found = {}
    for path in MODULES:
        if path.is_relative_to(LANGUAGE) or name_of(path) in OTHER_DATA:
            continue
        for text in strings_of(path):
            words = set(re.findall(r"[a-z']+", text)) & FUNCTION_WORDS
            is_list = len(words) >= STOP_LIST_WORDS and len(words) > 0.6 * len(set(re.findall(r"[a-z']+", text)))
            if is_list:
                found[name_of(path)] = text[:60]
    assert found == {}


def test_sentences_end_in_one_place():
    found = {
        name_of(path): text[:60]
        for path in MODULES
        if not path.is_relative_to(LANGUAGE) and name_of(path) not in OTHER_DATA
        for text in strings_of(path)
        if SENTENCE_END.search(text)
    }
    assert found == {}


def test_negation_is_read_in_one_place():
    found = {
        name_of(path): text[:60]
        for path in MODULES
        if not path.is_relative_to(LANGUAGE) and name_of(path) not in OTHER_DATA
        for text in strings_of(path)
        if len(set(re.findall(r"[a-z]+", text)) & NEGATIONS) >= 4 and len(text.split()) < 40
    }
    assert found == {}


def test_no_function_stands_twice():
    """Bodies that are the same but for the docstring: what two rooms need goes down a floor."""
    places: dict[str, list[str]] = {}
    for path in MODULES:
        for node in ast.walk(tree_of(path)):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            body = ast.Module(node.body[1:] if _has_doc(node) else node.body, [])
            if sum(1 for _ in ast.walk(body)) >= LEAST_NODES:
                places.setdefault(ast.dump(body), []).append(f"{name_of(path)} {node.name}")
    assert [each for each in places.values() if len(each) > 1] == []
