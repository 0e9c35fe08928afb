"""What a query wants explained, and which statements say what that is."""

import time

import pytest

from app.answering.definitions import Term, asked_term
from app.answering.statements import Statement


@pytest.mark.parametrize(
    ("query", "term"),
    [
        ("what is precision", "precision"),
        ("What's the SLO?", "slo"),
        ("What are embeddings?", "embeddings"),
        ("what does recall mean?", "recall"),
        ("what does BM25 do?", "bm25"),
        ("What does RAG stand for?", "rag"),
        ("what is meant by the term drift", "drift"),
        ("Define a random forest.", "random forest"),
        ("explain Bayes' theorem", "bayes' theorem"),
        ("what is dropout and why does it work?", "dropout"),
        ("what is in-context learning in large models?", "in-context learning"),
        ("KV cache?", "kv cache"),
        ("lora", "lora"),
        ("how do I choose a metric", ""),
        ("explain how boosting works", ""),
        ("what is the share of all positives that a filter finds", ""),
        ("is it good?", ""),
        ("precision vs recall", ""),
        ("recall and precision", ""),
        ("kv cache memory of a 7B model", ""),
        ("?!", ""),
        ("what is " + "x" * 61, ""),
    ],
)
def test_the_term_that_is_asked_for(query, term):
    assert asked_term(query) == term


@pytest.mark.parametrize(
    ("sentence", "term", "plainness"),
    [
        ("Precision, `TP / (TP + FP)`, is the share of flagged cases that are fraud.", "precision", 3),
        ("Cross-entropy `H(P, Q)` is the average code length.", "cross entropy", 3),
        ("LoRA (low-rank adaptation) is a way to train few weights.", "lora", 3),
        ("LoRA (low-rank adaptation) freezes the weights.", "low-rank adaptation", 3),
        ("Retrieval-augmented generation (RAG) looks up passages.", "rag", 3),
        ("In a mixture-of-experts (MoE) layer a router picks two networks.", "mixture of experts", 3),
        ("**Data drift** (covariate shift): the inputs change.", "data drift", 3),
        ("Some wait; **continuous batching** admits a request at once.", "continuous batching", 3),
        ("An embedding is a vector.", "embeddings", 3),
        ("**Recall** means the share that was found.", "recall", 3),
        ("F1 is the harmonic mean of the two.", "f1 score", 3),
        ("Overfitting is learning what is true only of the sample.", "overfitting", 3),
        ("Prompt injection is text that is read as an instruction.", "prompt injection", 3),
        ("Gradient descent is `w <- w - eta * g`.", "gradient descent", 3),
        ("BM25 scores a document by the words it has.", "bm25", 2),
        ("In training, dropout sets units to zero.", "dropout", 2),
        ("A support vector machine picks, of all planes, the farthest one.", "support vector machine", 2),
        ("Stop after a number of epochs called patience.", "patience", 2),
        ("It learns from examples in the prompt, with no change of weights (in-context learning).",
         "in-context learning", 2),
        ("Precision is `TP / (TP + FP)`, recall is `TP / (TP + FN)`.", "recall", 2),
        ("Average precision is the sum over thresholds.", "precision", 0),
        ("Precision at k is a share of the first k.", "precision", 0),
        ("Precision moves with the base rate.", "precision", 0),
        ("Precision is 1.8 % on a bad day.", "precision", 0),
        ("BM25 is unbounded.", "bm25", 0),
        ("BM25 needs the words of the query.", "bm25", 0),
        ("Softmax depends on differences.", "softmax", 0),
        ("Dragging a file here is a way to add it.", "rag", 0),
    ],
)  # fmt: skip
def test_how_plainly_a_sentence_says_what_a_term_is(sentence, term, plainness):
    assert Term(term).defined_by(Statement((sentence,), (0,), "Any heading")) == plainness


def test_what_leads_its_section_says_it_more_plainly_and_under_the_term_itself_even_without_naming_it():
    does, names_it_not = ("BM25 scores a document.",), ("Add small trees one after the other.",)
    assert Term("bm25").defined_by(Statement(does, (1,), "Words", leads=True)) == 3
    assert Term("gradient boosting").defined_by(Statement(names_it_not, (1,), "Gradient boosting", leads=True)) == 1
    assert (
        Term("slo").defined_by(Statement(("It is 99 percent of requests.",), (1,), "What is the SLO?", leads=True)) == 1
    )
    assert Term("gradient boosting").defined_by(Statement(names_it_not, (1,), "Gradient boosting")) == 0
    assert Term("gradient boosting").defined_by(Statement(names_it_not, (1,), "Boosting or forests", leads=True)) == 0


@pytest.mark.parametrize(
    ("query", "term"),
    [
        ("What is C++?", "c++"),
        ("What is C#?", "c#"),
        ("C#", "c#"),
        ("what's F#, and why use it?", "f#"),
        ("What is C?!", "c"),
    ],
)
def test_the_signs_of_a_name_are_part_of_the_term(query, term):
    assert asked_term(query) == term


@pytest.mark.parametrize("named", ["C", "C++", "C#"])
@pytest.mark.parametrize("asked", ["c", "c++", "c#"])
def test_names_that_differ_in_signs_are_not_defined_by_each_other(named, asked):
    sentence = f"{named} is a language with a compiler."
    expected = 3 if named.lower() == asked else 0
    assert Term(asked).defined_by(Statement((sentence,), (0,), "Any heading")) == expected
    assert Term(asked).is_subject_of(Statement((sentence,), (0,), "")) == bool(expected)
    leads = Statement(("Compilers read it line by line.",), (0,), named, leads=True)
    assert Term(asked).defined_by(leads) == (1 if named.lower() == asked else 0)


@pytest.mark.no_cover
def test_a_query_of_many_signs_takes_no_time():
    began = time.monotonic()
    assert [asked_term(query) for query in ("#+" * 10_000, f"what is x{'!' * 20_000}", f"what is c{'+' * 20_000}")] == [
        "", "x", ""
    ]  # fmt: skip
    assert time.monotonic() - began < 1
