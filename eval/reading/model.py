"""The reader in PyTorch: all-MiniLM-L6-v2 as a cross-encoder with three outcomes.

Decides its shape: statement and window in one input, the first token and the mean of all tokens, one linear layer.
"""

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel
from transformers.utils import logging as transformers_log

OUTCOMES = 3
DROPOUT = 0.1


class ReaderModel(nn.Module):
    """Word pieces of (statement, window) -> logits of says it, says the opposite, only touches it."""

    def __init__(self, base: Path) -> None:
        """Load the weights of the sentence encoder in folder `base`; the last layer begins at random."""
        super().__init__()
        transformers_log.set_verbosity_error()  # type: ignore[no-untyped-call]
        transformers_log.disable_progress_bar()  # type: ignore[no-untyped-call]
        # Written-out attention: it is what export.py can trace.
        # Without dropout of the attention a step takes a tenth less time.
        self.encoder = BertModel.from_pretrained(
            str(base), add_pooling_layer=False, attn_implementation="eager", attention_probs_dropout_prob=0.0
        )
        self.dropout = nn.Dropout(DROPOUT)
        self.outcome = nn.Linear(2 * self.encoder.config.hidden_size, OUTCOMES)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Logits, float (pairs, 3); all inputs are int64 (pairs, pieces)."""
        states = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(states.dtype)
        mean = (states * mask).sum(1) / mask.sum(1)
        logits: Tensor = self.outcome(self.dropout(torch.cat([states[:, 0], mean], dim=-1)))
        return logits


def loss_of(logits: Tensor, targets: Tensor, smoothing: float) -> Tensor:
    """Cross entropy against probabilities, float (pairs, 3), of which `smoothing` is shared out evenly."""
    smooth = targets * (1 - smoothing) + smoothing / OUTCOMES
    return -(smooth * logits.float().log_softmax(-1)).sum(-1).mean()


def decay_groups(model: nn.Module, decay: float) -> Sequence[dict[str, object]]:
    """The parameters for AdamW: weights decay, biases and norms do not."""
    named = [(name, value) for name, value in model.named_parameters() if value.requires_grad]
    return [
        {"params": [value for _, value in named if value.ndim > 1], "weight_decay": decay},
        {"params": [value for _, value in named if value.ndim <= 1], "weight_decay": 0.0},
    ]
