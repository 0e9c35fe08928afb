"""Design answers: what settles the unclear before it designs, and what only looks like it."""

import pytest
from labelled import labelled_questions

from app.delivery.clarifying import clarifies
from ingest.bank.taxonomy import Stage

ASKED = "Design a search over 200,000 documents that answers within 300 ms."
DESIGN = " I would shard by user and keep an index per shard." * 20


@pytest.mark.parametrize(
    "opening",
    [
        "How many users are there, and how fresh must it be? Then I would shard.",
        "Who uses it? Then I would shard.",
        "Before I draw anything: do users see all documents?",
        "After clarifying the goal I would shard by user.",
        "I ask who uses it, then I shard by user.",
        "I'd first clarify the goal and the budget.",
        "Questions first: latency, languages, rights.",
        "I assume that rights change daily and that reads outnumber writes.",
        "Assuming about fifty queries at once, one machine will do.",
        "My assumption is that nobody needs answers from this morning.",
        "First, scale. It fits on one machine.",
        "Requirements: cited answers, nothing forbidden, a second at most.",
        "At 400 questions a day this is mostly routine.",
        "With 5 million users it has to be sharded.",
        "The worst error is an invented promise, so I build around that.",
    ],
)
def test_asking_and_stating_what_is_taken_as_given_both_count(opening: str) -> None:
    assert clarifies(ASKED, opening + DESIGN)


@pytest.mark.parametrize(
    "opening",
    [
        "",
        "How do we do that? With shards.",
        "Why shards? Because they scale.",
        "What happens if one fails? The next one takes over.",
        "It answers questions like \u201cwhere is my order?\u201d from an index.",
        "Naive Bayes assumes independence, so I take trees.",
        "There are 200,000 documents, so I build an index.",
        "I take the top 10 documents and rerank them.",
        "I use windows of 50 lines.",
    ],
)
def test_a_question_mark_an_assumption_of_a_model_and_the_questions_own_numbers_do_not(opening: str) -> None:
    assert not clarifies(ASKED, opening + DESIGN)


@pytest.mark.parametrize(
    "late", ["How many users are there?", "I assume that rights change daily.", "At 400 calls a day."]
)
def test_behind_the_design_it_is_too_late(late: str) -> None:
    assert not clarifies(ASKED, f"{DESIGN} {late}")


def test_of_the_banks_strong_answers_those_that_begin_with_the_design_are_told_to_ask() -> None:
    """10 of 23, where it was 17: these neither ask nor say what they assume."""
    bank = labelled_questions()
    told = {one.id for one in bank if one.stage is Stage.SYSTEM_DESIGN and not clarifies(one.text, one.strong_answer)}
    assert told == {
        "rag-design-regulated-document-qa", "rag-design-multi-tenant-platform", "sd-recommender-cold-start",
        "sd-recommender-latency-budget", "sd-two-tower-retrieval-layer", "sd-product-search-ranking",
        "sd-fraud-label-loop", "sd-feed-fanout-delivery", "sd-rag-company-assistant", "sd-rag-permissions-freshness",
    }  # fmt: skip
