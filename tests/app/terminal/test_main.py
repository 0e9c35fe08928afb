"""The `coach` command: its output and exit codes, and where they are the process' own, a process of its own."""

import json
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any, get_type_hints

import pytest

from app.coach.coach import Coach
from app.interview.requests.selection import MOST_QUESTIONS
from app.terminal.demo import SCRIPT
from app.terminal.interviews import chat
from app.terminal.main import main
from app.untrusted.terminal_text import harmless, harmless_json
from ingest.bank.taxonomy import Topic
from ingest.embedding.embedder import EmbedError


@pytest.fixture(scope="module")
def demo(coach_process: Any) -> str:
    """What `coach demo` prints."""
    done = coach_process("demo")
    assert done.returncode == 0, done.stderr
    told: str = done.stdout
    return told


def test_help_and_version_are_there(coach_command: Any) -> None:
    help_text = coach_command("--help").stdout
    assert all(name in help_text for name in ("search", "ingest", "ask", "chat", "demo", "serve", "eval", "corpus"))
    assert coach_command("--version").stdout.strip() == "0.1.0"
    assert "Example:" in coach_command("search", "--help").stdout
    assert all(topic in coach_command("chat", "--help").stdout for topic in Topic)


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['coach', '--help']\nfrom app.terminal.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'torch', 'sentence_transformers', 'openvino', 'faiss', 'fastapi', 'sqlalchemy', 'openai'}\n"
        "heavy &= set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_search_prints_one_json_document(coach_process: Any) -> None:
    done = coach_process("search", "kv cache memory", "--k", "2", "--json")
    assert done.returncode == 0, done.stderr
    hits = json.loads(done.stdout)["hits"]
    assert len(hits) == 2
    assert list(hits[0]) == ["rank", "score", "document", "title", "headings", "start", "end", "text"]


def test_ingest_names_what_it_cannot_read_takes_the_rest_and_says_so_by_exit_code(
    coach_command: Any, tmp_path: Path
) -> None:
    (tmp_path / "good.md").write_text("# Zebras\n\nZebras have stripes, and no two zebras have the same ones.\n")
    (tmp_path / "bad.txt").write_bytes(b"\x00\x01\x02 binary")
    index = tmp_path / "index"
    done = coach_command(
        "ingest", str(tmp_path / "good.md"), str(tmp_path / "bad.txt"), "--index", str(index), "--json"
    )
    assert done.returncode == 1
    assert "bad.txt" in done.stderr
    assert "binary" in done.stderr
    assert json.loads(done.stdout)["documents"] == 1
    found = coach_command("search", "stripes", "--index", str(index), "--json")
    assert json.loads(found.stdout)["hits"][0]["document"] == "good"


@pytest.mark.slow
def test_a_heading_that_is_longer_than_the_model_reads_keeps_nothing_out_of_the_index(
    coach_command: Any, tmp_path: Path
) -> None:
    # About 700 word pieces; the model reads 512. It ended in a traceback, and the good file was not indexed.
    heading = " ".join(f"unbiasedness{n}" for n in range(120))
    (tmp_path / "long.md").write_text(f"# Start\n\nAn opening.\n\n## {heading}\n\nA tree splits the data.\n")
    (tmp_path / "good.md").write_text("# Zebras\n\nZebras have stripes.\n")
    index = str(tmp_path / "index")
    done = coach_command("ingest", str(tmp_path / "long.md"), str(tmp_path / "good.md"), "--index", index, "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["documents"] == 2


@pytest.mark.parametrize(("command", "told"), [("ingest", "; shorten the longest headings, or set"), ("search", "")])
def test_a_text_that_cannot_be_embedded_is_one_sentence(
    command: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Short:
        def search(self, *_: Any, **__: Any) -> None:
            raise EmbedError("a text has 600 pieces")

    for module in ("search", "documents"):
        monkeypatch.setattr(f"app.terminal.{module}.open_embedder", lambda _: None)
    monkeypatch.setattr("app.terminal.search.open_retriever", lambda *_: Short())
    monkeypatch.setattr("app.terminal.documents.build", Short().search)
    monkeypatch.setattr(sys, "argv", ["coach", command, "x", "--index", str(tmp_path / "index")])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 1
    error = capsys.readouterr().err
    assert error.startswith(f"coach: a text has 600 pieces{told}")
    assert len(error.splitlines()) == 1


def test_an_error_that_is_a_bug_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: Any) -> None:
        raise RuntimeError("a bug")

    monkeypatch.setattr("app.terminal.search.open_embedder", fails)
    monkeypatch.setattr(sys, "argv", ["coach", "search", "x"])
    with pytest.raises(RuntimeError, match="a bug"):
        main()


@pytest.mark.slow
def test_ingest_leaves_the_default_index_alone_and_takes_the_one_that_is_set(
    coach_command: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "zebras.md").write_text("# Zebras\n\nZebras have stripes, and no two zebras have the same ones.\n")
    # Nothing is there to read: should the refusal break, the checkout's own index stays whole.
    refused = coach_command("ingest", str(tmp_path / "nothing.md"))
    assert refused.returncode == 1
    assert "--index my-index" in refused.stderr
    monkeypatch.setenv("COACH_INDEX", str(tmp_path / "index"))
    done = coach_command("ingest", str(tmp_path / "zebras.md"), "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["index"] == str(tmp_path / "index")
    told = coach_command("ingest", str(tmp_path / "zebras.md")).stdout
    assert told.endswith("index: 1 document, 1 passage, 1 window (0 embedded now), 0 questions\n")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("search", "x", "--index", "/nowhere/at/all"), "/nowhere/at/all"),
        (("ingest", "/nowhere.md", "--index", "/nowhere/index"), "/nowhere.md"),
        (("ingest", "/nowhere.md"), "name a folder with --index"),
        (("appeals", "--out", "/nosuch/a.jsonl"), "/nosuch/a.jsonl cannot be written: No such file or directory"),
        (("ingest", "corpus/guide.md", "--index", "/proc/x"), "the index /proc/x cannot be written: No such file"),
        (("search", ""), "the question is empty"),
        (("search", " ", "--json"), "the question is empty"),
        (("ask", ""), "the question is empty"),
        (("explain", "\n"), "the question is empty"),
        *(((name, "what is \udce9?"), "the question is not UTF-8") for name in ("search", "ask", "explain")),
        (("chat", "--stage", "chess"), "chess"),
        (("chat", "--topic", "chess"), "chess"),
        (("chat", "--minutes", "20"), "add --mode exam"),
        (("chat", "--mode", "exam", "--minutes", "20", "--loop", "full"), "leave out --loop"),
    ],
)
def test_errors_are_one_sentence_on_stderr(coach_command: Any, arguments: tuple[str, ...], words: str) -> None:
    one_sentence(coach_command(*arguments), words)


@pytest.mark.parametrize("place", ["/proc/x", "{file}"])
@pytest.mark.parametrize("command", [("search", "x"), ("demo",), ("serve",), ("ask", "x", "--json")])
def test_a_home_that_cannot_be_used_is_one_sentence_that_names_it(
    coach_command: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, place: str, command: tuple[str, ...]
) -> None:
    (tmp_path / "file").write_text("x")
    home = place.format(file=tmp_path / "file")
    monkeypatch.setenv("COACH_HOME", home)
    done = coach_command(*command)
    one_sentence(done, f"the folder {home} cannot be used: ")
    assert "set COACH_HOME to" in done.stderr


@pytest.mark.slow
def test_a_home_that_cannot_be_used_is_named_by_doctor_too(coach_command: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COACH_HOME", "/proc/x")
    done = coach_command("doctor")
    assert done.returncode == 1
    assert "FAIL model file: the folder /proc/x cannot be used" in done.stdout


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_port_that_is_taken_is_one_sentence_before_anything_is_said_to_be_served(
    coach_command: Any, host: str
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        one_sentence(coach_command("serve", "--host", host, "--port", str(port)), f"port {port} on {host} is taken")
        done = coach_command("serve", "--host", host, "--port", str(port))
    assert "choose another with --port or COACH_PORT" in done.stderr
    assert "http://" not in done.stderr


def test_a_host_that_is_none_of_this_machine_is_one_sentence(coach_command: Any) -> None:
    # An address that is kept for documentation (RFC 5737).
    one_sentence(coach_command("serve", "--host", "192.0.2.1"), "192.0.2.1 with port 8000 cannot be listened on")


@pytest.mark.parametrize("host", ["a" * 70, "a..b"])
def test_a_host_that_can_be_no_name_is_one_sentence(coach_command: Any, host: str) -> None:
    one_sentence(coach_command("serve", "--host", host), f"{host} is no name of a host; choose another with --host")


def test_a_file_name_cannot_command_the_terminal(coach_command: Any, tmp_path: Path) -> None:
    (tmp_path / "\x1b[31mbad.txt").write_bytes(b"\x00\x01\x02 binary")
    done = coach_command("ingest", str(tmp_path), "--index", str(tmp_path / "index"))
    assert "[31mbad.txt" in done.stderr
    assert "\x1b" not in done.stderr


def test_what_no_terminal_can_print_is_replaced_and_marks_of_direction_are_left_out() -> None:
    assert harmless("caf\udce9 a\u200eb\u200fc\u061cd") == "caf\ufffd abcd"


@pytest.mark.slow
def test_the_name_of_an_index_that_is_not_utf_8_is_printed_all_the_same(coach_process: Any, tmp_path: Path) -> None:
    (tmp_path / "zebras.md").write_text("# Zebras\n\nZebras have stripes, and no two zebras have the same ones.\n")
    done = coach_process("ingest", str(tmp_path / "zebras.md"), "--index", str(tmp_path / "caf\udce9"))
    assert done.returncode == 0, done.stderr
    assert "caf\ufffd: 1 document" in done.stdout


def test_a_document_of_json_holds_control_characters_escaped() -> None:
    text = "a\x9b2J\x7f\u202eb\x1b\udce9\n"
    told = harmless_json(json.dumps({"text": text}, ensure_ascii=False))
    assert told == '{"text": "a\\u009b2J\\u007f\\u202eb\\u001b\\udce9\\n"}'
    assert json.loads(told) == {"text": text}


@pytest.mark.slow
def test_the_process_of_an_error_prints_no_more_than_the_sentence(coach_process: Any) -> None:
    one_sentence(coach_process("search", "x", "--index", "/nowhere/at/all"), "/nowhere/at/all")


def one_sentence(done: subprocess.CompletedProcess[str], words: str) -> None:
    assert done.returncode == 1
    assert done.stdout == ""
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


@pytest.mark.slow
def test_the_demo_shows_questions_grades_quotes_and_citations(demo: str) -> None:
    for words in ("Question 1 of 4", "You said: “", "[1]", "points (", "Scorecard", "To review"):
        assert words in demo


def test_chat_takes_answers_and_ends_with_a_scorecard(coach_command: Any, shared_parts: None) -> None:
    given = "High variance means\n\nthat the model overfits.\n.\nI do not know.\n\n\n:end\n"
    done = coach_command("chat", "--topic", "ml-fundamentals", "--questions", "2", "--seed", "3", given=given)
    assert done.returncode == 0, done.stderr
    assert "Scorecard" in done.stdout
    assert done.stdout.count("graded offline") == 2
    assert " ".join(done.stdout.split()).count("two empty lines in a row") == 1


def test_chat_refuses_an_answer_that_is_not_utf_8_and_keeps_its_question(
    coach_command: Any, shared_parts: None
) -> None:
    given = "Caf\udce9 is fine.\n.\nHigh variance means that the model overfits.\n.\n:end\n"
    done = coach_command("chat", "--topic", "ml-fundamentals", "--questions", "2", "--seed", "3", given=given)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("The answer is not UTF-8") == 1
    assert done.stdout.count("graded offline") == 1


def test_chat_that_is_stopped_says_where_the_interview_goes_on(
    coach_command: Any, shared_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stops(_: str) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("builtins.input", stops)
        done = coach_command("chat", "--topic", "ml-fundamentals", "--questions", "1", "--seed", "3")
    assert done.returncode == 130
    found = re.search(r"or `coach serve` and open (#/interview/(\S+)) on the page", done.stderr)
    assert found is not None, done.stderr
    assert found[1] in coach_command("report", "--", found[2]).stderr
    assert f"{found[2]}  " in coach_command("report").stdout


def test_chat_goes_on_with_an_interview_that_was_left_and_not_with_one_that_ended(
    coach_command: Any, shared_parts: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter(["High variance means that the model overfits.", ".", "pause", "."])

    def stops(_: str) -> str:
        try:
            return next(typed)
        except StopIteration:
            raise KeyboardInterrupt from None

    with monkeypatch.context() as patch:
        patch.setattr("builtins.input", stops)
        left = coach_command("chat", "--topic", "ml-fundamentals", "--questions", "2", "--seed", "3")
    found = re.search(r"`coach chat --resume=(\S+)`", left.stderr)
    assert found is not None, left.stderr
    done = coach_command("chat", "--resume=last", given=":end\n")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^.*(Question 1|Follow-up|Question 2).* min", done.stdout, re.M)
    assert "Scorecard" in done.stdout
    assert f"its report: coach report {found[1]}" in done.stdout.replace("-- ", "")
    again = coach_command("chat", f"--resume={found[1]}")
    assert again.returncode == 1
    assert "that interview has ended; its report: coach report" in again.stderr


def test_an_interview_that_goes_on_takes_no_terms_of_another(coach_command: Any, shared_parts: None) -> None:
    refused = coach_command("chat", "--resume=last", "--stage", "deep-dive", "--seed", "0", "--mode", "exam")
    assert refused.returncode == 1
    told = " ".join(refused.stderr.split())
    assert "keeps what it was started with: leave out --stage, --seed, --mode, or leave out --resume" in told


def test_chat_in_an_exam_tells_the_time_that_is_left(coach_command: Any, shared_parts: None) -> None:
    done = coach_command("chat", "--topic", "ml-fundamentals", "--questions", "1", "--mode", "exam", given=":end\n")
    assert done.returncode == 0, done.stderr
    assert re.search(r"\d+:\d\d min left for it", done.stdout)


def test_chat_whose_input_ends_names_the_report_last(coach_command: Any, shared_parts: None) -> None:
    done = coach_command("chat", "--topic", "ml-fundamentals", "--questions", "1", "--seed", "3", given="A guess.\n")
    assert done.returncode == 0, done.stderr
    found = re.search(r"its report: coach report (?:-- )?(\S+)\n\Z", done.stdout)
    assert found is not None, done.stdout
    assert coach_command("report", "--", found[1]).stdout.startswith("# Interview: screening")


@pytest.mark.slow
def test_chat_asks_how_sure_one_is_before_a_grade_and_not_of_a_command(coach_command: Any, shared_parts: None) -> None:
    given = "hint\n.\nHigh variance means that the model overfits the noise.\n.\n70 %\n:end\n"
    done = coach_command("chat", "--topic", "ml-fundamentals", "--questions", "2", "--seed", "3", "--sure", given=given)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("How sure are you") == 1
    assert done.stdout.index("How sure are you") < done.stdout.index("graded offline")


@pytest.mark.slow
def test_the_terminal_and_the_api_give_the_same_grade(demo: str, coach: Coach) -> None:
    for question_id, _, answer in SCRIPT:
        interview = coach.interviews.start_with([coach.bank.question(question_id)])
        grade = coach.interviews.answer(interview.id, answer).turn.grade
        assert f"{grade.earned:g} of {grade.possible} points" in " ".join(demo.split())


@pytest.mark.slow
def test_ask_opens_no_database_of_interviews(
    coach_command: Any, shared_parts: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COACH_DATABASE_URL", f"sqlite:///{tmp_path / 'kept' / 'coach.sqlite'}")
    assert coach_command("ask", "What is a KV cache?").returncode == 0
    assert list(tmp_path.iterdir()) == []


def test_chat_asks_as_many_questions_as_an_interview_may_have() -> None:
    (option,) = get_type_hints(chat, include_extras=True)["questions"].__metadata__
    assert option.max == MOST_QUESTIONS


@pytest.mark.usefixtures("shared_parts")
def test_where_it_is_asked_whether_to_end_yes_and_no_are_whole_answers(coach_command: Any) -> None:
    told = coach_command("chat", "--mode", "exam", "--questions", "1", given=".\nno\n.\nyes\n")
    assert told.returncode == 0
    assert told.stdout.count("This is the last question") == 2
    assert "The interview goes on" in told.stdout
    assert "Questions skipped: 1 of 1." in told.stdout
