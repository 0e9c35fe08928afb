"""The classifier of messages in PyTorch: layers of all-MiniLM-L6-v2 over the word pieces that messages need.

Decides its shape: every second or so of the encoder's layers, since what a message asks for is told by its surface;
the first piece and the mean of the message's pieces tell the label.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import torch
from tokenizers import Tokenizer
from torch import Tensor, nn
from transformers import BertModel
from transformers.utils import logging as transformers_log

# The layers of the encoder that are kept. With three and no question 15 of 470 answers were lost, with six nine.
LAYERS = (0, 1, 3, 5)
DROPOUT = 0.1


class ClassifierModel(nn.Module):
    """Word pieces of messages and questions -> logits of labels."""

    def __init__(self, base: Path, rows: Sequence[int], labels: int) -> None:
        """Load layers of the sentence encoder in folder `base`, and of its word vectors those in `rows`."""
        super().__init__()
        transformers_log.set_verbosity_error()  # type: ignore[no-untyped-call]
        transformers_log.disable_progress_bar()  # type: ignore[no-untyped-call]
        # Written-out attention: it is what can be traced.
        encoder = BertModel.from_pretrained(
            str(base), add_pooling_layer=False, attn_implementation="eager", attention_probs_dropout_prob=0.0
        )
        encoder.encoder.layer = nn.ModuleList([encoder.encoder.layer[number] for number in LAYERS])
        encoder.config.num_hidden_layers = len(LAYERS)
        words = encoder.embeddings.word_embeddings.weight.data[torch.tensor(rows)]
        encoder.embeddings.word_embeddings = nn.Embedding(len(words), words.shape[1], 0, _weight=words)
        self.encoder = encoder
        self.dropout = nn.Dropout(DROPOUT)
        self.label = nn.Linear(2 * encoder.config.hidden_size, labels)

    def forward(self, input_ids: Tensor, attention_mask: Tensor, token_type_ids: Tensor) -> Tensor:
        """Logits, float (messages, labels), of what `classifier.model_inputs` makes."""
        pieces = self.encoder(
            input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
        ).last_hidden_state
        message = (attention_mask * (1 - token_type_ids)).unsqueeze(-1).to(pieces.dtype)
        mean = (pieces * message).sum(1) / message.sum(1).clamp(min=1)
        logits: Tensor = self.label(self.dropout(torch.cat([pieces[:, 0], mean], dim=-1)))
        return logits


def fewer_pieces(tokenizer: Path, texts: Iterable[str]) -> tuple[str, list[int]]:
    """tokenizer.json with only the word pieces that `texts` have, and single signs; and the old number of each piece.

    A word whose piece is gone falls apart into shorter ones, as any unknown word does.
    """
    told = json.loads(tokenizer.read_text(encoding="utf-8"))
    old: dict[str, int] = told["model"]["vocab"]
    whole = Tokenizer.from_file(str(tokenizer))
    used = {piece for text in texts for piece in whole.encode(text).tokens}
    special = {one["content"] for one in told["added_tokens"]}
    kept = [piece for piece in old if piece in used or piece in special or _is_sign(piece)]
    new = {piece: number for number, piece in enumerate(kept)}
    told["model"]["vocab"] = new
    for one in told["added_tokens"]:
        one["id"] = new[one["content"]]
    for name, one in told["post_processor"].get("special_tokens", {}).items():
        one["ids"] = [new[name]]
    return json.dumps(told, ensure_ascii=False), [old[piece] for piece in kept]


def _is_sign(piece: str) -> bool:
    sign = piece.removeprefix("##")
    return len(sign) == 1 and sign.isascii()
