"""An explained answer in a terminal: one block a stage, its numbers in tables, its milliseconds at the end of its rule.

Decides the look, as printing.py does; documents and the query are printed as plain text, never as markup.
"""

from collections.abc import Iterable, Sequence

from rich import box
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from app.answering.prepared.likelihood import Likelihood
from app.coach.explain import Explanation, ordinal
from app.terminal.output.console import out
from app.terminal.output.printing import print_answer, where
from ingest.passages.split import Passage

BAR = 12
PROMPT_CHARS = 1200
# The steps of the trace that each block of the print is made by.
READ, WORDS, WINDOWS, RANKED = ("mend",), ("words",), ("embed", "windows"), ("closeness", "fuse", "choose")


def print_explanation(explanation: Explanation) -> None:
    """Every stage, in the order they ran."""
    for part in (_query, _words, _windows, _ranked, _rule, _prompt, _reply):
        part(explanation)
    times = "  ".join(f"{step.name} {step.ms:.1f}" for step in explanation.steps)
    _head(f"In all {explanation.total_ms:.1f} ms")
    out.print(Text(times, style="dim"))


def _head(title: str, explanation: Explanation | None = None, steps: Iterable[str] = ()) -> None:
    ms = "" if explanation is None else f" · {sum(step.ms for step in explanation.steps if step.name in steps):.1f} ms"
    out.print()
    out.rule(Text(title + ms, style="bold"), align="left", style="dim")


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE, pad_edge=False, show_edge=False)
    for column in columns:
        is_number = column not in ("passage", "what became of it", "stem", "text")
        table.add_column(column, justify="right" if is_number else "left", no_wrap=is_number)
    return table


def _bar(share: float) -> str:
    return "█" * round(BAR * min(max(share, 0.0), 1.0))


def _where(passage: Passage) -> str:
    return where(passage.title, passage.headings)


def _query(explanation: Explanation) -> None:
    seen = explanation.trace
    _head("1 Query", explanation, READ)
    out.print(Text(explanation.wording.asked))
    if seen.query != explanation.wording.asked:
        out.print(Text(f"searched for: {seen.query}", style="green"))
    if seen.meant != seen.query:
        out.print(Text(f"mended: {seen.meant}", style="green"))
    out.print(Text(f"{len(seen.tokens)} tokens of cl100k: {_parts(seen.tokens)}", style="dim"))
    out.print(Text(f"{len(seen.pieces)} word pieces of the model: {_parts(seen.pieces)}", style="dim"))


def _parts(parts: Sequence[str]) -> str:
    return " ".join(f"[{part.strip()}]" for part in parts)


def _words(explanation: Explanation) -> None:
    _head("2 Words that are searched for", explanation, WORDS)
    table = _table("stem", "rarity", "text")
    for word in explanation.trace.words:
        table.add_row(
            Text(word.stem), f"{word.rarity:.2f}", Text(_bar(word.rarity / 8) if word.in_corpus else "in no passage")
        )
    out.print(table)


def _windows(explanation: Explanation) -> None:
    seen = explanation.trace
    _head(f"3 Nearest of {seen.windows_indexed:,} windows", explanation, WINDOWS)
    table = _table("cosine", "window", "passage", "text")
    for window in seen.windows[:5]:
        line = " ".join(window.text.split())
        width = "wide" if window.is_wide else "narrow"
        text = Text(line[:80] + ("…" if len(line) > 80 else ""))
        table.add_row(f"{window.cosine:.3f}", width, Text(_where(window.passage)), text)
    out.print(table)


def _ranked(explanation: Explanation) -> None:
    seen = explanation.trace
    _head(f"4 {seen.candidates} passages scored, the best in their order", explanation, RANKED)
    closeness = f"{1 - seen.wide_weight:g} x best window + {seen.wide_weight:g} x wide window"
    weight = f"{seen.word_weight:.2f}"
    agreed = f"Vectors bear out {seen.agreed:.0%} of what words name, so words weigh {weight} here."
    formula = f"closeness = {closeness}; score = (closeness + {weight} x words) / (1 + {weight}). {agreed}"
    out.print(Text(formula, style="dim"))
    table = _table("#", "score", "closeness", "words", "tokens", "passage", "what became of it")
    for hit in seen.ranked:
        fate, before = explanation.fate(hit.row), seen.search_ranks[hit.row]
        kind = f"{fate.kind}, {ordinal(fate.n)}" if fate.n else fate.kind
        moved = f"Was {before} before the reranker." if before != hit.rank else ""
        cited = explanation.cited_as(hit)
        told = f"The reply cites it as [{cited}]." if cited is not None else ""
        became = f"{kind}: {' '.join(filter(None, (fate.why, told, moved)))}".strip(": ")
        scores = (f"{hit.score:.3f}", f"{hit.vector:.3f}", f"{hit.words:.3f}")
        style = "" if fate.kind == "kept" else "dim"
        row = (str(hit.rank), *scores, str(hit.passage.tokens), Text(_where(hit.passage)), Text(became))
        table.add_row(*row, style=style)
    out.print(table)


def _rule(explanation: Explanation) -> None:
    rule, likelihood = explanation.trace.rule, explanation.trace.likelihood
    _head("5 Does the corpus answer?")
    if rule is None:
        out.print(Text("No: the index holds no passage."))
        return
    if likelihood is not None:
        _prepared(likelihood, explanation.trace.found.answers)
        return
    weight = "" if rule.word_weight == 1 else f"{rule.word_weight:g} x "
    sums = f"closeness {rule.closeness:.3f} + {weight}words {rule.words:.3f} = {rule.evidence:.3f}"
    near = f"; closeness alone at least {rule.least_closeness:g}, or all words of a phrasing"
    answers = explanation.trace.found.answers
    out.print(Text(f"{'Yes' if answers else 'No'}: {sums}, at least {rule.least:g} is needed{near}."))
    if rule.answers != answers:
        near = "a section is asked for in nearly these words, a long scenario is near, or a part of it finds more"
        beside = near if answers else "a word of it is in no passage"
        out.print(Text(f"Beside the rule: {beside}."))


def _prepared(likelihood: Likelihood, answers: bool) -> None:
    """The probability that decides where answers are prepared, and what else made it a yes."""
    told = f"a prepared answer answers it with a probability of {likelihood.probability:.3f}"
    out.print(Text(f"{'Yes' if answers else 'No'}: {told}, at least {likelihood.least:g} is needed."))
    if answers and likelihood.probability < likelihood.least:
        out.print(Text("Beside it: it is worded as one is asked, or each of its parts has an answer."))


def _prompt(explanation: Explanation) -> None:
    prompt = explanation.prompt
    _head("6 Prompt", explanation, ("prompt",))
    if prompt is None:
        out.print(Text("None: no model is asked."))
        return
    sent = f"not sent, {prompt.why_not_sent}" if prompt.why_not_sent else "sent"
    sizes = f"{prompt.tokens:,} of {prompt.context_tokens:,} tokens, {len(explanation.within)} passages"
    out.print(Text(f"{sizes}; {prompt.version}, {sent}"))
    for role, text in prompt.messages:
        rest = f"\n… {len(text) - PROMPT_CHARS:,} characters more (--json has all)" if len(text) > PROMPT_CHARS else ""
        out.print(Text(role, style="bold"))
        out.print(Padding(Text(text[:PROMPT_CHARS] + rest, style="dim"), (0, 0, 0, 3)))


def _reply(explanation: Explanation) -> None:
    _head("7 Reply", explanation, ("reply",))
    for wording in explanation.answer.prepared_for:
        out.print(Text(f"written beforehand for: {wording}; it brings its own passages and numbers", style="dim"))
    print_answer(explanation.answer)
    checks = [check for checks in explanation.checks for check in checks]
    if checks:
        verbatim = sum(check.is_verbatim for check in checks)
        out.print(Text(f"{len(checks)} citations checked, {verbatim} of them word for word", style="dim"))
