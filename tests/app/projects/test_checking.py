"""What a candidate says, held against the documents."""

import pytest

from app.projects.checking import RemarkKind, check
from app.projects.claims import Claim

DIFFERS, AGREES, NOT_NAMED = RemarkKind.DIFFERS, RemarkKind.AGREES, RemarkKind.NOT_NAMED


def test_another_value_is_told_with_the_line_that_says_otherwise(claims: tuple[Claim, ...]) -> None:
    (remark,) = check("We reached an F1 of 0.91.", claims)
    assert remark.kind is DIFFERS
    assert remark.text == "You said 0.91 for F1; README.md, line 4, says 0.87. Which one is right?"
    assert (remark.source.document, remark.source.line) == ("README.md", 4)


@pytest.mark.parametrize(
    ("answer", "kinds"),
    [
        ("The F1 was 0.87.", [AGREES]),
        ("F1 was about 0.9.", [AGREES]),
        ("F1 was 87 %.", [AGREES]),
        ("recall went from 0.61 to 0.80", [DIFFERS, AGREES]),
        ("the baseline accuracy was 0.71", [AGREES]),
        ("the baseline accuracy was 0.93", [DIFFERS]),
        ("our accuracy is 93%", [AGREES]),
        ("we had 60,000 transactions", [DIFFERS]),
        ("it learned from 50,000 transactions", [AGREES]),
        ("on the training set F1 was 0.99", []),
        ("perplexity fell to 12", []),
        ("p99 latency was 40 ms", [AGREES]),
        ("p99 latency was 90 ms", [DIFFERS]),
        ("we used RabbitMQ", [NOT_NAMED]),
        ("we used Kafka instead of RabbitMQ", []),
        ("we used Redis", []),
        ("I did all of it by myself", [DIFFERS]),
        ("It was fun.", []),
    ],
)
def test_what_is_remarked(claims: tuple[Claim, ...], answer: str, kinds: list[RemarkKind]) -> None:
    assert [remark.kind for remark in check(answer, claims)] == kinds


def test_without_documents_nothing_is_remarked() -> None:
    assert check("We reached an F1 of 0.91.", ()) == ()
