"""Claims of documents: each with its line, its values and who made it."""

from collections.abc import Callable

import pytest

from app.projects.claims import Claim, ClaimKind, claims_of, values_in
from app.store.projects import DocumentKind
from ingest.documents.document import Document, parse


def by_line(claims: tuple[Claim, ...]) -> dict[int, Claim]:
    return {claim.line: claim for claim in claims}


def test_each_claim_stands_at_the_line_that_makes_it(claims: tuple[Claim, ...]) -> None:
    assert sorted(by_line(claims)) == [3, 4, 7, 8, 14, 15]


def test_a_sentence_may_claim_several_things(claims: tuple[Claim, ...]) -> None:
    first = by_line(claims)[3]
    assert set(first.kinds) == {ClaimKind.NUMBER, ClaimKind.OWN, ClaimKind.TECHNOLOGY, ClaimKind.DATE}
    assert first.technologies == ("XGBoost", "Kafka")
    assert first.made_by == "we"
    assert [(value.name, value.written) for value in first.values] == [("transaction", "50,000")]


def test_a_sentence_over_two_lines_is_one_claim_and_from_to_begins_with_the_baseline(
    claims: tuple[Claim, ...],
) -> None:
    values = [(value.name, value.written, value.is_baseline) for value in by_line(claims)[4].values]
    assert values == [("F1", "0.87", False), ("recall", "0.61", True), ("recall", "0.78", False)]


def test_a_table_gives_values_by_column_and_row(claims: tuple[Claim, ...]) -> None:
    found = {
        line: [(v.name, v.written, v.subject, v.is_baseline) for v in by_line(claims)[line].values] for line in (14, 15)
    }
    baseline = "Baseline (majority class)"
    assert found[14] == [("accuracy", "0.71", baseline, True), ("ROC-AUC", "0.5", baseline, True)]
    assert found[15] == [("accuracy", "0.93", "Ours", False), ("ROC-AUC", "0.97", "Ours", False)]


def test_a_claim_can_be_found_by_its_characters(read: Callable[..., Document], claims: tuple[Claim, ...]) -> None:
    claim = by_line(claims)[8]
    assert read().text[claim.start : claim.end] == "I led a team of 4 engineers."


def test_nothing_is_claimed_by_code(read: Callable[..., Document]) -> None:
    fenced = "# Use\n\n```python\naccuracy = 0.99  # we built it with PyTorch in 2023\n```\n"
    program = "# we built this with PyTorch: accuracy 0.99\ndef f():\n    return 1\n"
    assert claims_of([read(fenced), read(program, "a.py", DocumentKind.CODE)]) == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("accuracy 0.91 and F1 0.87", [("accuracy", "0.91"), ("F1", "0.87")]),
        ("0.91 accuracy and 0.87 F1", [("accuracy", "0.91"), ("F1", "0.87")]),
        ("recall@10 of 62 %", [("recall", "62 %")]),
        ("a PR-AUC of .42", [("PR-AUC", ".42")]),
        ("Python 3.11 and GPT-4 on step 3", []),
        ("200 requests per second", [("throughput", "200")]),
        ("a cluster of 8 GPUs", [("gpu", "8")]),
        ("since 2021 accuracy has been watched", []),
    ],
)
def test_values_are_read_with_their_measures(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(value.name, value.written) for value in values_in(text)] == expected


def test_words_of_english_are_technologies_only_as_they_are_spelt(read: Callable[..., Document]) -> None:
    text = "# A\n\nA spark of light and a beam of hope react to it. Jobs run on Spark."
    assert [claim.technologies for claim in claims_of([read(text)])] == [("Spark",)]


@pytest.mark.parametrize(("chars", "is_out"), [(300, True), (301, False)])
def test_an_address_is_looked_for_in_so_many_characters_and_no_more(chars: int, is_out: bool) -> None:
    """Unbounded, half a megabyte of "![a](" held the interpreter, and with it the server, for two minutes."""
    text = f"We served 50,000 requests ([a]({'x' * chars}))."
    (claim,) = claims_of([parse(text, "x.md", "x.md", markdown=True)])
    assert ("xxx" not in claim.text) == is_out


def test_a_sentence_too_long_to_read_is_not_cut_within_a_number() -> None:
    """Of "the F1 was 0.87" across the cut a claim of 0.8 was made."""
    filler = "word " * 300
    for begin in range(980, 1000):
        text = f"{filler[:begin]}the F1 was 0.87 at last"
        assert {value.written for value in values_in(text)} <= {"0.87"}
