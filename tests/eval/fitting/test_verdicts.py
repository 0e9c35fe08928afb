"""The form of whole answers that ships is surer than its fit, and thinks met and partly met likelier."""

import numpy as np

from app.reading.outcome import STATES, PointState
from app.reading.verdict import FEATURES, state_probabilities
from eval.fitting.verdicts import LIKELIER, SURER, fit, made_surer


def test_the_odds_of_met_are_surer_and_likelier_and_those_of_contradicted_surer_alone() -> None:
    rng = np.random.default_rng(3)
    labels = np.arange(200) % len(STATES)
    rows = rng.normal(size=(200, len(FEATURES))) + labels[:, None] / 10
    form = fit(rows, labels, np.ones(200))
    before, after = (np.log(state_probabilities(rows, one)) for one in (form, made_surer(form)))
    not_met = STATES.index(PointState.NOT_MET)
    for state, likelier in (
        (PointState.MET, LIKELIER),
        (PointState.PARTLY_MET, LIKELIER),
        (PointState.CONTRADICTED, 0.0),
    ):
        odds, then = ((of[:, STATES.index(state)] - of[:, not_met]) for of in (before, after))
        assert np.allclose(then, SURER * odds + likelier, atol=0.01)
