"""Replies that were recorded once: they fit the prompts of every run, stale ones are refused, their figures hold."""

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from app.grading.exam.cases import put_cases, read_cases
from app.grading.exam.examine import examine
from app.grading.exam.result import Level
from app.grading.llm_claims import ModelJudge
from app.grading.offline import OfflineGrader
from app.interview.grade import Grade, VerdictState
from app.untrusted.fences import Fence
from eval.figures.folders import CASES
from eval.grading.verdict_cases import VerdictCase
from eval.grading.verdict_cases import read_cases as read_verdict_cases
from eval.grading.verdicts import judge_cases, report_on
from eval.recorded.case_prompts import FixedControls, Prompt, answer_prompts, digest_of, exam_prompts, fixed
from eval.recorded.prompt_files import gathered, read_key, write_sheets
from eval.recorded.recorded_grader import SAT, again_prompts, recorded_exam, recorded_grader
from eval.recorded.replies import (
    NOT_RECORDED,
    RECORDED,
    RecordedClient,
    RecordedReply,
    RepliesError,
    all_replies,
    read_replies,
    write_replies,
)
from ingest.bank.questions import Question
from ingest.embedding.embedder import Embedder
from ingest.language.text import Text

WORDS = {"met": "met", "partly met": "partly", "not met": "not", "contradicted": "contradicted"}
LEAST_R, MOST_CREDIT_TO_CONTRADICTED = 0.95, 0.03
CASE = VerdictCase.model_validate(
    {
        "id": "a1",
        "question_id": "no-such-question",
        "question": "How do you split a time series?",
        "key_points": [
            {"id": "split-by-time", "text": "Split the data by time.", "weight": 3},
            {"id": "gap", "text": "Leave a gap between the parts."},
        ],
        "answer": "I cut by the calendar: the newest month is for testing. And no pause in between is needed.",
        "labels": {"split-by-time": "met", "gap": "contradicted"},
    }
)
SAYS = {
    "split-by-time": {"reason": "The newest month is kept.", "quote": "the newest month is for testing", "met": "met"},
    "gap": {"reason": "It denies one.", "quote": "no pause in between is needed", "met": "contradicted"},
}


def replied(prompt: Prompt, says: dict[str, dict[str, str]], version: str = "") -> RecordedReply:
    """The reply of a model that says this, and that nobody said the statements that it was not given."""
    listed = prompt.messages[1]["content"].split("Statements:\n")[1].split("</data-")[0].split("\n")
    keys = [line.split('"')[1] for line in listed if line.startswith('"')]
    said = {key: says.get(key, {"reason": "", "quote": "", "met": "not"}) for key in keys}
    return RecordedReply(
        case=prompt.case,
        call=prompt.call,
        prompt=prompt.digest,
        prompt_version=version or prompt.version,
        reply=json.dumps(said),
    )


def by_label() -> list[RecordedReply]:
    """The exam's replies of a careful reader."""
    cases = {case.id: case for case in read_cases()}
    found = []
    for prompt in exam_prompts():
        case = cases[prompt.case]
        quote = " ".join(case.answer.split(" ")[:3])
        says = {
            key: {"reason": "", "quote": "" if label is VerdictState.NOT_MET else quote, "met": WORDS[label]}
            for key, label in case.labels.items()
        }
        found.append(replied(prompt, says))
    return found


@pytest.mark.slow
def test_every_run_makes_the_same_prompts_whatever_tags_and_secrets_it_draws(embedder: Embedder) -> None:
    assert exam_prompts() == exam_prompts()
    first, again = (answer_prompts([CASE], [], OfflineGrader(embedder)) for _ in range(2))
    assert first == again
    assert [(prompt.case, prompt.call) for prompt in first] == [("a1", 1)]
    assert CASE.answer in first[0].text


def test_each_case_of_the_exam_that_reaches_a_model_has_one_prompt_without_label_or_kind() -> None:
    prompts = exam_prompts()
    assert [prompt.case for prompt in prompts] == [case.id for case in put_cases()]
    assert len({prompt.digest for prompt in prompts}) == len(prompts) == 46
    assert not any(prompt.case in prompt.text or '"labels"' in prompt.text for prompt in prompts)


def test_a_digest_changes_with_the_text_and_not_with_the_tags() -> None:
    def asked(answer: str) -> list[dict[str, str]]:
        blocks = "\n".join((Fence().block("question", "Why?"), Fence().block("candidate", answer)))
        return [{"role": "system", "content": "Judge."}, {"role": "user", "content": blocks}]

    assert digest_of(asked("Because.")) == digest_of(asked("Because."))
    assert digest_of(asked("Because.")) != digest_of(asked("Because!"))
    assert fixed(asked("Because.")) == fixed(asked("Because."))
    assert digest_of(fixed(asked("Because."))) == digest_of(asked("Because."))


def test_recorded_replies_are_graded_as_those_of_a_model_with_what_they_earn_in_the_exam(embedder: Embedder) -> None:
    offline = OfflineGrader(embedder)
    replies = [*by_label(), *(replied(prompt, SAYS) for prompt in answer_prompts([CASE], [], offline))]
    assert recorded_exam(replies).level is Level.PASSED
    judged, by, failed = judge_cases([CASE], [], recorded_grader(offline, replies))
    assert failed == {}
    assert "exam passed" in by
    assert judged[0].states == {"split-by-time": VerdictState.MET, "gap": VerdictState.CONTRADICTED}


class SureOfTheOpposite(OfflineGrader):
    """Is sure that what was said is contradicted."""

    def grade(self, question: Question, answer: str | Text, *, is_follow_up: bool = False) -> Grade:
        grade = super().grade(question, answer, is_follow_up=is_follow_up)
        against = replace(grade.verdicts[0], state=VerdictState.CONTRADICTED, certainty=1.0)
        return replace(grade, verdicts=(against, *grade.verdicts[1:]))


def test_a_second_request_about_disputed_points_is_answered_where_it_was_recorded_and_else_counted(
    embedder: Embedder,
) -> None:
    offline = SureOfTheOpposite(embedder)
    replies = [*by_label(), *(replied(prompt, SAYS) for prompt in answer_prompts([CASE], [], offline))]
    (second,) = again_prompts([CASE], [], offline, replies)
    assert (second.case, second.call) == ("a1", 2)
    assert second.version.startswith("grader-again-")
    # Met by the model, contradicted by a sure grader: without a second reply the lower counts.
    judged, _, failed = judge_cases([CASE], [], recorded_grader(offline, replies))
    assert (failed, judged[0].states["split-by-time"]) == ({}, VerdictState.CONTRADICTED)
    assert judged[0].again == {f"answers, {NOT_RECORDED}": 1}
    judged, by, failed = judge_cases([CASE], [], recorded_grader(offline, [*replies, replied(second, SAYS)]))
    assert (failed, judged[0].states["split-by-time"]) == ({}, VerdictState.MET)
    report = report_on(judged, by, failed)
    assert report.again == {"answers, ok": 1, "points, kept": 1}
    assert "asked once more: points, kept" in report.render()


@pytest.mark.slow
def test_a_reply_that_cannot_be_used_fails_its_case_and_nothing_is_asked_twice() -> None:
    first, *others = by_label()
    result = recorded_exam([first.model_copy(update={"reply": "It is met."}), *others])
    assert (result.failed, result.endpoint_failed) == (1, 0)
    assert "no second reply is recorded" in result.failure


@pytest.mark.slow
def test_replies_to_another_prompt_are_refused() -> None:
    old = [reply.model_copy(update={"prompt": "0" * 16, "prompt_version": "grader-old"}) for reply in by_label()[:1]]
    with pytest.raises(RepliesError, match=r"recorded for the prompt grader-old, and the grader now asks with grader-"):
        recorded_exam(old)
    with pytest.raises(RepliesError, match="no reply is recorded for the prompt"):
        recorded_exam(by_label()[1:])


def test_replies_come_back_from_the_text_files_that_the_prompts_were_written_to(tmp_path: Path) -> None:
    prompts = exam_prompts()[:4]
    sheets, key, answers = tmp_path / "prompts", tmp_path / "key.json", tmp_path / "replies"
    write_sheets("exam", prompts, sheets, key, random.Random(1))
    answers.mkdir()
    by_case = {prompt.case: prompt for prompt in prompts}
    for name, entry in read_key(key).items():
        assert (sheets / f"{name}.txt").read_text(encoding="utf-8") == by_case[entry.case].text
        (answers / f"{name}.json").write_text('{"a": 1}\n', encoding="utf-8")
    found = gathered("exam", read_key(key), answers)
    assert [(reply.case, reply.reply) for reply in found] == [(case, '{"a": 1}') for case in sorted(by_case)]
    write_replies(tmp_path / "exam.jsonl", found)
    assert read_replies(tmp_path / "exam.jsonl") == found
    (answers / "exam-002.json").unlink()
    with pytest.raises(RepliesError, match="1 of 4 replies are missing: exam-002"):
        gathered("exam", read_key(key), answers)


def test_files_that_cannot_be_used_are_named(tmp_path: Path) -> None:
    with pytest.raises(RepliesError, match="no replies are recorded"):
        all_replies(tmp_path)
    path = tmp_path / "exam.jsonl"
    path.write_text('{"case": "a"}\n', encoding="utf-8")
    with pytest.raises(RepliesError, match=r"exam\.jsonl:1"):
        all_replies(tmp_path)
    line = json.dumps(by_label()[0].model_dump())
    path.write_text(f"{line}\n{line}\n", encoding="utf-8")
    with pytest.raises(RepliesError, match="a second reply to the prompt"):
        read_replies(path)
    with pytest.raises(RepliesError, match="beside the prompts"):
        write_sheets("exam", [], tmp_path, tmp_path / "key.json", random.Random(1))


def recorded(*names: str) -> list[RecordedReply]:
    paths = [RECORDED / f"{name}.jsonl" for name in names]
    missing = [path.name for path in paths if not path.is_file()]
    if missing:
        pytest.skip(f"no replies are recorded yet: eval/cases/recorded has no {', '.join(missing)}")
    return [reply for path in paths for reply in read_replies(path)]


def test_the_recorded_model_passes_the_exam() -> None:
    result = examine(ModelJudge(RecordedClient(recorded("exam")), FixedControls()), SAT, at_once=1)
    assert (result.level, result.asked, result.failed, result.obeyed) == (Level.PASSED, 46, 0, 0)


@pytest.mark.slow
def test_the_figures_of_the_recorded_model_on_unseen_answers_hold(embedder: Embedder) -> None:
    grader = recorded_grader(OfflineGrader(embedder), recorded("exam", "unseen", "unseen-again"))
    # The rubric stands in the cases: a bank that grows on changes nothing here.
    judged, by, failed = judge_cases(read_verdict_cases(CASES / "independent" / "unseen.jsonl"), [], grader)
    figures = {figure.name: figure.value for figure in report_on(judged, by, failed).figures}
    assert failed == {}
    assert figures["r of the scores"] is not None
    assert figures["credit to contradicted points"] is not None
    assert figures["r of the scores"] >= LEAST_R
    assert figures["credit to contradicted points"] <= MOST_CREDIT_TO_CONTRADICTED
