"""`coach reader average FIRST SECOND OUT`: the reader between two.

Decides that it is the mean of their weights, number by number.
"""

import json
from dataclasses import asdict
from pathlib import Path

import torch

from eval.reading.train import RUN, TOKENIZER, WEIGHTS, read_run


def average(before: Path, after: Path, out: Path, share: float) -> Path:
    """Write into folder `out` the reader whose weights are `share` of the way from `before` to `after`, 0..1.

    A stage that teaches one thing more costs some of what was taught before; between them most of both is kept.
    Source: https://arxiv.org/abs/2109.01903
    """
    first, second = (torch.load(folder / WEIGHTS, weights_only=True) for folder in (before, after))
    mean = {
        name: torch.lerp(first[name], values, share) if values.is_floating_point() else values
        for name, values in second.items()
    }
    out.mkdir(parents=True, exist_ok=True)
    torch.save(mean, out / WEIGHTS)
    (out / TOKENIZER).write_bytes((after / TOKENIZER).read_bytes())
    (out / RUN).write_text(json.dumps(asdict(read_run(after)), indent=1, sort_keys=True), encoding="utf-8")
    return out / WEIGHTS
