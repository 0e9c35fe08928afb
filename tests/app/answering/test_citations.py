"""Which citations of a model's sentence stand."""

import time
from pathlib import Path

import pytest
from banks import bank_questions

from app.answering.citations import ADDRESS, MARK, TAG, check, source
from app.answering.contradiction import contradicts
from app.answering.statements import statements
from ingest.documents.load import load
from ingest.passages.split import split
from ingest.passages.token_counts import count_tokens
from ingest.pipeline.steps import sections

CORPUS = Path(__file__).parents[3] / "corpus"

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
        ("Gradient boosting adds trees one after another [1–2].", (1, 2)),
        ("Gradient boosting adds trees one after another [1-2-1].", (1,)),
        ("Gradient boosting adds trees one after another [2-999].", (2,)),
    ],
)
def test_a_citation_stands_where_its_passage_holds_words_numbers_and_quotes(sentence, standing):
    checked = check(sentence, {1: source(BOOSTING), 2: source(HISTORY)})
    assert checked is not None
    assert checked.cites == standing


@pytest.mark.parametrize("mark", ["[1[2]]", "[1, 2[1]]", "[[2]1]", "[1<b>]", "[<i>9]", "<<b>i>"])
def test_no_mark_and_no_tag_comes_to_be_where_others_are_left_out(mark):
    told = check(f"Gradient boosting adds trees{mark}.", {1: source(BOOSTING)})
    assert told is not None
    assert MARK.search(told.text) is None
    assert TAG.search(told.text) is None


def test_a_mark_of_thousands_of_digits_is_no_citation():
    checked = check(f"Gradient boosting adds trees one after another [{'1' * 5000}].", {1: source(BOOSTING)})
    assert checked is not None
    assert checked.cites == ()


DROPOUT = (
    "## Dropout\n\nDropout reduces overfitting because units cannot rely on each other. It does not change the\n"
    "architecture at inference. High variance means that the training sample decides too much. Neither layer norm nor "
    "batch norm is a regularizer. More data helps, and it never hurts. A rate of 0.5 is not always best."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Dropout does not reduce overfitting",
        "Dropout doesn\u2019t reduce overfitting, since units cannot rely on each other",
        "Dropout never reduces overfitting",
        "Dropout does not really reduce overfitting",
        "Dropout increases overfitting",
        "Dropout reduces underfitting",
        "It changes the architecture at inference",
        "Low variance means that the training sample decides too much",
        "High variance does not mean that the training sample decides too much",
        "Less data helps, and it never hurts",
    ],
)
def test_a_sentence_that_says_the_opposite_of_its_passage_does_not_stand(sentence):
    checked = check(f"{sentence} [1].", {1: source(DROPOUT)})
    assert checked is not None
    assert checked.cites == ()


@pytest.mark.parametrize(
    "sentence",
    [
        "Dropout reduces overfitting",
        "Overfitting is reduced by dropout, as units cannot rely on each other",
        "Without dropout units rely on each other and overfitting is not reduced",
        "If dropout does not reduce overfitting, units rely on each other",
        "Dropout does not only reduce overfitting",
        "Dropout reduces overfitting and not the architecture",
        "Dropout leaves the architecture at inference as it is, so it does not change",
        # Turned round twice is the same.
        "Low variance does not mean that the training sample decides too much",
        "A rate of 0.5 is not always best",
    ],
)
def test_an_honest_sentence_in_other_words_stands(sentence):
    checked = check(f"{sentence} [1].", {1: source(DROPOUT)})
    assert checked is not None
    assert checked.cites == (1,)


LAYER = "The optimizer updates the weights of the last layer."


@pytest.mark.parametrize(
    ("sentence", "passage"),
    [
        # It denies something else in the same words, of some cases, or in passing.
        ("Dropout does not reduce the time that overfitting units cost.", DROPOUT),
        ("Weights that the optimizer does not update are outside the last layer.", LAYER),
        ("The last layer with no updates keeps the weights of the optimizer.", LAYER),
        (
            "One resamples users of the test set and not dependent rows.",
            "Resample the users of the test set, whose rows depend on each other.",
        ),
        # Turned round twice, or perhaps twice.
        ("Fewer trees increase variance in wide layers.", "More trees reduce variance in wide layers."),
        ("Neither step raises the objective.", "Each step lowers the objective or leaves it."),
        # What "this" is the sentence before it says.
        ("This does not reduce overfitting.", DROPOUT),
    ],
)
def test_what_is_not_surely_the_opposite_stands(sentence, passage):
    assert not contradicts(sentence, passage)


def test_where_a_passage_says_both_nothing_is_refused():
    both = "Dropout reduces overfitting in wide layers. In convolutions dropout does not reduce overfitting."
    for sentence in ("Dropout reduces overfitting.", "Dropout does not reduce overfitting."):
        assert not contradicts(sentence, both)


@pytest.fixture(scope="module")
def notes():
    documents, _ = load([CORPUS / "notes", CORPUS / "guide.md"])
    return documents, [(document.id, passage) for document in documents for passage in split(document, count_tokens)]


@pytest.mark.slow
def test_no_sentence_of_our_notes_is_refused_in_its_own_passage(notes):
    refused = [
        statement.sentences[-1]
        for _, passage in notes[1]
        for statement in statements(passage.text, passage.headings)
        if contradicts(statement.sentences[-1], passage.text)
    ]
    assert refused == []


@pytest.mark.slow
def test_of_our_key_points_hardly_one_is_refused_in_the_section_that_teaches_it(notes):
    """Key points and their wordings are the honest paraphrases we have: at most three in a thousand are refused."""
    places = {f"{section.document}#{section.anchor}": section for section in sections(notes[0])}
    refused, held = [], 0
    for point in (point for question in bank_questions() for point in question.key_points):
        where = places[point.section]
        for name, passage in notes[1]:
            if name == where.document and passage.start < where.end and where.start < passage.end:
                texts = (point.text, *point.other_wordings)
                held += len(texts)
                refused += [text for text in texts if contradicts(text, passage.text)]
    assert held > 10_000
    assert len(refused) <= 0.003 * held, refused


@pytest.mark.parametrize("part", ["a.a.a.", "a-", "a", "a@"])
def test_a_long_text_without_an_address_is_read_at_once(part: str) -> None:
    """It took seventeen seconds."""
    begun = time.process_time()
    assert not ADDRESS.findall(part * (40_000 // len(part)))
    assert time.process_time() - begun < 1


def test_links_mail_addresses_and_names_of_hosts_are_found() -> None:
    text = "Write to first.last+x@mail.example.org, see https://a.b/c, www.x.y or deep.sub.evil-host.com, e.g. Node.js."
    found = ["first.last+x@mail.example.org", "https://a.b/c,", "www.x.y", "deep.sub.evil-host.com"]
    assert ADDRESS.findall(text) == found
