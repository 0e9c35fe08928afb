"""The reader in PyTorch: all-MiniLM-L6-v2 as a cross-encoder that judges a whole excerpt and each of its sentences.

Decides its shape: statement and sentences in one input. The first piece and the mean of the answer's pieces tell the
state of the point, the mean of a sentence's pieces and the first piece what the sentence does to it.
"""

from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import BertModel
from transformers.utils import logging as transformers_log

from app.reading.outcome import OUTCOMES, STATES

DROPOUT = 0.1


class ReaderModel(nn.Module):
    """Word pieces of excerpts -> logits of STATES and, for each sentence, of OUTCOMES."""

    def __init__(self, base: Path) -> None:
        """Load the weights of the sentence encoder in folder `base`; the last layers begin at random."""
        super().__init__()
        transformers_log.set_verbosity_error()  # type: ignore[no-untyped-call]
        transformers_log.disable_progress_bar()  # type: ignore[no-untyped-call]
        # Written-out attention: it is what export.py can trace. Dropout inside the encoder took a quarter of a step.
        self.encoder = BertModel.from_pretrained(
            str(base),
            add_pooling_layer=False,
            attn_implementation="eager",
            attention_probs_dropout_prob=0.0,
            hidden_dropout_prob=0.0,
        )
        width = 2 * self.encoder.config.hidden_size
        self.dropout = nn.Dropout(DROPOUT)
        self.state = nn.Linear(width, len(STATES))
        self.outcome = nn.Linear(width, len(OUTCOMES))

    def forward(
        self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor, pool: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Logits, float (excerpts, 4) and (excerpts, sentences, 3), of what `encoding.model_inputs` makes."""
        pieces = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        first = pieces[:, 0]
        answer = token_type_ids.unsqueeze(-1).to(pieces.dtype)
        mean = (pieces * answer).sum(1) / answer.sum(1).clamp(min=1)
        sentences = torch.bmm(pool.to(pieces.dtype), pieces)
        beside = first.unsqueeze(1).expand(-1, sentences.shape[1], -1)
        states: Tensor = self.state(self.dropout(torch.cat([first, mean], dim=-1)))
        outcomes: Tensor = self.outcome(self.dropout(torch.cat([sentences, beside], dim=-1)))
        return states, outcomes


def loss_of(logits: Tensor, targets: Tensor, weights: Tensor, smoothing: float) -> Tensor:
    """Weighted mean of the cross entropies against probabilities, of which `smoothing` is shared out evenly.

    `logits` and `targets` float (..., classes), `weights` float (...), 0 where nothing is known.
    """
    smooth = targets * (1 - smoothing) + smoothing / targets.shape[-1]
    losses = -(smooth * logits.float().log_softmax(-1)).sum(-1)
    return (losses * weights).sum() / weights.sum().clamp(min=1)


def decay_groups(model: nn.Module, decay: float) -> Sequence[dict[str, object]]:
    """The parameters for AdamW: weights decay, biases and norms do not."""
    named = [(name, value) for name, value in model.named_parameters() if value.requires_grad]
    return [
        {"params": [value for _, value in named if value.ndim > 1], "weight_decay": decay},
        {"params": [value for _, value in named if value.ndim <= 1], "weight_decay": 0.0},
    ]
