"""What the terminal prints: no markdown, no point that is held back."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from app.answering.cited_answer import Answer, Sentence
from app.coach.coach import Coach
from app.interview.citation import Citation
from app.interview.course import Exchange
from app.interview.grade import Delivery, GradedBy, VerdictState, not_graded
from app.interview.requests.commands import Command
from app.interview.results.reply import reply
from app.terminal.demo import SCRIPT, run_demo
from app.terminal.output.console import err, out
from app.terminal.output.printing import (
    graded_by,
    print_answer,
    print_told,
    print_turn,
    where,
)
from app.terminal.output.scorecard import print_scorecard
from app.terminal.output.source_text import EXCERPT_CHARS, MOST_EXCERPTS, excerpt, plain, teaching
from app.terminal.output.typed_answer import HELP

PASSAGE = (
    "## Overfitting and regularization\n\n**Overfitting** is low training error with *high* validation error. "
    "See [the notes](notes/x/) on `p * q` too.\n\n| a | b |\n"
)


def test_a_message_that_is_asked_back_about_is_told_with_what_to_type(capsys: pytest.CaptureFixture[str]) -> None:
    exchange = Exchange(1, Command.TALK, "a stack?", "Is that your answer?", datetime(2026, 1, 1, tzinfo=UTC))
    print_told(replace(exchange, in_doubt=Command.HINT))
    told = capsys.readouterr().out
    assert "yes  It is my answer" in told
    assert "no   It is not" in told
    print_told(exchange)
    assert "It is my answer" not in capsys.readouterr().out


def test_the_prompt_says_how_an_answer_ends() -> None:
    for words in ("a single full stop", "two empty lines in a row", "```", ":end"):
        assert words in HELP


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**RAG** for facts, *tuning* for style.", "RAG for facts, tuning for style."),
        ("[llms](notes/llms/), [rag](notes/rag/) and more.", "llms, rag and more."),
        ("Then `precision = pi * R / (pi * R + F)`.", "Then precision = pi * R / (pi * R + F)."),
        ("2 * 3 * 4 and snake_case_names stay.", "2 * 3 * 4 and snake_case_names stay."),
        ("[bold]not rich[/bold] [1]", "[bold]not rich[/bold] [1]"),
        ("two\nlines", "two lines"),
    ],
)
def test_the_marks_of_markdown_are_left_out(text: str, shown: str) -> None:
    assert plain(text) == shown


def test_a_title_that_is_its_first_heading_stands_once() -> None:
    assert where("Overfitting", ("Overfitting", "Remedies")) == "Overfitting > Remedies"


def cited(n: int, text: str = PASSAGE) -> Citation:
    return Citation(n, "ml/overfitting", "Overfitting", ("Overfitting",), 0, len(text), text)


def test_of_a_source_the_sentence_that_was_cited_is_shown_else_the_first_that_it_states() -> None:
    assert excerpt(cited(1)) == "Overfitting is low training error with high validation error."
    assert excerpt(cited(1), "See [the notes](notes/x/) on `p * q` too.") == "See the notes on p * q too."
    assert excerpt(cited(1, "## Only code\n\n    x = 1\n")) == "x = 1"
    long = excerpt(cited(1, "word " * 200 + "end."))
    assert long.endswith("word …")
    assert len(long) <= EXCERPT_CHARS + 2


def test_an_answer_is_printed_plain_with_the_words_each_source_was_cited_for(
    capsys: pytest.CaptureFixture[str],
) -> None:
    sentences = (
        Sentence("See [the notes](notes/x/) on `p * q` too.", (1,)),
        Sentence("In my own words it fits too well.", (2,)),
    )
    print_answer(Answer(sentences, (cited(1), cited(2)), "llm"))
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == "See the notes on p * q too. [1] In my own words it fits too well. [2]"
    assert lines[1:] == [
        "[1] Overfitting  (ml/overfitting)",
        "See the notes on p * q too.",
        "[2] Overfitting  (ml/overfitting)",
        "Overfitting is low training error with high validation error.",
    ]


def test_a_sentence_without_a_passage_is_marked_as_on_the_page(capsys: pytest.CaptureFixture[str]) -> None:
    sentences = (Sentence("It fits *too* well.", (1,)), Sentence("So I believe.", ()))
    print_answer(Answer(sentences, (cited(1),), "llm"))
    assert capsys.readouterr().out.splitlines()[0] == "It fits too well. [1] So I believe. [no passage]"


REMEDIES = (
    "Overfitting is common in practice. Dropout sets units to zero at random. "
    "Early stopping ends training at the best validation loss. Weight decay pulls the weights towards zero. "
    "Augmentation makes further training examples. Whoever is the last to know asks the team."
)
TAUGHT = (
    "Weight decay pulls weights to zero.",
    "Dropout zeroes random units.",
    "Training is ended early, where the validation loss is best.",
    "Augmentation adds training examples.",
)


def remedied(make: Any, states: list[VerdictState], weights: tuple[int, ...] = (3, 2, 1, 1)) -> Any:
    """An interview whose first answer missed points that one passage teaches."""
    question = make.question(weights=weights)
    points = zip(question.key_points, TAUGHT, strict=True)
    question = question.model_copy(update={"key_points": tuple(p.model_copy(update={"text": t}) for p, t in points)})
    missed = dict.fromkeys((point.id for point in question.key_points), 1)
    grade = make.grade(question, states)
    return make.answer(make.interview(question), grade, citations=(cited(1, REMEDIES),), point_citations=missed)


def test_of_a_passage_the_sentences_are_shown_that_teach_what_was_missed(
    make: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    missed = [VerdictState.PARTLY_MET, VerdictState.NOT_MET, VerdictState.MET, VerdictState.NOT_MET]
    interview = remedied(make, missed)
    told = teaching(interview, interview.turns[0])
    # Weight decay is asked about now, early stopping was said.
    assert told == {1: ["Dropout sets units to zero at random.", "Augmentation makes further training examples."]}
    print_turn(interview, interview.turns[0])
    lines = [line.strip() for line in capsys.readouterr().out.splitlines()]
    at = lines.index("[1] Overfitting  (ml/overfitting)")
    assert lines[at + 1 : at + 3] == told[1]


def test_of_many_points_that_one_passage_teaches_the_heaviest_are_shown(make: Any) -> None:
    question = remedied(make, [VerdictState.NOT_MET] * 4, (1, 2, 3, 3))
    interview = replace(question, ask=None)
    assert teaching(interview, interview.turns[0])[1] == [
        "Early stopping ends training at the best validation loss.",
        "Augmentation makes further training examples.",
        "Dropout sets units to zero at random.",
    ]
    assert MOST_EXCERPTS == 3


def test_the_sentence_of_the_point_that_is_asked_about_now_is_shown_for_no_other_point(make: Any) -> None:
    interview = remedied(make, [VerdictState.PARTLY_MET, VerdictState.MET, VerdictState.MET, VerdictState.NOT_MET])
    (turn,) = interview.turns
    near = replace(turn.grade.verdicts[3], point="Weights decay.")
    only = replace(turn, grade=replace(turn.grade, verdicts=(*turn.grade.verdicts[:3], near)))
    assert interview.held_back(only) == {"p0"}
    assert teaching(interview, only) == {1: ["Overfitting is common in practice."]}
    assert teaching(replace(interview, ask=None), only) == {1: ["Weight decay pulls the weights towards zero."]}


def test_a_passage_whose_only_sentence_says_what_is_asked_about_now_is_named_without_words(
    make: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    interview = remedied(make, [VerdictState.PARTLY_MET, VerdictState.MET, VerdictState.MET, VerdictState.NOT_MET])
    (turn,) = interview.turns
    stated = "Weight decay pulls the weights towards zero."
    one = replace(turn, citations=(cited(1, f"## Remedies\n\n{stated}\n"),))
    assert interview.shown_citations(one) == one.citations
    assert teaching(interview, one) == {1: []}
    print_turn(interview, one)
    printed = capsys.readouterr().out
    assert "[1] Overfitting" in printed
    assert stated not in printed
    print_turn(replace(interview, ask=None), one)
    assert stated in capsys.readouterr().out


@pytest.mark.parametrize("held_back", [True, False])
def test_of_a_passage_of_code_the_first_line_is_shown_where_it_holds_nothing_back(make: Any, held_back: bool) -> None:
    interview = remedied(make, [VerdictState.PARTLY_MET, *[VerdictState.NOT_MET] * 3])
    code = replace(interview.turns[0], citations=(cited(1, "## Only code\n\n    decay = 0.1\n"),))
    asked = interview if held_back else replace(interview, ask=None)
    assert teaching(asked, code) == {1: [] if held_back else ["    decay = 0.1"]}


HOSTILE = "\x1b]52;c;aGk=\x07\x1b[31mred\x1b[0m \x9b2Jone\r\ntwo \x08\x7f\u202eabc\u202c\tend"


def test_no_control_character_reaches_the_terminal_whoever_wrote_it(
    make: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    for console in (out, err):
        console.print(HOSTILE, markup=False)
        console.rule(HOSTILE)
    question = make.question()
    interview = make.answer(
        make.interview(question),
        make.grade(question, [VerdictState.NOT_MET] * 4),
        reply=HOSTILE,
        citations=(replace(cited(1, f"It {HOSTILE} is."), title=HOSTILE, document=HOSTILE),),
        point_citations={"p1": 1},
    )
    print_turn(interview, interview.turns[0])
    print_answer(Answer((Sentence(HOSTILE, ()),), (), "llm", fallback=HOSTILE))
    told = capsys.readouterr()
    for text in (told.out, told.err):
        assert "red" in text
        assert "[31m" in text
        assert [char for char in text if ord(char) < 32 or 126 < ord(char) < 160 or char in "\u202e\u202c"] == [
            "\n"
        ] * text.count("\n")
    assert "one\ntwo" in told.out


@pytest.mark.slow
def test_the_demo_keeps_the_point_that_it_asks_about_next(coach: Coach, capsys: pytest.CaptureFixture[str]) -> None:
    hidden: dict[str, list[str]] = {}
    for question_id, _, answer in SCRIPT:
        told = coach.interviews.answer(coach.interviews.start_with([coach.bank.question(question_id)]).id, answer)
        shown = told.interview.shown_citations(told.turn)
        kept = [one for one in told.turn.citations if one not in shown]
        if kept:
            hidden[told.turn.ask.text] = [f"[{one.n}] {where(one.title, one.headings)}" for one in kept]
    if not hidden:
        pytest.xfail("no answer of the demo leaves a point half there, so a screening keeps nothing back")
    run_demo(coach)
    printed = " ".join(capsys.readouterr().out.split())
    for question, places in hidden.items():
        reply = printed.partition(" ".join(question.split()))[2].partition("Follow-up")[0]
        assert "graded offline" in reply
        assert [place for place in places if place in reply] == []


def test_a_turn_tells_word_anchor_and_by_what_it_was_graded(make: Any, capsys: pytest.CaptureFixture[str]) -> None:
    question = make.question()
    grade = make.grade(question, [VerdictState.MET] * 4, [1.0, 0.9, 0.9, 1.0])
    by = GradedBy("llm", "a-model", "llm-rules-2; offline-2", "grader-0123")
    told = replace(grade, graded_by=by)
    interview = make.answer(make.interview(question), told, reply=reply(told, {}))
    print_turn(interview, interview.turns[0])
    printed = " ".join(capsys.readouterr().out.split())
    assert "7 of 7 points (strong yes: all or nearly all of what matters is said)." in printed
    last = "graded llm by a-model, rubric llm-rules-2; offline-2, prompt grader-0123"
    assert printed.endswith(last)


def test_points_that_may_be_wrong_are_counted_so_that_they_are_contested(make: Any) -> None:
    states = [VerdictState.MET, VerdictState.NOT_MET, VerdictState.NOT_MET, VerdictState.MET]
    told = graded_by(make.grade(make.question(), states, [0.5, 0.45, 0.1, 1.0]))
    assert "not sure of 1 of 4 points: contest what you did say" in told


def test_what_was_not_graded_is_not_told_to_be_sure() -> None:
    by = GradedBy("offline", "m", "1", "grader-0123", "the endpoint is down")
    line = graded_by(not_graded("no way", Delivery(1, 0.0, ()), by))
    assert line == "graded offline by m, rubric 1, prompt grader-0123; the endpoint is down"


def test_how_an_answer_was_told_is_printed_too(make: Any, capsys: pytest.CaptureFixture[str]) -> None:
    question = make.question()
    grade = make.grade(question, [VerdictState.MET] * 4)
    remarked = replace(grade, delivery=replace(grade.delivery, remarks=("Say why.",)))
    interview = make.answer(make.interview(question), remarked)
    print_turn(interview, interview.turns[0])
    assert "How you told it: Say why." in capsys.readouterr().out


def test_the_scorecard_of_an_interview_that_was_ended_early_tells_no_more_than_it_knows(
    make: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = make.question("one", follow_ups=False), make.question("two")
    print_scorecard(make.answer(make.interview(one, two), make.grade(one, [VerdictState.MET] * 4)).ended(make.now))
    shown = " ".join(capsys.readouterr().out.split())
    assert "7 of 7 points: strong yes, on 1 of 2 questions (all or nearly all of what matters is said)." in shown
    assert "not answered The question two?" in shown
    print_scorecard(make.interview(one).ended(make.now))
    assert "Nothing was answered, so there is no verdict." in capsys.readouterr().out


def test_the_scorecard_says_what_was_skipped_and_names_a_passage_once(
    coach: Coach, capsys: pytest.CaptureFixture[str]
) -> None:
    interview = coach.interviews.start_with(
        [coach.bank.question(name) for name in ("bias-variance-explain", "mae-or-rmse")]
    )
    while interview.ask is not None:
        answer = "skip" if interview.ask.question_id == "mae-or-rmse" else "Bias is underfitting by a model too simple."
        interview = coach.interviews.answer(interview.id, answer).interview
    print_scorecard(coach.interviews.end(interview.id))
    shown = capsys.readouterr().out
    assert "Questions skipped: 1 of 2." in shown
    assert re.search(r"“.*” is (firm|likely|a close call)", shown)
    assert "\n  skipped  " in shown
    review = shown[shown.index("To review") :].splitlines()[1:]
    passages = [line for line in review if line.startswith("  ") and not line.startswith("    ")]
    assert len(passages) == len(set(passages)) < sum(line.startswith("    - ") for line in review)
