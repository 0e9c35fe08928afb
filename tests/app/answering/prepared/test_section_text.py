"""A section is cut into pieces that can stand alone, each at its place in the document."""

from app.answering.prepared.section_text import pieces, probes

NOTE = """## Where it ends

A forest averages trees. It lowers variance. Boosting lowers bias.

At the start the loss of ten classes should be near 2.3:

```python
>>> 1 + 1
2
```

It is 2 here. So a first loss of 2.3 is right.

| Minutes | Part |
|---|---|
| 0-8 | clarify |
| 8-13 | frame |

Some rules:

- Keep tables whole.
- Split code by function.
"""


def test_a_sentence_that_points_back_stays_with_the_one_before_it():
    assert [piece.text for piece in pieces(NOTE, 0, len(NOTE))][:2] == [
        "A forest averages trees. It lowers variance.",
        "Boosting lowers bias.",
    ]


def test_what_led_to_code_is_told_without_it_and_what_leans_on_code_is_not():
    texts = [piece.text for piece in pieces(NOTE, 0, len(NOTE))]
    assert "At the start the loss of ten classes should be near 2.3." in texts
    assert "So a first loss of 2.3 is right." in " ".join(texts)
    assert not any(text.startswith("It is 2 here") for text in texts if "So a first" not in text)
    assert not any(">>>" in text or "##" in text for text in texts)


def test_a_table_is_told_in_one_line():
    tables = [piece for piece in pieces(NOTE, 0, len(NOTE)) if piece.is_table]
    assert [piece.text for piece in tables] == ["0-8: clarify; 8-13: frame."]


def test_every_sentence_stands_where_its_span_says():
    for piece in pieces(NOTE, 0, len(NOTE)):
        if not piece.is_table:
            for text, (start, end) in zip(piece.sentences, piece.spans, strict=True):
                assert " ".join(NOTE[start:end].split()).rstrip(":.") == text.rstrip(":.")


def test_the_questions_of_a_note_are_read_with_their_answers():
    text = '- *Is it the same?* No. It is not.\n- "Why not?" Cost.\n- How many? Two of them.\n- No question here\n'
    found = probes(text, 0, len(text))
    assert [(one.question, one.answer.text) for one in found] == [
        ("Is it the same?", "No. It is not."),
        ("Why not?", "Cost."),
        ("How many?", "Two of them."),
    ]
    for one in found:
        for told, (start, end) in zip(one.answer.sentences, one.answer.spans, strict=True):
            assert text[start:end] == told
