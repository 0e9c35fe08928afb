"""What runs the exported model: OpenVINO, the CPU it runs on, and the files it reads."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

try:
    import fcntl
except ImportError:  # Windows has no such locks: there nobody waits.
    fcntl = None  # type: ignore[assignment]

EXACT = "model.xml"
EIGHT_BIT = "model-8bit.xml"
VNNI = {"avx512_vnni", "avx_vnni"}
BF16 = {"avx512_bf16", "amx_bf16"}
# Of its own accord the runtime ties its threads to cores, those of each model and of each process to the same ones from
# the first on: two workers of one thread each shared a core while the other stood idle (4.1 s for 2.1 s).
NOT_PINNED = {"ENABLE_CPU_PINNING": False}


def cpu_flags() -> set[str]:
    """What the CPU can do, by Linux' names; nothing on a system that does not say."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return set()
    return set(next((line for line in lines if line.startswith("flags")), "").split())


def import_openvino() -> Any:
    """Import OpenVINO without its telemetry, which otherwise writes ~/intel and uses the network at import."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino


def for_one_text(model: Any) -> None:
    """Change the exported model in place to one that takes a single text, and so needs no mask; only `input_ids`.

    With a fixed batch of one and a sixth fewer steps, it embeds a query in four fifths of the time.

    Raises:
        ValueError: the model's mask is not made the way it is known to be.
    """
    openvino = import_openvino()
    masks = [node for node in model.get_ops() if node.get_type_name() == "Select"]
    if len(masks) != 1:
        raise ValueError(f"the exported model makes {len(masks)} masks for its attention, expected 1")
    # Zeros are added to the attention scores: nothing is masked.
    masks[0].output(0).replace(openvino.opset13.constant(np.zeros((1, 1, 1, 1), np.float32)).output(0))
    # The mean counts every piece: a one, which the model repeats to the text's length.
    mask = model.input("attention_mask").get_node()
    mask.output(0).replace(openvino.opset13.constant(np.ones((1, 1), np.int64)).output(0))
    model.remove_parameter(mask)
    model.reshape({"input_ids": openvino.PartialShape([1, -1])})


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Waits until no other process compiles into the cache of this folder.

    OpenVINO writes there without a lock: of three processes that began together in a fresh folder one ended with
    "cannot set permissions: No such file or directory". Where there are no locks (Windows) nobody waits.
    """
    if fcntl is None:
        yield
        return
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)
