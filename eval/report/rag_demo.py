"""One question followed from a file to its citation, with every number: the worked example of docs/rag-demo.md.

Decides what is told of an explained answer and in which order. It measures no time and shows nothing random, so that
two runs on one machine write the same page; the page tells how scores can differ on another machine.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from app.answering.trace import Trace
from app.coach.explain import Explanation, ordinal
from app.interview.quotes import find
from ingest.bank.phrasings import Phrasings, asked_for
from ingest.documents.document import Document
from ingest.index.search import Hit, Index, Ranking
from ingest.passages.split import Passage
from ingest.passages.windows import PieceOffsets, WindowSettings, breadcrumb, windows

QUESTION = "How much memroy does a KV cache need?"
RANKS_SHOWN = 7


def render(explanation: Explanation, index: Index, piece_offsets: PieceOffsets, phrasings: Phrasings) -> str:
    """The example as markdown: an explained answer, the index it was found in, and what that was built with.

    Raises:
        ValueError: the corpus does not answer the question, so there is nothing to follow.
    """
    seen = explanation.trace
    ranking = seen.found.ranking
    if ranking is None or not explanation.answer.citations:
        raise ValueError(f"the corpus does not answer {seen.query!r}; choose another question for the example")
    best = seen.ranked[0]
    document = next(one for one in index.texts.parsed() if one.id == best.passage.document)
    passages = [passage for _, passage in index.texts.of_document(document.id)]
    settings = WindowSettings(**index.manifest["settings"]["window"])
    parts = (
        file_part(document),
        passages_part(passages, best.passage),
        indexed_part(index, best.passage, phrasings, ranking),
        query_part(seen),
        windows_part(seen, best, windows(best.passage.text, piece_offsets, settings), cosines(index, ranking, best)),
        ranking_part(explanation),
        rule_part(seen),
        prompt_part(explanation),
        reply_part(explanation),
    )
    return "\n\n".join(f"## {n}. {part}" for n, part in enumerate(parts, start=1)) + "\n"


def file_part(document: Document) -> str:
    """What was read: the document and its blocks."""
    kinds = Counter(block.kind.value for block in document.blocks)
    blocks = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items()))
    return (
        f"A file becomes a document\n\n`{document.source}` is the document `{document.id}`, *{document.title}*: "
        f"{len(document.text):,} characters in {len(document.blocks)} blocks ({blocks}). A block keeps its offsets and "
        "no copy of its text. The front matter belongs to no block."
    )


def passages_part(passages: Sequence[Passage], best: Passage) -> str:
    """How the document was cut; `best` is the passage that is followed."""
    rows = [
        (
            f"{passage.start:,}-{passage.end:,}",
            str(passage.tokens),
            " > ".join(passage.headings) + (" (followed below)" if passage == best else ""),
        )
        for passage in passages
    ]
    return (
        f"A document is cut into passages\n\nOf all ways to cut it, the cheapest one gives {len(passages)} passages. "
        "Their text is exactly the document's between the two offsets.\n\n"
        + _table(("characters", "tokens", "headings above it"), rows)
    )


def indexed_part(index: Index, best: Passage, phrasings: Phrasings, ranking: Ranking) -> str:
    """By what the passage is found: its words, the phrasings of its section, its windows."""
    keys = (key.split("#", 1) for key in phrasings if key.startswith(f"{best.document}#"))
    sections = [found for key in keys if (found := index.texts.section(*key)) is not None]
    asked = asked_for([best], sections, phrasings)[0]
    lines = "\n".join(f"- {phrasing}" for phrasing in asked) or "- (none)"
    return (
        "A passage is indexed as words and as windows\n\nSearched as words: its headings, its text, and these "
        f"phrasings of its section, which are never shown:\n\n{lines}\n\nSearched as vectors: its windows, each behind "
        f"the breadcrumb *{breadcrumb(best.title, best.headings)}*, as vectors of {len(ranking.vector)} numbers."
    )


def query_part(seen: Trace) -> str:
    """What is searched for: the query, mended, as tokens, word pieces and stems."""
    mended = "nothing is mended" if seen.meant == seen.query else f"mended to *{seen.meant}*"
    words = [(f"`{word.stem}`", f"{word.rarity:.2f}", "yes" if word.in_corpus else "no") for word in seen.words]
    return (
        f"A question is read\n\n*{seen.query}* is {mended}: {len(seen.tokens)} tokens of cl100k_base, "
        f"{len(seen.pieces)} word pieces of the embedding model. Function words are not searched for; these stems "
        "are:\n\n" + _table(("stem", "rarity (inverse document frequency)", "in the corpus"), words)
    )


def cosines(index: Index, ranking: Ranking, best: Hit) -> dict[int, float]:
    """The cosine of the query with each window of a passage, by the window's number; 0 is the wide one."""
    every = index.nearest_windows(ranking.vector, int(index.manifest["windows"]))
    return {near.number: near.cosine for near in every if near.row == best.row}


def windows_part(seen: Trace, best: Hit, cut: Sequence[tuple[int, int]], near: Mapping[int, float]) -> str:
    """How near each window of the best passage is, and what closeness is made of them."""
    rows = [
        (
            "wide" if number == 0 and len(cut) > 1 else "narrow",
            f"{best.passage.start + start:,}-{best.passage.start + end:,}",
            f"{near[number]:.3f}",
        )
        for number, (start, end) in enumerate(cut)
    ]
    narrow, wide = f"{1 - seen.wide_weight:g}", f"{seen.wide_weight:g}"
    return (
        f"The question is held against every window\n\nIts vector is compared with those of all "
        f"{seen.windows_indexed:,} windows. The windows of the passage that is followed:\n\n"
        + _table(("window", "characters", "cosine"), rows)
        + f"\n\nCloseness is {narrow} x the best window + {wide} x the wide one: {narrow} x {max(near.values()):.3f} + "
        f"{wide} x {near[0]:.3f} = {best.vector:.3f}."
    )


def ranking_part(explanation: Explanation) -> str:
    """The first ranks, and the arithmetic of the first one."""
    seen, weight = explanation.trace, explanation.trace.word_weight
    rows = []
    for hit in seen.ranked[:RANKS_SHOWN]:
        fate = explanation.fate(hit.row)
        kind = f"{fate.kind}, {ordinal(fate.n)}" if fate.n else fate.kind
        became = ": ".join(part for part in (kind, fate.why) if part)
        scores = (f"{hit.vector:.3f}", f"{hit.words:.3f}", f"{hit.score:.3f}")
        rows.append((str(hit.rank), *scores, breadcrumb(hit.passage.title, hit.passage.headings), became))
    first = seen.ranked[0]
    return (
        f"Closeness and words make one order\n\nAll {seen.passages_indexed:,} passages are scored. The vectors bear "
        f"out {seen.agreed:.0%} of what the words name, so words weigh {weight:.2f} for this question. The first: "
        f"({first.vector:.3f} + {weight:.2f} x {first.words:.3f}) / (1 + {weight:.2f}) = {first.score:.3f}.\n\n"
        + _table(("rank", "closeness", "words", "score", "passage", "what became of it"), rows)
    )


def rule_part(seen: Trace) -> str:
    """Whether a prepared answer is likely; of a document without any, whether the evidence is enough."""
    rule = seen.rule
    if rule is None:
        raise ValueError("an explained answer has a best passage")
    if (likely := seen.likelihood) is not None:
        return (
            f"Does the corpus answer at all?\n\n{'Yes' if seen.found.answers else 'No'}: answers are prepared for "
            f"`{seen.ranked[0].passage.document}`, the document of the best passage. One of them answers the question "
            f"with a probability of {likely.probability:.3f}, where at least {likely.least:g} is needed."
        )
    weight = "" if rule.word_weight == 1 else f"{rule.word_weight:g} x "
    return (
        f"Does the corpus answer at all?\n\n{'Yes' if rule.answers else 'No'}: closeness {rule.closeness:.3f} + "
        f"{weight}words {rule.words:.3f} = {rule.evidence:.3f} of the best passage, where at least {rule.least:g} is "
        f"needed; and closeness alone is at least {rule.least_closeness:g}."
    )


def prompt_part(explanation: Explanation) -> str:
    """What stands in the prompt; its exact size depends on the random tag."""
    tokens = sum(hit.passage.tokens for hit in explanation.within)
    return (
        f"What a language model would get\n\nThe {len(explanation.within)} kept passages, {tokens:,} tokens, each in a "
        "block with a random tag and its number, behind the fixed instructions of "
        f"`{explanation.prompt.version if explanation.prompt else 'the tutor'}`. No model is set here, so none is "
        "asked: the offline tutor answers."
    )


def reply_part(explanation: Explanation) -> str:
    """Each sentence with the place in the document that says it."""
    known = {citation.n: citation for citation in explanation.answer.citations}
    rows = []
    for sentence in explanation.answer.sentences:
        for n in sentence.cites:
            citation = known[n]
            where = find(sentence.text, citation.text)
            place = f"in other words, `{citation.document}`, {citation.start:,}-{citation.end:,}"
            if where is not None:
                start, end = citation.start + where.start, citation.start + where.end
                place = f"`{citation.document}`, {start:,}-{end:,}"
            rows.append((sentence.text, f"[{n}]", place))
    checks = [check for checks in explanation.checks for check in checks]
    verbatim = sum(check.is_verbatim for check in checks)
    told = "".join(
        f"Prepared, as asked in: {wording!r}; its sentences were written for the question, each for the section that "
        "says it.\n\n"
        for wording in explanation.answer.prepared_for
    )
    return (
        f"The reply, and where each sentence stands\n\n{told}"
        + _table(("sentence", "cites", "stands in the document at"), rows)
        + f"\n\n{len(checks)} citations, {verbatim} of them found word for word in the passage they name."
    )


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *([" ".join(cell.split()).replace("|", "\\|") for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
