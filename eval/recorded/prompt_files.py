"""Prompts as plain text files for whoever answers them, and their replies back into a file of the repository.

Decides that the files tell nothing of the cases: their numbers are shuffled, and which is which stands in a key file
elsewhere.
"""

import json
import random
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from eval.recorded.case_prompts import Prompt
from eval.recorded.replies import RecordedReply, RepliesError

# A reply lies beside the others under the name of its prompt.
SUFFIXES = (".json", ".txt")


class KeyEntry(BaseModel):
    """Which prompt a file holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    set: str
    case: str
    call: int
    prompt: str
    prompt_version: str
    most_tokens: int


KEY = TypeAdapter(dict[str, KeyEntry])


def write_sheets(name: str, prompts: Sequence[Prompt], folder: Path, key: Path, rng: random.Random) -> None:
    """Write <name>-<nnn>.txt for each prompt into `folder`, and add to the key file which is which.

    Raises:
        RepliesError: the key lies beside the prompts, or is no key.
    """
    if key.resolve().parent == folder.resolve():
        raise RepliesError(f"{key} would lie beside the prompts, whose cases it names; put it elsewhere")
    shuffled = list(prompts)
    rng.shuffle(shuffled)
    entries = {sheet: entry for sheet, entry in (read_key(key) if key.exists() else {}).items() if entry.set != name}
    folder.mkdir(parents=True, exist_ok=True)
    for number, prompt in enumerate(shuffled, start=1):
        sheet = f"{name}-{number:03}"
        (folder / f"{sheet}.txt").write_text(prompt.text, encoding="utf-8")
        entries[sheet] = KeyEntry(
            set=name,
            case=prompt.case,
            call=prompt.call,
            prompt=prompt.digest,
            prompt_version=prompt.version,
            most_tokens=prompt.most_tokens,
        )
    told = {sheet: entry.model_dump() for sheet, entry in entries.items()}
    key.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")


def read_key(path: Path) -> dict[str, KeyEntry]:
    """Which prompt each file holds, by its name without the ending.

    Raises:
        RepliesError: it cannot be read.
    """
    try:
        return KEY.validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        raise RepliesError(f"{path} is no key of prompts: {error}") from error


def gathered(name: str, key: Mapping[str, KeyEntry], folder: Path) -> list[RecordedReply]:
    """The replies of one set, ordered by case.

    Raises:
        RepliesError: the key has no such set, or replies are missing.
    """
    of_set = {sheet: entry for sheet, entry in key.items() if entry.set == name}
    if not of_set:
        raise RepliesError(f"the key names no prompt of the set {name!r}")
    paths = {sheet: _reply_path(folder, sheet) for sheet in of_set}
    missing = sorted(sheet for sheet, path in paths.items() if path is None)
    if missing:
        raise RepliesError(f"{len(missing)} of {len(of_set)} replies are missing: {_few(missing)}")
    replies = [
        RecordedReply(
            case=entry.case,
            call=entry.call,
            prompt=entry.prompt,
            prompt_version=entry.prompt_version,
            reply=path.read_text(encoding="utf-8").strip(),
        )
        for sheet, entry in of_set.items()
        if (path := paths[sheet]) is not None
    ]
    return sorted(replies, key=lambda reply: (reply.case, reply.call))


def _reply_path(folder: Path, sheet: str) -> Path | None:
    return next((path for suffix in SUFFIXES if (path := folder / f"{sheet}{suffix}").is_file()), None)


def _few(names: Iterable[str]) -> str:
    listed = list(names)
    return ", ".join(listed[:5]) + (", ..." if len(listed) > 5 else "")
