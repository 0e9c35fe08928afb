"""What comes from a program's process: all that it printed before its answer, and no answer later than its time."""

import os
import time
from collections.abc import Iterator

import pytest

from app.coding.child import Child, Ended
from app.coding.printed import MOST_BYTES, Printed
from app.coding.remote import Program
from app.coding.sandbox import Launch, Limits, Sandbox

SOURCE = """
import os, struct, time

def say(number):
    print("said", number)
    return number

def spam(count):
    for _ in range(count):
        print("x" * 1000)

def dribble():
    for fd in range(3, 20):
        try:
            os.write(fd, struct.pack("!I", 10_000_000))
            while True:
                os.write(fd, b" ")
                time.sleep(0.005)
        except OSError:
            continue

def close_what_is_printed():
    os.close(1)
    os.close(2)
    time.sleep(0.1)
    return "here"
"""


@pytest.fixture
def child(walls: Sandbox) -> Iterator[Child]:
    with Child(Launch(walls.required(), Limits(2.0, 256))) as made:
        yield made


@pytest.fixture
def program(child: Child) -> Program:
    made = Program(child, 0.5)
    made.load(SOURCE)
    return made


def test_with_each_answer_all_that_was_printed_before_it_is_there(child: Child, program: Program) -> None:
    for number in range(200):
        assert program.say(number) == number
        assert child.printed.endswith(f"said {number}\n")


def test_of_what_is_printed_without_end_the_first_part_is_kept_and_the_answer_comes(
    child: Child, program: Program
) -> None:
    program.spam(3000)
    assert len(child.printed) == MOST_BYTES


@pytest.mark.slow
def test_an_answer_that_comes_a_byte_at_a_time_ends_with_the_programs_time(program: Program) -> None:
    began = time.monotonic()
    with pytest.raises(Ended, match=r"longer than 0\.5 s"):
        program.dribble()
    # 10 MB would take a day.
    assert time.monotonic() - began < 60


def test_a_program_that_closes_what_it_prints_to_still_answers(program: Program) -> None:
    assert program.close_what_is_printed() == "here"


def test_what_is_printed_is_taken_without_waiting() -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    printed = Printed(os.fdopen(reading, "rb", buffering=0))
    assert printed.take()
    os.write(writing, b"one \xff")
    assert printed.take()
    os.close(writing)
    assert not printed.take()
    assert printed.text == "one \ufffd"
    printed.take_last()
    assert not printed.take()
