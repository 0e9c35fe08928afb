"""A project's documents and what is drawn from them."""

from collections.abc import Callable

import pytest

from app.projects.claims import Claim, claims_of
from app.projects.documents import kept, parsed
from app.store.projects import DocumentKind
from ingest.documents.document import Document

README = """# Fraud detector

We built a fraud model with XGBoost and Kafka in 2023, trained on 50,000 labelled transactions.
It reaches an F1 of 0.87 on the test set, improving recall from 0.61 to
0.78 over the baseline.

- Latency p99 is 40 ms.
- I led a team of 4 engineers.

## Results

| Model | Accuracy | ROC-AUC |
|---|---|---|
| Baseline (majority class) | 0.71 | 0.5 |
| Ours | **0.93** | 0.97 |
"""


@pytest.fixture
def read() -> Callable[..., Document]:
    def make(text: str = README, name: str = "README.md", kind: DocumentKind = DocumentKind.MARKDOWN) -> Document:
        return parsed(kept(name, kind, text))

    return make


@pytest.fixture
def claims(read: Callable[..., Document]) -> tuple[Claim, ...]:
    return claims_of([read()])
