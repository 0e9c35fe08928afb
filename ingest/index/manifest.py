"""What an index folder says of itself, and whether it fits: its format, the model it was built with, its prompts.

Decides when an index is refused. What lies in the folder is for search.py, how it is built for ingest/pipeline.
"""

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ingest.embedding.embedder import Embedder
from ingest.errors import IndexUnusable

FORMAT_VERSION = 8
MANIFEST = "manifest.json"


class IndexUnfit(IndexUnusable):
    """The index is missing, damaged or does not fit; the message says what to do."""


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of an index folder.

    Raises:
        IndexUnfit: there is no index, or its manifest cannot be read.
    """
    try:
        manifest: Any = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise IndexUnfit(
            f"there is no index in {folder}; build one with: coach ingest PATH --index {folder}"
        ) from error
    except (OSError, ValueError) as error:
        raise IndexUnfit(f"the index in {folder} cannot be read ({error}); {way_out(folder)}") from error
    if not isinstance(manifest, dict):
        raise IndexUnfit(f"the index in {folder} is damaged ({MANIFEST} is no mapping); {way_out(folder)}")
    return manifest


def way_out(folder: Path) -> str:
    """What to do about an index that cannot be used."""
    return f"build it again with: coach ingest PATH --index {folder}"


def check_fits(manifest: dict[str, Any], embedder: Embedder, folder: Path) -> None:
    """Refuse an index of another format, another model or other prompts: its vectors would mean nothing.

    Raises:
        IndexUnfit: says what differs and what to do.
    """
    expected = {"format": FORMAT_VERSION, "model": embedder.name, "model_sha256": embedder.sha256}
    # Indexes from before these were written down had no prompt and windows that fit.
    later = {"query_prompt": "", "passage_prompt": "", "max_pieces": embedder.max_pieces}
    for key, value in (expected | _reading(embedder)).items():
        if manifest.get(key, later.get(key)) != value:
            raise IndexUnfit(
                f"the index in {folder} was built with {key} {manifest.get(key, later.get(key))!r}, this is {value!r}; "
                f"{way_out(folder)}"
            )


def _reading(embedder: Embedder) -> dict[str, Any]:
    """How an embedder reads texts, besides its weights: the prompts before them, where it has any, and how far."""
    prompts = {name: getattr(embedder, name, "") for name in ("query_prompt", "passage_prompt")}
    return {**prompts, "max_pieces": embedder.max_pieces}


def fingerprint(embedder: Embedder, settings: Any) -> str:
    """A digest of all that vectors depend on besides the text, for what is kept in no folder; hexadecimal.

    `settings`: a dataclass, how documents became windows.
    """
    facts = [FORMAT_VERSION, embedder.name, embedder.sha256, _reading(embedder), asdict(settings)]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def write_manifest(folder: Path, embedder: Embedder, **facts: Any) -> None:
    """Write what the index was made of and with."""
    manifest = {
        "format": FORMAT_VERSION,
        "model": embedder.name,
        "model_sha256": embedder.sha256,
        "backend": embedder.backend,
        **_reading(embedder),
        **{key: asdict(value) if hasattr(value, "__dataclass_fields__") else value for key, value in facts.items()},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
