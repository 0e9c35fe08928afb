"""What the default embedder was taught of the field: what is added to the weights of all-MiniLM-L6-v2.

Decides how the difference lies on disk: each matrix row by row in 8 bit, all else in half precision, 10 MB where the
whole model has 90. `make train-embedder` makes it (eval/embedding); without the upstream weights it is nothing, so the
digest that the manifest keeps is of both.
"""

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

TAUGHT = Path(__file__).with_name("taught.npz")
MOST = 127
STEPS, STEP = "steps:", "step:"

Floats = NDArray[np.float32]


@lru_cache(maxsize=1)
def taught_sha256() -> str:
    """The digest of the shipped differences."""
    return hashlib.sha256(TAUGHT.read_bytes()).hexdigest()


def read_differences(path: Path = TAUGHT) -> dict[str, Floats]:
    """What is added to each weight, by its name in the upstream model: float32 in the weight's own shape."""
    with np.load(path) as file:
        rounded = {
            name.removeprefix(STEPS): file[name].astype(np.float32)
            * file[STEP + name.removeprefix(STEPS)].astype(np.float32)[:, None]
            for name in file.files
            if name.startswith(STEPS)
        }
        plain = {name: file[name].astype(np.float32) for name in file.files if ":" not in name}
    return rounded | plain


def write_differences(differences: Mapping[str, Floats], path: Path = TAUGHT) -> None:
    """Write differences, matrices (rows, columns) in 8 bit row by row."""
    kept: dict[str, Any] = {}
    for name, values in sorted(differences.items()):
        if values.ndim < 2:
            kept[name] = values.astype(np.float16)
            continue
        step = np.maximum(np.abs(values).max(axis=1) / MOST, np.finfo(np.float32).tiny)
        kept[STEPS + name] = np.round(values / step[:, None]).astype(np.int8)
        kept[STEP + name] = step.astype(np.float32)
    np.savez_compressed(path, **kept)


def teach(model: Any, differences: Mapping[str, Floats]) -> None:
    """Add differences to the weights of a transformers model with the upstream weights, in place.

    Raises:
        ValueError: the model has no weight of that name and shape.
    """
    import torch  # noqa: PLC0415 - two seconds, for the export and training alone

    weights = model.state_dict()
    for name, values in differences.items():
        if name not in weights or tuple(weights[name].shape) != values.shape:
            raise ValueError(f"the model has no weight {name} of shape {values.shape}; reinstall its package")
        weights[name] += torch.from_numpy(values)
