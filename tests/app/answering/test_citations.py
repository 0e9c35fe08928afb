"""Which citations of a model's sentence stand."""

import time
from functools import partial
from pathlib import Path
from typing import Literal

import pytest
from banks import bank_questions
from pydantic import BaseModel, ConfigDict

from app.answering.citations import ADDRESS, MARK, TAG, check, says_opposite, source
from app.answering.contradiction import contradicts
from app.answering.statements import statements
from app.reading.opposing import Opposing
from app.reading.reader import shipped_reader
from eval.figures.json_lines import read_lines
from ingest.documents.load import load
from ingest.errors import BadRequest
from ingest.passages.split import split
from ingest.passages.token_counts import count_tokens
from ingest.pipeline.steps import sections

CORPUS = Path(__file__).parents[3] / "corpus"
CASES = Path(__file__).parents[3] / "eval" / "cases" / "cited"

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
def test_a_sentence_that_says_the_opposite_of_its_passage_is_left_out(sentence):
    assert check(f"{sentence} [1].", {1: source(DROPOUT)}) is None
    assert check(f"{sentence}.", {1: source(DROPOUT)}) is None


@pytest.mark.parametrize(
    "sentence",
    [
        "Dropout reduces overfitting and was invented by Napoleon",
        "A rate of 0.5 reduces overfitting because units cannot rely on each other",
    ],
)
def test_a_sentence_with_more_in_a_clause_or_a_number_from_elsewhere_does_not_stand(sentence):
    for mark in (" [1]", ""):
        checked = check(f"{sentence}{mark}.", {1: source(DROPOUT)})
        assert checked is not None
        assert checked.cites == ()


def test_what_a_note_quotes_to_call_it_wrong_is_not_told_as_its_word():
    note = '## Wrong answers you will hear\n\n- "Few-shot examples train the model." They condition one call.\n'
    assert check("Few-shot examples train the model [1].", {1: source(note)}) is None
    told = check("Few-shot examples condition one call [1].", {1: source(f"Few-shot examples help.\n\n{note}")})
    assert told is not None
    assert told.cites == (1,)


MODES = (
    "In training batch norm uses the statistics of the current batch; at inference batch norm uses running averages of "
    "mean and variance. Bagging lowers variance, since it averages deep trees."
)


def test_two_terms_in_each_others_places_say_the_opposite():
    swapped = "In training batch norm uses running averages, and at inference the statistics of the current batch."
    plain = "At inference batch norm uses running averages, and in training the statistics of the current batch."
    assert contradicts(swapped, MODES)
    assert not contradicts(plain, MODES)


@pytest.mark.parametrize(
    "sentence",
    [
        "Dropout reduces overfitting",
        "In practice, dropout reduces overfitting",
        "However, dropout reduces overfitting",
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


class Cited(BaseModel):
    """A line of eval/cases/cited: a sentence, and the passage that it is held against."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    document: str
    heading: str
    sentence: str
    kind: Literal["true", "negated", "swapped", "number", "invented", "quoted"]


LOOKS = (
    "Nine daily looks turn a level of 5 % into about 18.5 %. Many metrics are the same problem sideways: of 20 that "
    "have no effect at least one is significant with 64 % probability."
)


@pytest.mark.parametrize(
    ("joined", "cites"),
    [
        (
            "Nine daily looks raise the level to 18.5 %, and of 20 metrics one is significant with 64 % probability.",
            (1,),
        ),
        ("Nine daily looks raise the level to 64 %, and of 20 metrics one is significant with 18.5 % probability.", ()),
    ],
)
def test_numbers_of_two_sentences_may_be_joined_and_not_exchanged(joined, cites):
    checked = check(f"{joined} [1]", {1: source(LOOKS)})
    assert checked is not None
    assert checked.cites == cites


@pytest.mark.parametrize(("half", "least_true", "most_false"), [("opened", 29, 14), ("kept", 31, 20), ("joined", 9, 2)])
def test_of_sentences_about_real_passages_true_ones_stand_and_most_false_ones_do_not(
    notes, half: str, least_true: int, most_false: int
):
    """Of each half 33 are true and 44 false, of `joined` 14 and 10; eval/cases/cited/README.md has what passed."""
    reads = Opposing(shipped_reader())
    opposes = partial(says_opposite, reads)
    true = false = 0
    for _, case in read_lines(CASES / f"{half}.jsonl", Cited, BadRequest):
        passage = next(one for name, one in notes[1] if name == case.document and case.heading in one.headings[:1])
        checked = check(f"{case.sentence} [1]", {1: source(passage.text)}, opposes)
        stands = checked is not None and checked.cites == (1,)
        true += stands and case.kind == "true"
        false += stands and case.kind != "true"
    assert true >= least_true
    assert false <= most_false


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
