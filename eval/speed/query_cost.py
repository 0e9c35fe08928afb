"""What one query costs: warm on 10,000 windows, from a cold process, and in the memory of an idle server.

Decides what counts as end to end: spelling, embedding, both searches, fusion and the texts of the hits.
"""

import importlib.util
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.folders import PACKAGES
from app.settings import Settings
from eval.speed.ingest_cost import Recorder
from eval.speed.material import Figure, Left, Measured, in_turns, median, p95, queries, sentences, write_notes
from eval.speed.served import READY_S, resident_mb, served
from ingest.embedding.embedder import Embedder
from ingest.embedding.packaged_model import packaged_model
from ingest.index.search import Index
from ingest.pipeline.build import build

# Notes of material.py have five windows each, a wide one and four narrow ones.
NOTES = 2_000
QUERIES = 200
COLD_ROUNDS = 5
SETTLED_AFTER_S = 20
# Query by query in turns, PyTorch's threads still spun on both cores when ours ran: 5.8 ms instead of 3.2.
BLOCK = 20
REST_S = 0.3
LANGCHAIN = "LangChain's FAISS retriever, median"


def measure_warm(settings: Settings, embedder: Embedder, langchain: Path | None = None) -> Measured:
    """One query on 10,000 windows, and beside it, block by block, LangChain's retriever on the same windows.

    `langchain`: a Python interpreter that has langchain-community and langchain-huggingface; ours if it has them.
    """
    if langchain is None and importlib.util.find_spec("langchain_huggingface") is not None:
        langchain = Path(sys.executable)
    asked = queries()[:QUERIES]
    with tempfile.TemporaryDirectory() as base:
        folder = Path(base) / "index"
        write_notes(Path(base) / "notes", sentences(settings.corpus_paths), NOTES)
        recorder = Recorder(embedder)
        build([Path(base) / "notes"], folder, recorder)
        index = Index(folder, embedder)
        found = _alone(index, asked)
        if langchain is None:
            return [*found, Left("query", LANGCHAIN, 'install it: pip install -e ".[bench]", or name --langchain')]
        (Path(base) / "texts.json").write_text(json.dumps(recorder.texts), encoding="utf-8")
        with _langchain(langchain, Path(base) / "texts.json", folder / "vectors.npy") as ask:
            return [*found, *_in_blocks(index, asked, ask)]


def _alone(index: Index, asked: Sequence[str]) -> Measured:
    for query in asked[:20]:
        index.search(query)
    cpu, alone = [], []
    for query in asked:
        before = time.process_time()
        alone.append(_seconds(index, query))
        cpu.append(time.process_time() - before)
    windows = int(index.manifest["windows"])
    return [
        Figure("query", f"warm, {windows:,} windows, median", 1000 * median(alone), "ms", at_most=4.0),
        Figure("query", f"warm, {windows:,} windows, p95", 1000 * p95(alone), "ms"),
        Figure("query", "warm, CPU of all threads, median", 1000 * median(cpu), "ms"),
    ]


def _in_blocks(index: Index, asked: Sequence[str], ask: Callable[[str], float]) -> Measured:
    ours: list[float] = []
    theirs: list[float] = []
    for start in range(0, len(asked), BLOCK):
        block = asked[start : start + BLOCK]
        theirs += [ask(query) for query in block]
        time.sleep(REST_S)
        ours += [_seconds(index, query) for query in block]
        time.sleep(REST_S)
    return [
        Figure("query", LANGCHAIN, 1000 * median(theirs), "ms"),
        Figure("query", "product beside it, median", 1000 * median(ours), "ms"),
        Figure("query", "times faster than LangChain", median(theirs) / median(ours), "x", at_least=3.0),
    ]


def _seconds(index: Index, query: str) -> float:
    start = time.perf_counter()
    index.search(query)
    return time.perf_counter() - start


@contextmanager
def _langchain(python: Path, texts: Path, vectors: Path) -> Iterator[Callable[[str], float]]:
    """A process with LangChain's retriever; what is yielded asks it a query and returns its seconds."""
    command = [
        str(python),
        "-m",
        "eval.speed.langchain_process",
        str(packaged_model().folder),
        str(texts),
        str(vectors),
    ]
    with subprocess.Popen(  # noqa: S603  (the interpreter that the caller named)
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=PACKAGES
    ) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("the process has no pipes")
        stdin, stdout = process.stdin, process.stdout
        if stdout.readline().strip() != "ready":
            raise RuntimeError(f"{python} could not load LangChain; what it said is above")

        def ask(query: str) -> float:
            stdin.write(" ".join(query.split()) + "\n")
            stdin.flush()
            return float(stdout.readline())

        for query in queries()[:10]:
            ask(query)
        yield ask
        stdin.close()


def measure_cold(settings: Settings, _embedder: Embedder) -> Measured:
    """CPU seconds of `coach --help`; `coach search` from a cold process over loading sentence-transformers."""
    environment = os.environ | {"HF_HUB_OFFLINE": "1", "COACH_HOME": str(settings.home)}
    start = [sys.executable, "-c", "from app.terminal.main import main; main()"]
    loading = (
        f"from sentence_transformers import SentenceTransformer; SentenceTransformer({str(packaged_model().folder)!r})"
    )

    def run(*command: str) -> None:
        subprocess.run(  # noqa: S603  (our own command)
            command, check=True, env=environment, cwd=PACKAGES, capture_output=True
        )

    def cpu_s_of_help() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        run(*start, "--help")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    helps = [cpu_s_of_help() for _ in range(COLD_ROUNDS)]
    run(*start, "search", "kv cache memory")
    seconds = in_turns(
        {
            "search": lambda: run(*start, "search", "kv cache memory"),
            "load": lambda: run(sys.executable, "-c", loading),
        },
        COLD_ROUNDS,
    )
    ratios = [search / load for search, load in zip(seconds["search"], seconds["load"], strict=True)]
    return [
        Figure("cold", "`coach --help`", median(helps), "s of CPU", at_most=0.3),
        Figure("cold", "`coach search`", median(seconds["search"]), "s"),
        Figure("cold", "import sentence_transformers and load the model", median(seconds["load"]), "s"),
        Figure("cold", "`coach search` over that", median(ratios), "x", at_most=0.4),
    ]


def measure_memory(settings: Settings, _embedder: Embedder) -> Measured:
    """Resident memory of the idle server: after /readyz, and after it has graded an answer and answered a question.

    What is compiled when it is first needed (the 8-bit model for texts) is only in the second. A part of both are pages
    of mapped files (models, index), which the system takes back when it needs them.
    """
    name, used = "idle server, resident", "idle after an answer graded and a question asked, resident"
    if not Path("/proc/self/status").exists():
        return [Left("memory", name, "resident memory is read from /proc, which this system does not have")]
    with served(settings) as (url, pid):
        ready = _settled_mb(pid)
        found: Measured = [
            Figure("memory", name, ready["VmRSS"], "MB", at_most=350.0),
            Figure("memory", "of it pages of mapped files", ready["RssFile"], "MB"),
        ]
        if settings.has_llm:
            return [*found, Left("memory", used, "a language model is set, which would be asked")]
        _use(url)
        after = _settled_mb(pid)
    return [
        *found,
        Figure("memory", used, after["VmRSS"], "MB"),
        Figure("memory", "of it pages of mapped files then", after["RssFile"], "MB"),
    ]


def _settled_mb(pid: int) -> dict[str, float]:
    """`resident_mb` when it stands still for a second: a server that is ready still loads and lets go for a while."""
    before = resident_mb(pid)
    for _ in range(SETTLED_AFTER_S):
        time.sleep(1)
        now = resident_mb(pid)
        if abs(now["VmRSS"] - before["VmRSS"]) < 1:
            break
        before = now
    return before


def _use(url: str) -> None:
    """Start an interview, give one answer of some length, ask one question: what a person does first."""
    interview = json.loads(_post(f"{url}/api/interviews", {"stage": "screening", "questions": 1, "seed": 1}))
    answer = "A model with high bias underfits and one with high variance overfits, so I compare both errors. " * 6
    _post(f"{url}/api/interviews/{interview['id']}/answers", {"turn": 1, "answer": answer})
    _post(f"{url}/api/ask", {"question": queries()[0]})


def _post(url: str, body: dict[str, object]) -> bytes:
    request = urllib.request.Request(  # noqa: S310  (our own server)
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=READY_S) as reply:  # noqa: S310  (our own server)
        content: bytes = reply.read()
    return content
