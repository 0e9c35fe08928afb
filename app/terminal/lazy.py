"""Groups of commands whose modules are loaded when a command is called, so that modules import at their top.

Decides that a group is a table, name -> "module:function", and that the help of a group is read from the first
paragraph of each function's docstring without importing it: `coach --help` has no time for what a command needs.
"""

import ast
import importlib
import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

import typer
from typer.core import TyperGroup

# What all groups of `coach` share, the outermost one too.
LOOKS: Mapping[str, Any] = {
    "no_args_is_help": True,
    "add_completion": False,
    "pretty_exceptions_enable": False,
    "rich_markup_mode": "markdown",
}


class LazyGroup(TyperGroup):
    """A group that knows where its commands stand. `places`: name -> "module:function" or "module:group".

    `otherwise` is the command of a word that is the name of none, such as the task in `coach code two-sum`.
    """

    places: ClassVar[Mapping[str, str]] = {}
    otherwise: ClassVar[str] = ""
    _is_listing = False

    def list_commands(self, _: Any) -> list[str]:
        """The names, in the order of the table."""
        return list(self.places)

    def get_command(self, _: Any, cmd_name: str) -> Any:
        """The command, loaded; while help is written only its name and its docstring."""
        if cmd_name not in self.places:
            return None
        if self._is_listing:
            return _named(cmd_name, _docstring(self.places[cmd_name]))
        return _loaded(cmd_name, self.places[cmd_name])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command of the first word, and the words that are left for it."""
        is_other = self.otherwise and args[0] not in self.places and not args[0].startswith("-")
        return super().resolve_command(ctx, [self.otherwise, *args] if is_other else args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help without loading any command."""
        self._is_listing = True
        try:
            super().format_help(ctx, formatter)
        finally:
            self._is_listing = False


def group(places: Mapping[str, str], about: str, otherwise: str = "") -> typer.Typer:
    """A group of the commands in `places`; `about` is its help, `otherwise` the command of a word that names none."""
    kind = type("Group", (LazyGroup,), {"places": dict(places), "otherwise": otherwise})
    made = typer.Typer(cls=kind, help=about, **LOOKS)
    # Without a callback typer would take the only command of a group for the group itself.
    made.callback()(lambda: None)
    return made


def _loaded(name: str, place: str) -> Any:
    module, _, attribute = place.partition(":")
    found = getattr(importlib.import_module(module), attribute)
    if isinstance(found, typer.Typer):
        command = typer.main.get_command(found)
        command.name = name
        return command
    return _named(name, found.__doc__ or "", found)


def _named(name: str, docstring: str, function: Any = None) -> Any:
    holder = typer.Typer(**{**LOOKS, "no_args_is_help": False})
    holder.command(name, help=docstring)(function or (lambda: None))
    return typer.main.get_command(holder)


def _docstring(place: str) -> str:
    """The docstring of a function, or the help of a group, read from the source."""
    module, _, attribute = place.partition(":")
    spec = importlib.util.find_spec(module)
    if spec is None or spec.origin is None:
        return ""
    for node in ast.parse(Path(spec.origin).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef) and node.name == attribute:
            return ast.get_docstring(node) or ""
        if isinstance(node, ast.Assign) and _is_named(node, attribute) and isinstance(node.value, ast.Call):
            return next((str(ast.literal_eval(one)) for one in node.value.args[1:2]), "")
    return ""


def _is_named(node: ast.Assign, name: str) -> bool:
    return any(isinstance(target, ast.Name) and target.id == name for target in node.targets)
