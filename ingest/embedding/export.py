"""The embedding model of sentence-transformers -> files that OpenVINO runs; done once, at the first start.

Decides what is exported: the whole way from word pieces to the normalised vector, exact (`EXACT`) and with its
matrix products in 8 bit (`EIGHT_BIT`).
"""

import logging
import os
import shutil
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ingest.child_process import Progress
from ingest.embedding.eight_bit import read_roundings, to_eight_bit
from ingest.embedding.fine_tuning import read_differences, teach
from ingest.embedding.openvino import EIGHT_BIT, EXACT, import_openvino


def export_into(model: str, folder: str, progress: Progress | None = None) -> None:  # noqa: ARG001 - it has no steps
    """Export the model in folder `model` to `folder`; where another process was faster, its export is kept."""
    place = Path(folder)
    staging = place.with_name(f".{place.name}-{os.getpid()}")
    try:
        export_openvino(Path(model), staging)
        _put_in_place(staging, place)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _put_in_place(staging: Path, folder: Path) -> None:
    try:
        staging.replace(folder)
    except OSError:
        if not (folder / EXACT).exists():
            raise


def taught_model(model: Path, model_kwargs: Mapping[str, object] | None = None) -> Any:
    """The upstream model in folder `model` with what it was taught, for sentence-transformers: what is exported."""
    from sentence_transformers import SentenceTransformer

    inner = SentenceTransformer(str(model), device="cpu", model_kwargs=dict(model_kwargs or {}))
    teach(inner[0].auto_model, read_differences())
    return inner


def export_openvino(model: Path, folder: Path) -> None:
    """Write the model in folder `model` as OpenVINO IR with its tokenizer into `folder`.

    The weights stay f32: with fp16 the file had half the size, but a query took 3.2 ms instead of 2.7.
    """
    import torch
    from transformers.utils import logging as transformers_log

    openvino = import_openvino()
    from openvino.frontend import FrontEndManager
    from openvino.frontend.pytorch.ts_decoder import TorchScriptPythonDecoder

    class Sentence(torch.nn.Module):
        """The whole way from word pieces to the normalised vector, so that pooling is exported too."""

        def __init__(self, inner: Any) -> None:
            super().__init__()
            self.inner = inner

        def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            embedding: torch.Tensor = self.inner(features)["sentence_embedding"]
            return embedding

    with warnings.catch_warnings():
        # On the user's first start, tracing warns of branches that our inputs never take.
        warnings.simplefilter("ignore")
        transformers_log.set_verbosity_error()  # type: ignore[no-untyped-call]
        transformers_log.disable_progress_bar()  # type: ignore[no-untyped-call]
        logging.getLogger("sentence_transformers").setLevel(logging.ERROR)
        inner = taught_model(model, {"attn_implementation": "eager"})
        ones = torch.ones(2, 16, dtype=torch.long)
        example = {"input_ids": ones, "attention_mask": ones}
        decoder = TorchScriptPythonDecoder(Sentence(inner).eval(), example_input=example)
        frontend = FrontEndManager().load_by_framework("pytorch")
        exported = frontend.convert(frontend.load(decoder))
    folder.mkdir(parents=True, exist_ok=True)
    openvino.save_model(exported, str(folder / EXACT), compress_to_fp16=False)
    to_eight_bit(exported, read_roundings())
    openvino.save_model(exported, str(folder / EIGHT_BIT), compress_to_fp16=True)
    (folder / "tokenizer.json").write_bytes((model / "tokenizer.json").read_bytes())
