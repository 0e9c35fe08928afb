"""Tiny models of random weights on disk: no model can be downloaded in a test."""

import shutil

import pytest

from ingest.documents import load as loading
from ingest.documents.isolated_parsing import reader, told
from ingest.embedding.packaged_model import packaged_model


@pytest.fixture
def tiny_model(tmp_path):
    """`tiny_model("sentences")` or `tiny_model("pairs")`: a folder with a BERT of 2 layers and 32 dimensions.

    A model of sentences reads 64 pieces and stores the `prompts`.
    """
    transformers = pytest.importorskip("transformers")
    torch = pytest.importorskip("torch")

    def make(kind, prompts=None):
        torch.manual_seed(7)
        folder = tmp_path / kind
        source = packaged_model().folder
        folder.mkdir()
        for name in ("tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json"):
            if (source / name).exists():
                shutil.copy(source / name, folder / name)
        sizes = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
        config = transformers.BertConfig(vocab_size=30522, max_position_embeddings=128, **sizes)
        if kind == "pairs":
            config.num_labels = 1
            transformers.BertForSequenceClassification(config).save_pretrained(folder)
            return folder
        transformers.BertModel(config).save_pretrained(folder)
        model = pytest.importorskip("sentence_transformers").SentenceTransformer(
            str(folder),
            device="cpu",
            prompts={"query": "query: ", "document": "passage: "} if prompts is None else prompts,
        )
        model.max_seq_length = 64
        model.save(str(tmp_path / "saved"))
        return tmp_path / "saved"

    return make


@pytest.fixture
def in_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files are read in this process, in which a test may change a parser."""
    monkeypatch.setattr(
        loading, "read_apart", lambda place, raw: told(reader(place), raw, place.rpartition("_")[2].upper())
    )
