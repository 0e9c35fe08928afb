"""Which citations of a model's sentence stand."""

import pytest

from app.llm.citations import check, source

BOOSTING = "Gradient boosting adds trees one after another, each fitted to what the ones before left over."
HISTORY = "In 2019 gradient boosting on tabular data was the winner of most competitions that adds trees to models."


@pytest.mark.parametrize(
    ("sentence", "standing"),
    [
        ("Gradient boosting adds trees one after another [1].", (1,)),
        ("Gradient boosting adds trees one after another [1][2].", (1, 2)),
        ('It is said that "adds trees one after another" is what gradient boosting does [1].', (1,)),
        # Quoted words that stand in no passage, and words of the one passage quoted from the other.
        ('Gradient boosting "plants a forest at once" [1].', ()),
        ('Gradient boosting "adds trees one after another" [2].', ()),
        # [1] holds the quote and no 2019, [2] holds 2019 and not the quote: no passage can be the one.
        ('Of gradient boosting: "gradient boosting adds trees one after another" in 2019 [1][2].', ()),
        ("Gradient boosting adds trees in 2021 [1].", ()),
        ("Gradient boosting adds trees one after another [3].", ()),
    ],
)
def test_a_citation_stands_where_its_passage_holds_words_numbers_and_quotes(sentence, standing):
    checked = check(sentence, {1: source(BOOSTING), 2: source(HISTORY)})
    assert checked is not None
    assert checked.cites == standing
