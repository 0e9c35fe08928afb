"""What is remembered, as progress, reports and files; out of the coach and back in."""

import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from app.candidate.candidate import answered, reviewed
from app.candidate.cards import Rating
from app.coach.candidates.exchange import as_anki, as_markdown
from app.coach.candidates.records import Records
from app.coach.candidates.report_files import Format, written
from app.interview.course import Exchange
from app.interview.grade import VerdictState
from app.interview.interview import Interview
from app.interview.requests.commands import Command
from app.interview.results.compared import SecondChair
from app.interview.results.report import Contested
from app.interview.results.scorecard import NotAnswered
from app.store.interviews import Store
from ingest.bank.taxonomy import Topic
from ingest.errors import BadRequest, Conflict

MET, PARTLY, MISSED = VerdictState.MET, VerdictState.PARTLY_MET, VerdictState.NOT_MET
HOSTILE = "<script>alert(1)</script>\n# no heading\n\x1b[31m"


@pytest.fixture
def records(make: Any) -> Iterator[Records]:
    """Records of a candidate with one ended interview of one question and its follow-up."""
    with closing(Store("sqlite://")) as store:
        question = make.question()
        interview = make.interview(question)
        store.add("me", interview)
        records = Records(store, lambda: make.now + timedelta(days=1), "me")
        first = make.grade(question, [MISSED, PARTLY, MET, MET])
        interview = make.answer(
            interview,
            first,
            key="k1",
            answer=HOSTILE,
            answered_utc=make.now + timedelta(minutes=3),
            confidence=0.9,
        )
        store.record("me", interview, answered(interview))
        second = make.grade(interview.graded_against(interview.ask), [MET])
        interview = make.answer(interview, second, key="k2", answered_utc=make.now + timedelta(minutes=4))
        store.record("me", interview, answered(interview))
        yield records


def held(records: Records) -> Interview:
    return records.history()[0]


def test_progress_tells_skills_points_time_calibration_and_one_step(records: Records) -> None:
    progress = records.progress()
    assert (progress.answers, progress.interviews, progress.seconds) == (2, 1, 240)
    assert (progress.missed, progress.earned, progress.due, progress.cards_in_all) == (2, 1, 1, 2)
    (topic,) = progress.topics
    assert topic.topic == "rag"
    assert len(topic.history) == topic.answers == 2
    assert topic.low < topic.share < topic.high
    assert progress.calibration.told == 1
    assert progress.calibration.gap == pytest.approx(0.9 - 3 / 7)
    assert progress.next_step == "Review the card that is due."
    assert progress.next_topic == ""


def test_without_cards_due_the_step_is_the_weakest_topic(records: Records) -> None:
    records.store.candidates.learn("me", reviewed("q/p0", Rating.GOOD, records.now()))
    told = records.progress()
    assert told.next_step.startswith("Practise RAG, your weakest topic: you would earn about ")
    assert told.next_topic == "rag"
    assert told.next_due_utc == min(card.due_utc for card in records.memory().cards.values())


def test_who_is_new_is_told_to_begin(records: Records) -> None:
    new = replace(records, owner="new").progress()
    assert (new.answers, new.topics, new.calibration.gap) == (0, (), None)
    assert new.next_step.startswith("Take a first interview")


def test_a_report_has_its_basis_quotes_and_transcript(records: Records) -> None:
    report = records.report(held(records).id)
    assert (report.card.earned, report.card.possible, report.minutes) == (3, 7, 4)
    assert [told.point for told in report.weakest] == ["Point 0 of q is made."]
    assert next((told.point, told.quote) for told in report.strongest) == ("Point 1 of q is made.", "my own words")
    assert [(line.who, line.earned) for line in report.transcript] == [
        ("interviewer", None), ("candidate", 3), ("interviewer", None), ("candidate", 2)
    ]  # fmt: skip
    assert 0 < report.sure < 1


def test_a_report_of_an_interview_that_goes_on_is_refused(make: Any, records: Records) -> None:
    records.store.add("me", replace(make.interview(), id="open"))
    with pytest.raises(Conflict, match="goes on"):
        records.report("open")


def test_a_report_is_written_as_text_that_nothing_obeys(records: Records) -> None:
    report = records.report(held(records).id)
    page = written(report, Format.HTML)
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "http" not in page
    text = written(report, Format.MARKDOWN)
    assert "\n# no heading" not in text
    assert "> \\<script\\>" in text
    assert json.loads(written(report, Format.JSON))["card"]["possible"] == 7


@pytest.mark.parametrize(("minutes", "told"), [(0.4, "less than a minute"), (1.2, "1 minute"), (12.0, "12 minutes")])
def test_a_written_report_says_what_it_comes_to_and_how_long_it_took(
    records: Records, minutes: float, told: str
) -> None:
    text = written(replace(records.report(held(records).id), minutes=minutes), Format.MARKDOWN)
    lines = text.split("\n\n")[1].splitlines()
    assert lines[0].endswith(f" UTC, {told}")
    assert lines[1] == "- Hire? No: some of what matters is said; more than half of it is missing."


def test_how_sure_a_report_is_stands_in_it_as_words_and_only_where_an_appeal_is_worth_it(records: Records) -> None:
    report = records.report(held(records).id)
    (weak,) = report.weakest
    for form in (Format.HTML, Format.MARKDOWN):
        known, doubted = (
            written(replace(report, weakest=(replace(weak, unsure=unsure),)), form) for unsure in (False, True)
        )
        assert report.firm in known
        assert "not sure: contest it if you did say it" not in known
        assert "not met, weight 3, question 1; not sure: contest it if you did say it" in doubted


def test_a_written_report_names_who_spoke_of_what_and_what_was_contested_or_left(records: Records) -> None:
    report = records.report(held(records).id)
    contested = Contested(1, "Point 0 of q is made.", "my <own> words", "not met", "not met", "It stays.")
    open_ask = replace(report.transcript[0], is_answered=False)
    left = NotAnswered("What about point 0?", 1, is_follow_up=True)
    told = replace(
        report,
        contested=(contested,),
        transcript=(*report.transcript, open_ask),
        card=replace(report.card, not_answered=(left,), rests_on="on 1 of 2 questions"),
    )
    for form in (Format.HTML, Format.MARKDOWN):
        text = written(told, form)
        for words in (
            "Interviewer, question 1, follow-up", "You (3 of 7 points)", "(not answered)", "What you contested",
            "stays not met, question 1", "It stays.", "Not answered", "Follow-up to question 1: What about point 0?",
            "Hire? No, on 1 of 2 questions: some", "With follow-ups: 4 of 7 points. The verdict counts what you said",
        ):  # fmt: skip
            assert words in text, (form, words)
        assert "<own>" not in text.replace("\\<own\\>", "")


def test_a_written_report_holds_what_was_asked_back_and_the_facts_that_were_given(records: Records) -> None:
    asked = Exchange(1, Command.CLARIFY, "How many <users>?", "A million a day.\n# Each", records.now())

    def with_exchange(interview: Interview) -> Interview:
        return replace(interview, course=interview.course.with_exchange(asked))

    report = records.report(records.store.change("me", held(records).id, with_exchange).id)
    page, text = written(report, Format.HTML), written(report, Format.MARKDOWN)
    assert "You</dt><dd>How many &lt;users&gt;?</dd><dt>" in page
    assert "Interviewer, question 1</dt><dd>A million a day.\n# Each</dd>" in page
    assert "You**\n\n> How many \\<users\\>?" in text
    assert "Interviewer, question 1**\n\n> A million a day.\n> \\# Each" in text
    lines = json.loads(written(report, Format.JSON))["transcript"]
    assert [(line["who"], line["command"]) for line in lines[-2:]] == [
        ("candidate", "clarify"), ("interviewer", "clarify")
    ]  # fmt: skip


def test_a_chair_that_handed_in_no_marks_has_no_part_in_a_report(records: Records) -> None:
    report = replace(records.report(held(records).id), chair=SecondChair(records.now(), (), 0, 0))
    assert not any("Two who judge" in written(report, form) for form in (Format.HTML, Format.MARKDOWN))


def test_an_export_that_is_imported_makes_the_same_memory(records: Records) -> None:
    document = records.exported()
    other = replace(records, owner="other")
    change = other.take_in(document)
    assert (len(change.cards), len(change.events)) == (2, 2)
    assert other.memory() == records.memory()
    again = other.take_in(document)
    assert (again.cards, again.events) == ((), ())
    assert other.exported() == document


def test_an_import_keeps_the_card_that_was_reviewed_later(records: Records) -> None:
    document = records.exported()
    records.store.candidates.learn("me", reviewed("q/p0", Rating.GOOD, records.now()))
    mine = records.memory().cards["q/p1"]
    records.take_in(document)
    assert records.memory().cards["q/p1"] == mine


@pytest.mark.parametrize(
    "document",
    ["", "[]", '{"version": 2}', '{"version": 1, "candidate": {}, "cards": [], "events": [{"kind": "spell"}]}',
     '{"version": 1, "candidate": {}, "cards": [], "events": [], "owner": "other"}'],
)  # fmt: skip
def test_what_is_no_export_is_refused(records: Records, document: str) -> None:
    with pytest.raises(BadRequest, match="this is no export of the coach"):
        records.take_in(document)


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        ("cards.0.topic", "my topic", "cards.0.topic"),
        ("cards.0.id", "other/p0", "cards.0"),
        ("cards.0.point", "a\0b", "cards.0.point"),
        ("cards.0.due_utc", "2026-01-01T00:00:00", "cards.0.due_utc"),
        ("cards.0.made_utc", "0001-01-01T00:00:00+05:00", "cards.0.made_utc"),
        ("cards.0.schedule.state", 9, "cards.0.schedule.state"),
        ("cards.0.schedule.stability", -5, "cards.0.schedule.stability"),
        ("cards.0.schedule.stability", None, "cards.0.schedule"),
        ("cards.0.schedule.step", None, "cards.0.schedule"),
        ("cards.0.schedule.last_review_utc", "2026-01-01T00:00:00", "cards.0.schedule.last_review_utc"),
        ("events.0.at_utc", "2026-01-01T00:00:00", "events.0.at_utc"),
        ("events.0.skill", 1e300, "events.0.skill"),
        ("candidate.answers.0.at_utc", "2026-01-01T00:00:00", "candidate.answers.0.at_utc"),
    ],
)
def test_what_would_fail_later_is_refused_at_the_door(records: Records, place: str, value: Any, told: str) -> None:
    document = json.loads(records.exported())
    *path, name = place.split(".")
    node = document
    for part in path:
        node = node[int(part) if part.isdecimal() else part]
    node[name] = value
    with pytest.raises(BadRequest, match=rf"no export of the coach: (the document\.)?{re.escape(told)}: "):
        replace(records, owner="other").take_in(json.dumps(document))


def test_a_card_that_is_named_twice_is_taken_once(records: Records) -> None:
    document = json.loads(records.exported())
    document["cards"] *= 2
    assert len(replace(records, owner="other").take_in(json.dumps(document)).cards) == 2


def test_an_export_with_too_much_in_it_is_refused(records: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.coach.candidates.exchange.MOST_CARDS", 1)
    with pytest.raises(BadRequest, match="more than 1 cards or 100,000 events"):
        records.take_in(records.exported())


def test_a_deck_for_anki_opens_and_holds_the_cards(records: Records, tmp_path: Path) -> None:
    deck = as_anki(list(records.memory().cards.values()))
    with zipfile.ZipFile(BytesIO(deck)) as package:
        assert "collection.anki2" in package.namelist()
        package.extract("collection.anki2", tmp_path)
    with closing(sqlite3.connect(tmp_path / "collection.anki2")) as collection:
        fields = [row[0].split("\x1f") for row in collection.execute("SELECT flds FROM notes ORDER BY flds")]
        assert collection.execute("SELECT count(*) FROM cards").fetchone() == (2,)
    assert fields[0] == ["What about point 0?", "The question q?", "Point 0 of q is made.", "rag/note#point-0"]


def test_cards_in_markdown_stand_below_their_topic(records: Records) -> None:
    text = as_markdown(list(records.memory().cards.values()))
    assert "## rag" in text
    assert "> Point 1 of q is made." in text


def test_goals_are_kept_and_everything_is_forgotten(records: Records) -> None:
    records.aim([Topic.RAG, Topic.RAG])
    assert records.memory().candidate.goals == (Topic.RAG,)
    assert records.forget()["cards"] == 2
    assert records.memory().cards == {}
    assert records.history() == []
