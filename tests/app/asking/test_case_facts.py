"""What a candidate asks back is answered from the facts of the case, each once."""

import pytest

from app.asking.case_facts import NOTHING, NOTHING_MORE, Facts, questions_in, told
from app.interview.course import Fact
from ingest.bank.questions import Question
from ingest.embedding.embedder import Embedder


@pytest.fixture
def case(bank: list[Question]) -> Question:
    return next(one for one in bank if one.id == "sd-recommender-cold-start")


def test_who_asks_whether_they_may_ask_asks_for_no_fact(embedder: Embedder, case: Question) -> None:
    """ "Nothing is given on that" was the answer."""
    asked = case.clarifying[0].question
    facts = Facts(embedder).answer(case, f"Before I draw anything, can I ask a few things? {asked}")
    assert told(facts) == case.clarifying[0].fact


def test_where_nothing_else_is_asked_it_is_answered_all_the_same(embedder: Embedder, case: Question) -> None:
    assert len(Facts(embedder).answer(case, "Can I ask a few questions first?")) == 1


def test_a_fact_that_answers_two_questions_is_told_once_and_to_both(embedder: Embedder, case: Question) -> None:
    asked, fact = case.clarifying[0].question, case.clarifying[0].fact
    assert told(Facts(embedder).answer(case, f"{asked} {asked}")) == fact
    both = (Fact("How many users?", fact), Fact("Where from?", "Europe."), Fact("How many a day?", fact))
    assert told(both) == f"On “How many users?” and “How many a day?”: {fact}\nEurope."


def test_what_the_case_does_not_say_is_quoted(embedder: Embedder, case: Question) -> None:
    facts = Facts(embedder).answer(case, "Which colour has the office door?")
    assert told(facts) == NOTHING.format(asked="“Which colour has the office door?”")


def test_after_a_fact_it_is_not_said_that_nothing_is_given() -> None:
    """A third of the services had good tests, and two lines below nothing was given on whether they have tests."""
    facts = (Fact("Is it one repository?", "2,000; a third has good tests."), Fact("Do they all have tests?", ""))
    nothing_more = NOTHING_MORE.format(asked="“Do they all have tests?”")
    assert told(facts) == f"2,000; a third has good tests.\n{nothing_more}"


def test_each_question_is_answered_with_a_word(embedder: Embedder, bank: list[Question]) -> None:
    """The last was left without one: the nearest fact was told already."""
    extraction = next(one for one in bank if one.id == "sd-document-extraction")
    last = "May the documents leave our network to a hosted model?"
    message = f"First some questions. Are the invoices scanned paper, or PDFs with text, or photos? {last}"
    said = told(Facts(embedder).answer(extraction, message))
    assert said.endswith("A cloud provider in the EU is allowed under a contract; there is no GPU hardware in house.")
    assert "First some questions" not in said
    assert len(Facts(embedder).answer(extraction, " ".join(f"May it be {n} or more?" for n in range(15)))) == 15


def test_a_yes_or_no_is_not_told_since_the_question_was_another() -> None:
    assert told((Fact("What counts as done?", "No, teams merge and deploy."),)) == "Teams merge and deploy."
    assert told((Fact("Which summaries are there?", "No, but agents edit a third."),)) == "Agents edit a third."
    assert told((Fact("What is kept?", "No data of customers."),)) == "No data of customers."


def test_an_announcement_is_no_question() -> None:
    assert questions_in("I'd like to ask a few things. Who uses it, and how fast must it be?") == [
        "Who uses it",
        "how fast must it be?",
    ]
    assert questions_in("I would like to know how many users there are") == [
        "I would like to know how many users there are"
    ]


def test_a_fact_that_may_be_what_is_asked_for_is_told_as_one(embedder: Embedder, bank: list[Question]) -> None:
    """ "Nothing is given on that" was the answer, and it was given."""
    notifying = next(one for one in bank if one.id == "sd-notification-ranking")
    (fact,) = facts = Facts(embedder).answer(notifying, "If a user mutes, when must that take effect?")
    assert fact.is_unsure
    assert told(facts).startswith(f"Perhaps this answers “{fact.asked}”: {fact.fact}")
    sure = Fact("And when a type is off?", fact.fact)
    assert told((*facts, sure)) == f"{fact.fact}\n{NOTHING_MORE.format(asked=f'“{fact.asked}”')}"
    also = Fact("Or for a day?", fact.fact, is_unsure=True)
    assert told((*facts, also)).startswith(f"Perhaps this answers “{fact.asked}” and “{also.asked}”: {fact.fact}")


@pytest.mark.parametrize(
    ("identifier", "asked", "given"),
    [
        ("sd-content-moderation-platform", "How many reviewers are there?", "there are 300 reviewers"),
        ("sd-content-moderation-platform", "and how many posts do we get a day", "50 million posts a day"),
        ("rag-design-multi-tenant-platform", "How many customers are there?", "5,000 business customers"),
    ],
)
def test_a_number_that_the_question_gives_is_a_fact(
    embedder: Embedder, bank: list[Question], identifier: str, asked: str, given: str
) -> None:
    """ "Nothing is given on that" was the answer, and the question said 300."""
    case = next(one for one in bank if one.id == identifier)
    (fact,) = Facts(embedder).answer(case, asked)
    assert not fact.is_unsure
    assert given in fact.fact


def test_what_the_question_counts_is_no_fact_on_other_things(embedder: Embedder, bank: list[Question]) -> None:
    case = next(one for one in bank if one.id == "sd-content-moderation-platform")
    for asked in ("How many trained reviewers are there?", "How many of the posts are appealed?", "How many offices?"):
        assert all(case.text not in one.fact for one in Facts(embedder).answer(case, asked))


@pytest.mark.parametrize(
    ("asked", "is_given"),
    [
        ("How many posts a day?", True),
        ("How many posts are there?", True),
        ("I would like to know how many posts we get", True),
        ("How many posts a day are we talking about?", True),
        ("How many posts does the forum get in a day?", True),
        ("Roughly how many posts are there in the forum today?", True),
        ("How many moderators does it have?", True),
        ("How many posts are spam?", False),
        ("How many posts do we lose?", False),
        ("How many posts a week?", False),
        ("How many posts do we get per second?", False),
        ("How many moderators a day?", False),
        ("How many moderators have no tools?", False),
        ("How many moderators will want to leave the forum?", False),
        ("In Germany how many posts are there?", False),
    ],
)
def test_the_question_gives_a_number_where_nothing_else_is_said_of_what_is_counted(
    embedder: Embedder, case: Question, asked: str, is_given: bool
) -> None:
    text = "Design spam detection for a forum with 50,000 posts a day; there are 300 moderators."
    (fact,) = Facts(embedder).answer(case.model_copy(update={"text": text, "clarifying": ()}), asked)
    assert fact.fact == (f"The question gives it: “{text}”" if is_given else "")
    assert not fact.is_unsure


@pytest.mark.parametrize(
    ("identifier", "asked"),
    [
        ("agents-design-incident-investigator", "How many services have no logs?"),
        ("agents-design-personal-memory", "How many users will want to delete their memory?"),
    ],
)
def test_a_part_of_what_the_question_counts_is_not_its_number(
    embedder: Embedder, bank: list[Question], identifier: str, asked: str
) -> None:
    """400 services and 5 million users were the answers, for sure."""
    case = next(one for one in bank if one.id == identifier)
    assert all(case.text not in one.fact for one in Facts(embedder).answer(case, asked))
