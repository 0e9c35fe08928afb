"""What the corpus holds, and that no stage lacks questions for a skill it assesses."""

from dataclasses import replace
from pathlib import Path

import pytest
from banks import bank_questions

from eval.corpus.stats import FEWEST_PER_CELL, MAKES_SENSE, Stats, run_stats
from ingest.bank.taxonomy import Difficulty, Skill, Stage

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


@pytest.fixture(scope="module")
def counted() -> Stats:
    """Ours; a test that changes it takes a copy."""
    return run_stats(CORPUS)


@pytest.mark.parametrize("stage", list(Stage))
def test_every_skill_that_a_stage_assesses_has_its_questions(counted: Stats, stage: Stage) -> None:
    stats = counted
    short = {skill.value: stats.of_cell(stage, skill) for skill in MAKES_SENSE[stage]}
    assert not {skill: count for skill, count in short.items() if count < FEWEST_PER_CELL}


def test_the_corpus_is_as_large_as_it_claims_to_be(counted: Stats) -> None:
    stats = counted
    assert stats.notes >= 150
    assert stats.questions >= 420
    assert stats.stages[Stage.SYSTEM_DESIGN] >= 45
    assert stats.stages[Stage.BEHAVIOURAL] >= 45
    assert stats.stages[Stage.PROJECT_REVIEW] >= 50
    assert sum(bool(question.thread) for question in bank_questions()) >= 60
    assert min(stats.topics.values()) >= 10
    assert sum(stats.stages.values()) == sum(stats.topics.values()) == stats.questions
    assert sum(stats.notes_of_topic.values()) == stats.notes
    assert all(stats.topics[topic] and stats.notes_of_topic[topic] for topic in stats.topics)


def test_every_stage_has_its_skills_and_every_skill_its_stage() -> None:
    assert set(MAKES_SENSE) == set(Stage)
    assert set().union(*MAKES_SENSE.values()) == set(Skill)


def test_the_table_adds_up_and_names_what_is_short(counted: Stats) -> None:
    stats = replace(counted, cells=counted.cells.copy())
    row = next(line for line in stats.render().splitlines() if line.startswith("| screening"))
    cell = row.split("|")[3].strip()
    counts = [stats.cells[Stage.SCREENING, Skill.FUNDAMENTALS, difficulty] for difficulty in Difficulty]
    assert cell == f"{sum(counts)} ({'/'.join(map(str, counts))})"
    for difficulty in Difficulty:
        stats.cells[Stage.BEHAVIOURAL, Skill.GENERATIVE_AI, difficulty] = 1
    assert stats.short == [(Stage.BEHAVIOURAL, Skill.GENERATIVE_AI, 3)]
    assert "behavioural x generative-ai has 3 questions, needs 5" in stats.render()
