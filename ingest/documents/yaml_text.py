"""YAML -> plain values, by the C parser where PyYAML was built with it.

The question bank took 1.07 s with the Python parser and 0.16 s with libyaml. libyaml also limits nesting, so a front
matter of a million brackets is an error and not a crash.
"""

from typing import Any

import yaml

YAMLError = yaml.YAMLError
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:
    """The value of a YAML document; plain types alone, no tag makes an object.

    Raises:
        YAMLError, ValueError: it is not YAML, the message one line with the place; or it holds a date that is none.
    """
    try:
        return yaml.load(text, Loader=_LOADER)  # noqa: S506  (the safe loader, in C)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}, column {mark.column + 1}: " if mark is not None else ""
        raise YAMLError(f"{where}{error.problem}") from error
