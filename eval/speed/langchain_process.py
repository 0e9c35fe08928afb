"""LangChain's FAISS retriever as a process that is asked one query a line and answers with seconds.

Runs under an interpreter that has langchain-community and langchain-huggingface (the group `bench`), which
need not be the project's. Arguments: the model's folder, a JSON file of texts, a .npy of their vectors.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np


def main(model_folder: str, texts_file: str, vectors_file: str) -> None:
    """Build the retriever, print 'ready', then answer each line of stdin with the seconds its query took."""
    from langchain_community.vectorstores import FAISS
    from langchain_huggingface import HuggingFaceEmbeddings

    texts = json.loads(Path(texts_file).read_text(encoding="utf-8"))
    embeddings = HuggingFaceEmbeddings(model_name=model_folder, model_kwargs={"device": "cpu"})
    pairs = zip(texts, np.load(vectors_file).tolist(), strict=True)
    retriever = FAISS.from_embeddings(list(pairs), embeddings).as_retriever(search_kwargs={"k": 5})
    print("ready", flush=True)
    for line in sys.stdin:
        start = time.perf_counter()
        retriever.invoke(line.strip())
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
