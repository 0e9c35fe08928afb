import numpy as np
import pytest
from pydantic import ValidationError

from app.reading.outcome import OPPOSITE, SAYS, STATES, Found, PointState
from app.reading.verdict import (
    BRIEF_WORDS,
    FEATURES,
    LONG_WORDS,
    SUBJECT,
    Form,
    Seen,
    SubjectForm,
    features,
    logit,
    quoted,
    read_weights,
    sentence_shares,
    shown,
    state_probabilities,
)

SAID, DENIED, TOUCHED = (0.97, 0.01, 0.02), (0.01, 0.97, 0.02), (0.01, 0.01, 0.98)


def found(state: PointState, *outcomes: tuple[float, float, float]) -> Found:
    shares = np.full(4, 0.02)
    shares[STATES.index(state)] = 0.94
    return Found(np.log(shares).astype(np.float32), np.array(outcomes, dtype=np.float32))


def seen(read: Found, likeness: float = 0.7, belief: float = 0.8) -> Seen:
    rows = tuple(range(len(read.outcomes)))
    return Seen(read, rows, np.full(len(rows), likeness, dtype=np.float32), belief)


@pytest.mark.parametrize(
    ("read", "likeness", "belief"),
    [
        (found(PointState.MET, TOUCHED, SAID), 0.7, 0.8),
        (found(PointState.NOT_MET, TOUCHED, TOUCHED), 0.3, 0.1),
        (found(PointState.CONTRADICTED, TOUCHED, DENIED), 0.7, 0.7),
    ],
)
def test_what_is_read_clearly_is_the_likeliest_state(read: Found, likeness: float, belief: float) -> None:
    shares = state_probabilities(features([seen(read, likeness, belief)], 0.7, 0.0), read_weights().whole)
    assert shares.sum() == pytest.approx(1)
    assert shares[0].argmax() == read.states.argmax()


def test_words_and_likeness_alone_do_not_make_a_denied_point_met() -> None:
    denied = seen(found(PointState.CONTRADICTED, DENIED), 0.95, 0.99)
    shares = state_probabilities(features([denied], 0.7, 0.0), read_weights().whole)
    assert STATES[int(shares[0].argmax())] is PointState.CONTRADICTED


def test_what_is_quoted_does_it_and_is_about_the_point() -> None:
    both = seen(found(PointState.MET, TOUCHED, SAID, SAID))
    nearer = Seen(both.found, both.rows, np.array([0.9, 0.4, 0.7], dtype=np.float32), 0.8)
    assert (quoted(nearer, SAYS), quoted(seen(found(PointState.MET, TOUCHED, SAID, DENIED)), OPPOSITE)) == (2, 2)


def test_what_is_shown_says_the_point_more_than_it_says_the_others() -> None:
    """One sentence of a story that seemed to say every point was quoted for four of seven."""
    vague, own = SAID, (0.9, 0.05, 0.05)
    one = seen(found(PointState.MET, vague, own, TOUCHED))
    other = seen(found(PointState.MET, vague, TOUCHED, own))
    assert quoted(one, SAYS) == 0
    words = dict.fromkeys(range(3), 12)
    assert (shown(0, [one, other], words), shown(1, [one, other], words), shown(0, [one], words)) == (1, 2, 0)


def test_a_fragment_is_shown_only_where_no_sentence_says_the_point_about_as_much() -> None:
    """An answer that broke off at "For e" was quoted with it as the reason for an approach."""
    both, alone = seen(found(PointState.MET, SAID, (0.9, 0.02, 0.08))), seen(found(PointState.MET, SAID, TOUCHED))
    even, broken = {0: 12, 1: 12}, {0: 2, 1: 12}
    assert (shown(0, [both], even), shown(0, [both], broken), shown(0, [alone], broken)) == (0, 1, 0)


def test_of_two_sentences_that_say_a_point_about_as_much_the_one_that_tells_more_is_shown() -> None:
    """ "And it worked." was quoted for what came of a project, beside the sentence with the figure."""
    both = seen(found(PointState.MET, SAID, (0.85, 0.02, 0.13)))
    assert (shown(0, [both], {0: 4, 1: 4}), shown(0, [both], {0: 4, 1: 16})) == (0, 1)


def test_features_are_finite_however_sure_the_reader_is() -> None:
    read = Found(np.array([0, -99, -99, -99], dtype=np.float32), np.array([[1, 0, 0]], dtype=np.float32))
    assert np.isfinite(features([seen(read, 1.0, 1.0)], 1.0, 0.0)).all()
    assert logit(0.0) == pytest.approx(-logit(1.0))


def test_weights_of_another_shape_are_refused() -> None:
    with pytest.raises(ValidationError, match="rows of"):
        Form(slopes=((0.0,) * len(FEATURES),) * 3, offsets=(0.0,) * 4)


def test_who_is_right_on_the_other_points_is_believed_more_on_this_one() -> None:
    half = np.log(np.array([0.45, 0.02, 0.03, 0.5], dtype=np.float32))
    unsure = seen(Found(half, np.array([(0.5, 0.4, 0.1)], dtype=np.float32)))
    right, wrong = seen(found(PointState.MET, SAID)), seen(found(PointState.CONTRADICTED, DENIED))
    beside_right, beside_wrong = (
        state_probabilities(features([unsure, other, other], 0.7, 0.0), read_weights().whole)[0, 0]
        for other in (right, wrong)
    )
    assert beside_right > 2 * beside_wrong


def test_a_sentence_that_says_another_point_more_counts_less_for_this_one() -> None:
    own, other = seen(found(PointState.MET, SAID), 0.6), seen(found(PointState.MET, SAID), 0.9)
    alone, shared = features([own], 0.7, 0.0)[0], features([own, other], 0.7, 0.0)[0]
    at = FEATURES.index("own likeness")
    assert alone[at] == 0
    assert shared[at] == pytest.approx((0.6 - 0.9) / 0.12, rel=1e-5)


def test_a_sentence_is_shared_out_among_the_points_and_none_of_them() -> None:
    first = seen(found(PointState.MET, SAID, TOUCHED, DENIED), 0.6)
    other = seen(found(PointState.NOT_MET, TOUCHED, (0.45, 0.1, 0.45), TOUCHED), 0.4)
    shares = sentence_shares([first, other])
    # What denies a point speaks of it too; a sentence that half says one and touches the other is neither's in full.
    assert 1.9 < shares[0] < 2.5
    assert shares[1] < 0.5
    assert sentence_shares([first, other, first])[0] == pytest.approx(shares[0] / 2, rel=0.1)
    assert sentence_shares([seen(found(PointState.NOT_MET, TOUCHED), 0.1)])[0] < 0.01


def test_an_answer_beside_its_question_meets_nothing_however_it_is_read() -> None:
    measured = features([seen(found(PointState.MET, SAID), 0.2, 0.3)] * 3, 0.1, 0.0)
    for is_story in (True, False):
        shares = read_weights().states(measured, BRIEF_WORDS + 1, is_story=is_story)
        assert (shares.argmax(1) == STATES.index(PointState.NOT_MET)).all()
        assert shares.sum(1) == pytest.approx(np.ones(3))


def test_a_brief_answer_has_weights_of_its_own_and_one_to_a_follow_up_of_a_story_others() -> None:
    measured, weights = features([seen(found(PointState.MET, SAID))], 0.3, 0.0), read_weights()
    for is_story, is_follow_up in ((False, False), (False, True), (True, False), (True, True)):
        form = weights.story_follow_up if is_story and is_follow_up else weights.brief
        brief = weights.states(measured, BRIEF_WORDS, is_story=is_story, is_follow_up=is_follow_up)
        assert (brief == state_probabilities(measured, form)).all()
    assert weights.brief != weights.story_follow_up


def test_what_is_not_read_whole_has_weights_of_its_own() -> None:
    measured = features([seen(found(PointState.MET, SAID), 0.7, 0.9)] * 2, 0.7, 0.0)
    weights = read_weights()
    for words, form in ((LONG_WORDS, weights.whole), (LONG_WORDS + 1, weights.long)):
        shares = weights.states(measured, words, is_story=False, is_on_subject=True)
        assert (shares == state_probabilities(measured, form)).all()
    assert weights.long != weights.whole


def test_a_form_of_the_subject_has_a_slope_for_each_feature() -> None:
    with pytest.raises(ValidationError):
        SubjectForm(slopes=(0.0,) * (len(SUBJECT) - 1), offset=0.0)
