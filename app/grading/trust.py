"""How far the claims of a model that is believed count, and on which points it is asked once more.

Decides which points are disputed, those of which the offline grader is sure and the model claims the opposite, how both
readings are put to it, neither called whose it is, and that its second answer counts as claimed where its quote is
found. Where no second answer can be used the first one stands, of met against contradicted the lower. Pure.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.grading.evidence import Heard
from app.grading.llm_claims import Claim
from app.interview.grade import AGAIN, CREDIT, Evidence, Verdict, VerdictState

# From here on the offline grader is sure enough of a state that a model which says the opposite is asked once more.
SURE = 0.9
OPPOSITES = (
    {VerdictState.MET, VerdictState.NOT_MET},
    {VerdictState.MET, VerdictState.CONTRADICTED},
)
READINGS = {
    VerdictState.MET: "A reader finds it said",
    VerdictState.NOT_MET: "A reader finds that nothing in the answer says it",
    VerdictState.CONTRADICTED: "A reader finds that the opposite is said",
}


def as_claimed(anchor: Verdict, claim: Claim) -> Verdict:
    """The verdict as the model has it; not met where it quotes words that are not there.

    Where it quotes the question's words, which are in the answer and no proof, the offline verdict stands.
    """
    if claim.is_false:
        return moved(anchor, VerdictState.NOT_MET, None, "The words that were quoted for it are not yours.")
    if not claim.is_usable:
        return anchor
    return moved(anchor, claim.wants, claim.evidence, claim.reason or anchor.reason)


def as_earned(anchor: Verdict, claim: Claim, second: Claim | None = None) -> Verdict:
    """The verdict of a model that passed the exam; the anchor itself where its quote is no evidence.

    `second`: what it says of the point when asked once more; None where it was not, or said nothing. Where the offline
    grader is sure of the opposite and there is none, nobody knows who is right: the lower credit counts, is believed by
    half, and is told as not sure.
    """
    if second is not None and second.is_usable:
        how = "stays with" if second.wants is claim.wants else f"changes {claim.wants} to"
        return moved(anchor, second.wants, second.evidence, f"{AGAIN} {how} {second.wants}. {second.reason}".strip())
    if not claim.is_usable:
        return anchor
    is_opposite = {anchor.state, claim.wants} == {VerdictState.MET, VerdictState.CONTRADICTED}
    if not is_opposite or anchor.sure < SURE:
        return moved(anchor, claim.wants, claim.evidence, claim.reason or anchor.reason)
    is_models = claim.wants is VerdictState.CONTRADICTED
    apart = f"The language model reads it as {claim.wants}, the offline grader as {anchor.state}; the lower counts."
    return replace(
        anchor,
        state=VerdictState.CONTRADICTED,
        evidence=claim.evidence if is_models else anchor.evidence,
        probability=0.5,
        reason=f"{apart} {claim.reason if is_models else anchor.reason}".strip(),
        certainty=None,
    )


def disputed(verdicts: Iterable[Verdict], claims: Mapping[str, Claim]) -> list[Verdict]:
    """The offline verdicts of which the model claims the opposite, with a quote where it needs one."""
    return [
        one
        for one in verdicts
        if one.sure >= SURE
        and (claim := claims.get(one.point_id)) is not None
        and claim.is_usable
        and {one.state, claim.wants} in OPPOSITES
    ]


def readings(heard: Heard, anchor: Verdict, claim: Claim) -> str:
    """Both readings of a disputed point with the candidate's sentences, who finds it said first, whoever that is."""
    both = [(anchor.state, anchor.evidence), (claim.wants, claim.evidence)]
    both.sort(key=lambda reading: -CREDIT[reading[0]])
    return "\n".join(_reading(heard, state, evidence) for state, evidence in both)


def _reading(heard: Heard, state: VerdictState, evidence: Evidence | None) -> str:
    if evidence is None:
        return f"- {READINGS[state]}."
    return f'- {READINGS[state]}: "{" ".join(heard.sentence(evidence).quote.split())}"'


def moved(anchor: Verdict, state: VerdictState, evidence: Evidence | None, reason: str) -> Verdict:
    """The verdict that the model has a say in; what is believed of it is the mean of both judges.

    A model's word is no probability. With the offline belief alone the same expected score and confidence stood
    beside every verdict, 0.23 and 0.55, whether the model had met none of the points or all of them.
    """
    believed = (anchor.probability + CREDIT[state]) / 2
    return replace(anchor, state=state, evidence=evidence, probability=believed, reason=reason, certainty=None)
