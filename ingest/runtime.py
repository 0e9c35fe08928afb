"""What runs the exported model: OpenVINO, the CPU it runs on, and the files it reads."""

import sys
from pathlib import Path
from typing import Any

EXACT = "model.xml"
EIGHT_BIT = "model-8bit.xml"
VNNI = {"avx512_vnni", "avx_vnni"}


def cpu_flags() -> set[str]:
    """What the CPU can do, in Linux' names; nothing where the system does not tell."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return set()
    return set(next((line for line in lines if line.startswith("flags")), "").split())


def import_openvino() -> Any:
    """Import OpenVINO without its telemetry, which else writes ~/intel and calls out at import."""
    sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
    import openvino

    return openvino
