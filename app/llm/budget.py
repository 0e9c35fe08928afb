"""What fits into the model's context. Pure.

Decides which passages are left out: from the lowest rank up, whole ones; a passage that is cut in the middle
says what nobody wrote.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.passages.token_counts import count_tokens

# Other tokenizers need more tokens than cl100k for the same text: SmolLM2's 1.2 times as many.
OTHER_TOKENIZERS = 1.25
# The tag lines around a passage.
FENCE_TOKENS = 30


@dataclass(frozen=True)
class Budget:
    """Of a prompt: `kept` passages, best first, of `found`; `tokens` is the prompt's size without the reply."""

    kept: int
    found: int
    tokens: int

    @property
    def note(self) -> str:
        """What to tell the user; empty where all passages fit."""
        if self.kept == self.found:
            return ""
        return (
            f"{self.kept} of {self.found} passages fit into the model's context; "
            "the lowest in rank were left out. COACH_LLM_CONTEXT_TOKENS says how large it is."
        )


def fit(fixed: str, passages: Sequence[str], reply_tokens: int, context_tokens: int) -> Budget:
    """How many of the ranked passages fit beside the fixed text and room for the reply; may be none."""
    used = sized(fixed)
    kept = 0
    for passage in passages:
        size = sized(passage) + FENCE_TOKENS
        if used + size + reply_tokens > context_tokens:
            break
        used += size
        kept += 1
    return Budget(kept, len(passages), used)


def sized(text: str) -> int:
    """Tokens that a text may take in a tokenizer that is not ours."""
    return round(count_tokens(text) * OTHER_TOKENIZERS)
