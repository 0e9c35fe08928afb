"""`coach fit answers`: how the pieces of an answer are chosen, fitted on questions whose pieces were chosen by hand.

Decides the forms: a stretch against the others that were found, a piece against the others of its stretch (both a
conditional logit: one of them holds the lead), every other piece beside the lead (told or not), and whether anything is
answered. The weights are fitted on the notes of the side `train`, the two bounds chosen on `tune`, and the figures are
of `held out`. What is not answered: the written questions without a lead, and those of eval/cases/ask that the corpus
does not answer, of the half that was opened (dev.jsonl).
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from app.answering.index_opening import open_embedder, open_retriever
from app.answering.prepared.enough import numbers_of
from app.answering.prepared.features import OF_ANSWER, OF_PIECE, OF_STRETCH, Features, Near
from app.answering.prepared.searching import search
from app.answering.prepared.selection import (
    FITTED,
    OF_TOLD,
    Chosen,
    Linear,
    Selection,
    beside,
    leading,
    numbers_beside,
)
from app.answering.prepared.shelf import Shelf, TextVectors
from app.answering.prepared.stretches import StretchReader
from app.answering.prepared.wording import read
from app.settings import Settings
from eval.answers.told import read_cases
from eval.fitting.written_questions import Side, Written, read_written, side_of
from eval.report.docs import CASES
from eval.report.progress import Bar
from ingest.bank.phrasings import load_phrasings
from ingest.bank.questions import load_bank

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
# Texts whose vectors are kept while all questions are looked at: every piece, heading, phrasing and key point.
TEXTS_KEPT = 60_000
RIDGE = 0.003
# Of answered questions so many may be refused.
MOST_REFUSED = 0.05
# Recall of the pieces counts so much more than precision: what is not told is missed, what is too much is skipped.
RECALL_WEIGHT = 2.0
# What a term is, is asked more often of a coach than by who has just read a note. Of 32 core terms 26 were defined
# first in the expected words with the fitted weights (2.2 and 2.8), and 29 with these, the other three in right words
# of another note; on eval/cases/ask one answer more is good.
DEFINES_OF_STRETCH, DEFINES_OF_PIECE = 8.0, 6.0
# Questions that a note only seems to answer may be answered by another one; they count less.
NEARLY = 0.3


@dataclass(frozen=True)
class Seen:
    """A question with what was found for it. `numbers`: what speaks for an answer at all."""

    written: Written
    near: Sequence[Near]
    numbers: Floats

    def lead(self) -> Chosen | None:
        """Where the piece stands that was chosen as the first one; None where it was not found."""
        for number, one in enumerate(self.near):
            for at, piece in enumerate(one.stretch.pieces):
                if piece.text == self.written.lead:
                    return Chosen(number, at, 1.0)
        return None


def see(questions: Sequence[Written], settings: Settings) -> list[Seen]:
    """Search for each question, as Ask does."""
    embedder = open_embedder(settings)
    retriever = open_retriever(settings, embedder)
    shelf = Shelf(load_bank(settings.corpus / "questions"), load_phrasings(settings.corpus_paths))
    index = retriever.index
    stretches = StretchReader(index.texts, kept=len(index.texts.titles()))
    features = Features(stretches, shelf, TextVectors(embedder, TEXTS_KEPT))
    seen = []
    with Bar("questions searched") as progress:
        for number, one in enumerate(questions, start=1):
            found = search(retriever, read(one.query))
            wording = found.wording or read(one.query)
            near = features.near(wording, found.ranked)
            if near:
                seen.append(Seen(one, near, numbers_of(found, wording, near, index)))
            progress(number, len(questions))
    return seen


def fit_answers(settings: Settings) -> str:
    """Fit the weights, write selection.json, and tell the figures."""
    unanswerable = [
        Written(document="", query=one.query, kind="not answered")
        for one in read_cases(CASES / "ask" / "dev.jsonl")
        if not one.answerable
    ]
    seen = see([*read_written(), *unanswerable], settings)
    sides = {side: [one for one in seen if side_of(one.written.document) is side] for side in Side}
    foreign = [one for one in seen if not one.written.document]
    taught, tuning = ([*sides[side], *foreign] for side in (Side.TRAIN, Side.TUNE))
    selection = _fit(taught)
    selection = selection.model_copy(update={"least_told": _least_told(tuning, selection)})
    selection = selection.model_copy(update={"least_answered": _least_answered(tuning, selection)})
    FITTED.write_text(selection.model_dump_json(indent=1) + "\n", encoding="utf-8")
    return json.dumps(figures(sides[Side.HELD_OUT], selection), indent=1)


def _fit(seen: Sequence[Seen]) -> Selection:
    placed = [(one, lead) for one in seen if (lead := one.lead()) is not None]
    stretch = _logit(
        OF_STRETCH,
        [(np.stack([near.of_stretch for near in one.near]), lead.stretch) for one, lead in placed],
    )
    lead_form = _logit(OF_PIECE, [(one.near[lead.stretch].of_pieces, lead.piece) for one, lead in placed])
    stretch, lead_form = _with(stretch, DEFINES_OF_STRETCH), _with(lead_form, DEFINES_OF_PIECE)
    none = {"told": _zero(OF_TOLD), "answered": _zero(OF_ANSWER)}
    selection = Selection(stretch=stretch, lead=lead_form, **none, least_told=0.5, least_answered=0.5)
    rows, labels = [], []
    for one, lead in placed:
        places, numbers = numbers_beside(one.near, lead, selection)
        rows.append(numbers)
        labels += [one.near[a].stretch.pieces[b].text in one.written.support for a, b in places]
    told = _binary(OF_TOLD, np.concatenate(rows), np.array(labels), np.ones(len(labels)))
    answers = np.array([bool(one.written.lead) for one in seen])
    weights = np.array([NEARLY if one.written.document and not one.written.lead else 1.0 for one in seen])
    # As many answered as not: how many there are of each says nothing of what people ask.
    weights[answers] *= weights[~answers].sum() / answers.sum()
    answered = _binary(OF_ANSWER, np.stack([one.numbers for one in seen]), answers, weights)
    return selection.model_copy(update={"told": told, "answered": answered})


def _with(linear: Linear, defines: float) -> Linear:
    return linear.model_copy(update={"weights": linear.weights | {"defines": defines}})


def _zero(names: Sequence[str]) -> Linear:
    return Linear(weights=dict.fromkeys(names, 0.0))


def _logit(names: Sequence[str], groups: Sequence[tuple[Floats, int]]) -> Linear:
    """The weights under which the right row of each group is likeliest beside the others.

    Source: McFadden (1974), Conditional logit analysis of qualitative choice behavior.
    """
    scale = np.concatenate([rows for rows, _ in groups]).std(0) + 1e-9
    scaled = [(rows / scale, right) for rows, right in groups]

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = RIDGE * float(weights @ weights), 2 * RIDGE * weights
        for rows, right in scaled:
            values = rows @ weights
            shares = np.exp(values - values.max())
            shares /= shares.sum()
            total -= float(np.log(shares[right] + 1e-12)) / len(scaled)
            slope = slope + (shares @ rows - rows[right]) / len(scaled)
        return total, slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B").x / scale
    return Linear(weights={name: round(float(value), 5) for name, value in zip(names, found, strict=True)})


def _binary(names: Sequence[str], rows: Floats, labels: Flags, weights: Floats) -> Linear:
    mean, scale = rows.mean(0), rows.std(0) + 1e-9
    model = LogisticRegression(max_iter=1000).fit((rows - mean) / scale, labels, sample_weight=weights)
    found = model.coef_[0] / scale
    named = {name: round(float(value), 5) for name, value in zip(names, found, strict=True)}
    return Linear(weights=named, bias=round(float(model.intercept_[0] - mean @ found), 5))


def _least_told(seen: Sequence[Seen], selection: Selection) -> float:
    """The bound with the best F of the pieces that are told beside the right lead."""
    pairs = []
    missed = 0
    for one in seen:
        lead = one.lead()
        if lead is None:
            continue
        found = beside(one.near, lead, selection)
        texts = [one.near[each.stretch].stretch.pieces[each.piece].text for each in found]
        pairs += [(each.likelihood, text in one.written.support) for each, text in zip(found, texts, strict=True)]
        missed += len(set(one.written.support) - set(texts))
    likelihoods, right = np.array([one for one, _ in pairs]), np.array([each for _, each in pairs])

    def value(bound: float) -> float:
        hits = float((right & (likelihoods >= bound)).sum())
        precision, recall = hits / max((likelihoods >= bound).sum(), 1), hits / (right.sum() + missed)
        squared = RECALL_WEIGHT**2
        return float((1 + squared) * precision * recall / max(squared * precision + recall, 1e-9))

    return float(max(np.arange(0.06, 0.6, 0.02).round(2), key=value))


def _least_answered(seen: Sequence[Seen], selection: Selection) -> float:
    answered = [_likely(one, selection) for one in seen if one.written.lead]
    return round(float(np.quantile(answered, MOST_REFUSED)), 3)


def _likely(one: Seen, selection: Selection) -> float:
    return float(1 / (1 + np.exp(-selection.answered.of(one.numbers))))


def figures(seen: Sequence[Seen], selection: Selection) -> dict[str, float]:
    """Shares 0..1: the chosen stretch holds the lead, the lead comes first, pieces told, questions refused."""
    answered = [one for one in seen if one.written.lead]
    stretches = leads = 0
    told = wanted = both = 0
    for one in answered:
        first = leading(one.near, selection)
        if first is None:
            continue
        pieces = one.near[first.stretch].stretch.pieces
        stretches += any(piece.text == one.written.lead for piece in pieces)
        leads += pieces[first.piece].text == one.written.lead
        chosen = [
            first,
            *(each for each in beside(one.near, first, selection) if each.likelihood >= selection.least_told),
        ]
        texts = {one.near[each.stretch].stretch.pieces[each.piece].text for each in chosen}
        right = {one.written.lead, *one.written.support}
        told, wanted, both = told + len(texts), wanted + len(right), both + len(texts & right)
    refused = [_likely(one, selection) < selection.least_answered for one in answered]
    silent = [_likely(one, selection) < selection.least_answered for one in seen if not one.written.lead]
    return {
        "questions": len(answered),
        "found": round(sum(one.lead() is not None for one in answered) / len(answered), 3),
        "stretch": round(stretches / len(answered), 3),
        "lead": round(leads / len(answered), 3),
        "precision of pieces": round(both / max(told, 1), 3),
        "recall of pieces": round(both / max(wanted, 1), 3),
        "refused": round(float(np.mean(refused)), 3),
        "refused of those that their note does not answer": round(float(np.mean(silent)), 3),
    }
