"""Three repositories, made by a script, and what is stated of their authors."""

from pathlib import Path

import pytest
from repositories import ANN, SIMPLE, TANGLED, Story, git, notebook_heap, ten_authors, tidy_library

from app.projects.history.author_evidence import evidence_of, read_evidence
from app.projects.history.commit_evidence import EVIDENCE, About, Evidence, Standing, Statement
from app.projects.history.facts import Bounds
from app.projects.history.page import as_html, as_markdown


def texts(evidence: Evidence, about: About | None = None) -> list[str]:
    return [statement.text for statement in evidence.statements if about in (None, statement.about)]


def stated(evidence: Evidence, words: str) -> Statement:
    found = [statement for statement in evidence.statements if words in statement.text]
    assert len(found) == 1, (words, texts(evidence))
    return found[0]


def test_a_tidy_library(tmp_path: Path) -> None:
    commits = tidy_library(tmp_path / "lines")
    evidence = evidence_of(tmp_path / "lines", [])
    assert [person.email for person in evidence.author] == ["ann@example.org"]
    assert (evidence.commits_in_all, evidence.own_commits) == (5, 5)
    assert stated(evidence, "Tests: 1 of 5 commits").rests_on == (Standing.DIFFS,)
    assert stated(evidence, "Docs: 1 of 5 commits").rests_on == (Standing.PATHS,)
    simpler = stated(evidence, "`parse` in src/lib/parse.py went from a cyclomatic complexity of 15 to 1")
    assert simpler.commits == (commits["simpler"],)
    assert stated(evidence, "requests by httpx2").commits == (commits["replaced"],)
    assert stated(evidence, "Weeks with commits: 4 of the 4").rests_on == (Standing.DATES,)
    assert stated(evidence, "Reverted by a later one: 1 commit").commits == (commits["revert"],)
    asked = {question.text: question.commits for question in evidence.questions}
    assert any("you replaced requests by httpx2 (requirements.txt): why" in text for text in asked)
    assert any(shas == (commits["simpler"],) for shas in asked.values())
    assert any(shas == (commits["revert"], commits["wrong"]) for shas in asked.values())
    assert texts(evidence, About.COLLABORATION) == []


def test_a_notebook_heap(tmp_path: Path) -> None:
    notebook_heap(tmp_path / "heap")
    evidence = evidence_of(tmp_path / "heap", [])
    stated(evidence, "Notebooks: 6 of 6 commits")
    assert stated(evidence, "Algorithms: ").rests_on == (Standing.DIFFS,)
    stated(evidence, "No commit touches tests or docs")
    stated(evidence, "Weeks with commits: 6 of the 15")
    assert [q.text for q in evidence.questions if "`lr = 0.5` to `lr = 0.6` (final.ipynb)" in q.text]
    # The same setting is asked about once.
    assert sum("lr = " in question.text for question in evidence.questions) == 1


def test_ten_authors(tmp_path: Path) -> None:
    commits = ten_authors(tmp_path / "many")
    evidence = evidence_of(tmp_path / "many", ["ann@example.org"])
    assert len(evidence.authors) == 10
    assert evidence.has_mailmap
    assert (evidence.commits_in_all, evidence.own_commits) == (12, 1)
    assert stated(evidence, "named as co-authors in 1 commit").commits == (commits["side"],)
    assert stated(evidence, "who reviewed it in 1 commit").commits == (commits["side"],)
    assert stated(evidence, "this author reviewed it in 1 commit of others").commits == (commits["later"],)
    assert stated(evidence, "brought in by 1 merge of others").commits == (commits["merge"],)
    assert stated(evidence, "that somebody else had made, such as core/engine.py").rests_on == (Standing.PATHS,)
    assert stated(evidence, "that this author made, such as queue/worker.py").commits == (commits["later"],)
    assert stated(evidence, "it took 4 days at the median").rests_on == (Standing.MERGES,)
    assert any("names Bob Ray beside you" in question.text for question in evidence.questions)


@pytest.mark.parametrize("make", [tidy_library, notebook_heap, ten_authors])
def test_every_statement_names_its_commits_and_what_it_cannot_show(tmp_path: Path, make) -> None:
    make(tmp_path / "made")
    everything = set(git(tmp_path / "made", "rev-list", "--all").split())
    evidence = evidence_of(tmp_path / "made", ["ann@example.org"] if make is ten_authors else [])
    assert evidence.statements
    for statement in evidence.statements:
        assert statement.commits
        assert set(statement.commits) <= everything
        assert statement.commit_count >= len(statement.commits)
        assert statement.rests_on
        assert statement.cannot_show
    page = as_markdown(evidence)
    for statement in evidence.statements:
        if statement.rests_on == (Standing.PATHS,):
            assert "paths alone and says no more than they do" in page
    assert not [word for word in ("score of", "rank", "better than", "%") if word in page.split("## ", 1)[1]]


def test_where_nobody_is_chosen_there_are_names_and_no_statement(tmp_path: Path) -> None:
    ten_authors(tmp_path / "many")
    for asked in ([], ["nobody@example.org"]):
        evidence = evidence_of(tmp_path / "many", asked)
        assert evidence.statements == evidence.questions == evidence.author == ()
        assert [person.name for person in evidence.authors][:2] == ["Ann Lee", "Bob Ray"]


def test_aliases_may_be_named_by_hand(tmp_path: Path) -> None:
    story = Story()
    story.commit(ANN, "one", {"a.py": SIMPLE}, 0)
    story.commit("A. Lee <lee@work.example.org>", "two", {"a.py": TANGLED}, 1)
    story.write(tmp_path / "two")
    assert evidence_of(tmp_path / "two", ["Ann Lee", "lee@work.example.org"]).own_commits == 2


def test_bounds_are_kept_and_told(tmp_path: Path) -> None:
    story = Story()
    for number in range(12):
        story.commit(ANN, f"change {number}", {f"m{number}.py": f"def f(x):\n    return x + {number}\n"}, number)
    story.write(tmp_path / "long")
    evidence = evidence_of(tmp_path / "long", [], Bounds(paths=8, lines=4, measured=2))
    limits = " ".join(evidence.limits)
    assert "the files of 4 commits were not read" in limits
    assert "the lines of 8 of your commits were not read" in limits
    assert "complexity was measured in the 2 changes" in limits


def test_the_page_is_html_that_loads_and_runs_nothing(tmp_path: Path) -> None:
    story = Story()
    story.commit("x & y <x@example.org>", "<img src=x onerror=1>", {"<script>.py": SIMPLE}, 0)
    story.commit("x <x@example.org>", "Replace <script>a by <script>b", {"<script>.py": TANGLED}, 1)
    story.write(tmp_path / "odd")
    page = as_html(evidence_of(tmp_path / "odd", ["x@example.org"]))
    assert "<script" not in page
    assert "<img" not in page
    assert "default-src 'none'" in page


def test_a_repository_is_read_in_a_process_of_its_own(tmp_path: Path) -> None:
    tidy_library(tmp_path / "lines")
    assert read_evidence(tmp_path / "lines", []) == evidence_of(tmp_path / "lines", [])


def test_a_secret_in_a_message_is_never_told(tmp_path: Path) -> None:
    old, new = "ghp_" + "a1B2c3D4" * 4 + "e5F6", "ghp_" + "g7H8i9J0" * 4 + "k1L2"
    story = Story()
    story.commit(ANN, f"Replace {old} by {new}", {"a.py": SIMPLE}, 0)
    pair = f"feat: use {new}\n\nCo-authored-by: Bob Ray <bob@example.org>\n"
    story.commit(ANN, pair, {"b.py": TANGLED}, 1)
    story.write(tmp_path / "leaky")
    evidence = evidence_of(tmp_path / "leaky", [])
    assert any("names Bob Ray beside you" in question.text for question in evidence.questions)
    told = EVIDENCE.dump_json(evidence).decode()
    assert old not in told
    assert new not in told


def test_the_value_of_a_secret_setting_is_never_told(tmp_path: Path) -> None:
    story = Story()
    story.commit(ANN, "one", {"config.py": "api_key = 'old-value-1'\nlr = 0.1\n"}, 0)
    story.commit(ANN, "two", {"config.py": "api_key = 'new-value-2'\nlr = 0.1\n"}, 1)
    story.write(tmp_path / "keys")
    evidence = evidence_of(tmp_path / "keys", [])
    assert "value-" not in as_markdown(evidence)
    assert "value-" not in str(evidence.replacements)
