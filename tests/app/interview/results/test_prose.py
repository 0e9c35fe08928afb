"""Pasted prose without the breaks of its lines."""

import pytest

from app.interview.results.prose import joined

WRAPPED = """We had eleven years of reports, and somebody in the
workshop decides which part is ordered. I did the data,
the features and the evaluation."""


def test_prose_that_was_wrapped_is_one_paragraph() -> None:
    assert joined(f"{WRAPPED}\n\n{WRAPPED}") == "\n\n".join([" ".join(WRAPPED.split("\n"))] * 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "One line.",
        "Latency: 1 s\nCost: low\nUsers: 200",
        f"{'A line that says a part of what there is to say. ' * 4}\nAnd another that was begun by hand.",
        "The requirements that I would ask about at first are:\n- how fast\n2. how many\n  and what they cost",
        "```python\nvalue = a_function_with_a_long_name(of_one_argument)\nreturn value\n```",
        "Before it stands a word or two, so that it is wide.\n```\nx = 1\n```\nAfter it.",
        "# A heading that is as wide as a line of prose is\n> quoted",
    ],
)
def test_what_was_broken_by_hand_stays_so(text: str) -> None:
    assert joined(text) == text


def test_a_list_item_that_was_wrapped_is_one_line() -> None:
    text = "- an item that goes on for so long that it is put on\nanother line\n- the next"
    assert joined(text) == text.replace("on\nanother", "on another")
