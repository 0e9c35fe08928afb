"""What is said was done, beside what the history shows: set beside it, never held against anybody."""

import pytest

from app.projects.checking import RemarkKind
from app.projects.history.commit_evidence import About, Evidence, Standing, Statement
from app.projects.history.commits import Person
from app.projects.history.replaced import Replaced, Replacement
from app.projects.history_checking import done_beside

SHA = "3f2a1c5e9d" + "0" * 30
OTHER = "7b00000000" + "1" * 30


def statement(about: About, text: str) -> Statement:
    return Statement(about, text, (SHA, OTHER), 5, (Standing.DIFFS,), "It does not show all.")


EVIDENCE = Evidence(
    repository="lines",
    head=SHA,
    author=(Person("Ann", "ann@example.org"),),
    authors=(),
    has_mailmap=False,
    commits_in_all=5,
    own_commits=5,
    first_day="2026-01-01",
    last_day="2026-02-01",
    statements=(
        statement(About.PATTERNS, "Tests: 2 of 5 commits touch this kind of work: 2 by their diffs."),
        statement(About.PATTERNS, "No commit touches docs, by path, message or diff."),
        statement(About.COLLABORATION, "A trailer says who reviewed it in 1 commit."),
        statement(About.CONSISTENCY, "Weeks with commits: 4 of the 5 from 2026-01-01 to 2026-02-01."),
        statement(About.CONSISTENCY, "Reverted by a later one: 1 commit of this author."),
    ),
    replacements=(
        Replacement(SHA, Replaced.DEPENDENCY, "requests", "httpx2", "requirements.txt"),
        Replacement(OTHER, Replaced.SETTING, "lr = 0.1", "lr = 0.2", "train.py"),
    ),
)


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        ("I wrote tests for the parser.", ["Tests: 2 of 5"]),
        ("We measured an F1 of 0.87 on the test set with the tests data.", []),
        ("I kept the documentation current.", ["No commit touches docs"]),
        ("My colleagues reviewed all of it.", ["A trailer says who reviewed it"]),
        ("I worked on it every week.", ["Weeks with commits: 4"]),
        ("One change of mine was rolled back.", ["Reverted by a later one"]),
        ("Somebody rolled the release back.", []),
        ("I replaced requests, which could not stream.", ["requests was replaced by httpx2 in requirements.txt"]),
        ("We switched the lr late in training.", ["lr = 0.1 was replaced by lr = 0.2"]),
        ("Documentation is important in general.", []),
        ("Requests time out when they are replaced.", []),
    ],
)
def test_what_stands_beside_a_sentence(answer: str, shown: list[str]) -> None:
    found = done_beside(answer, EVIDENCE)
    assert [remark.source.text[: len(text)] for remark, text in zip(found, shown, strict=True)] == shown


def test_it_names_its_commits_and_what_they_cannot_show() -> None:
    (remark,) = done_beside("I wrote tests for it. And I wrote tests for that too.", EVIDENCE)
    assert remark.kind is RemarkKind.DONE
    assert remark.said == "I wrote tests for it."
    assert "(3f2a1c5e9d, 7b00000000 and 2 more)" in remark.text
    assert remark.text.endswith("It does not show all.")
    assert remark.source.commits == (SHA, OTHER)
    assert (remark.source.document, remark.source.line) == ("lines", 0)


def test_without_statements_nothing_stands_beside_it() -> None:
    empty = Evidence("r", SHA, (), (), False, 0, 0, "", "")
    assert done_beside("I wrote tests and my colleagues reviewed them.", empty) == ()
