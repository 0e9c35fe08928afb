# ruff: noqa: E501 - a pattern that is broken into lines is not read
"""What a story still lacks over all that was told of it, and whether what was asked for is told now.

Decides by the words alone: the elements of STAR (star.py), and three kinds of evidence that any story needs: a number,
the candidate's own part where it is told as "we", and what was learned. It moves no point of a question; it says what
to ask next, and what of an answer to that counts as told.
"""

import re

from app.delivery.star import star_missing
from app.interview.grade import Delivery, Evidence, Grade, GradedBy, Verdict, VerdictState
from ingest.language.numbers import worded
from ingest.language.text import Text

# "We" this often, and "I" less than half as often: whose part was what cannot be told.
FEWEST_WE, LEAST_SHARE = 3, 0.5
_WE = re.compile(r"\b(?:we|our|us|the team)\b", re.IGNORECASE)
_I = re.compile(r"\b(?:I|I['\u2019](?:d|ve|m)|my|me|[Mm]ine|myself)\b")
_LESSON = re.compile(
    r"\b(?:i (?:have |had )?learn(?:ed|t)|the lesson|taught me|since then|ever since|these days|from then on"
    r"|next time|today i|now i|i now|in hindsight|would do (?:it )?differently|i would (?:now|today)"
    r"|what (?:stayed|remained) with me|the habit)\b",
    re.IGNORECASE,
)
# Others than "we": who they are, and what is said of them in anger. A metric may be useless, a bug stupid.
_WHO = (
    r"(?:boss(?:es)?|managers?|leads?|pms?|guys?|colleagues?|engineers?|developers?|devs?|architects?|directors?|vendors?|contractors?|consultants?"
    r"|interns?|juniors?|seniors?|analysts?|scientists?|designers?|owners?|executives?|ceo|cto|predecessors?|people|teams?|department|management|marketing|sales|operations)"
)
_OTHERS = rf"(?:he|she|they|management|marketing|sales|(?:the|my|his|her|their|those|these|that|this|\w+['\u2019]s) (?:[\w-]+ ){{0,2}}?{_WHO})"
_BAD = r"(?:stupid|incompetent|lazy|clueless|ignorant|useless|hopeless|idiotic|moronic)"
_BLAME = re.compile(
    r"\b(?:(?:it was|all) (?:his|her|their|(?:the|my|our) (?:\w+ ){0,2}\w+['\u2019]s) fault"
    r"|(?<!\blike )(?<!\bI was )(?<!\bI am )(?:the|those|these|such an?|an?|of|are|were) (?:\w+ )?(?:idiots?|morons?|jerks?|imbeciles?|clowns?|amateurs|assholes?)(?![\w-])"
    rf"|{_OTHERS} (?:was|were|is|are) (?:(?:so|too|just|all|such an?|an?|completely|totally|simply|really|absolutely) ){{0,2}}(?!(?<=they were )(?:useless|hopeless|stupid)){_BAD}"
    rf"|(?:the|my|that|those|these|their|his|her) {_BAD} (?:\w+ )?{_WHO}|(?:his|her|their|['\u2019]s) (?:incompetence|stupidity|laziness|ignorance|arrogance)"
    rf"|(?:who|{_OTHERS}) (?:ha[ds] |have )?(?:\w+ )?(?:(?:messed|screwed|fucked) (?:[\w']+ ){{1,3}}?up|ruined (?:it|everything|all|the|my|our)|dropped the ball|(?:never|did(?: not|n['\u2019]?t)) bother(?:ed)?"
    r"|could(?: not|n['\u2019]?t) be bothered)"
    rf"|I blamed? (?:him|her|them|(?:the|my|his|their) (?:[\w-]+ ){{0,2}}?{_WHO})"
    rf"|{_OTHERS} (?:was|were|is|are) to blame"
    rf"|(?:nobody|no one|{_OTHERS}) (?:never|just (?:didn['\u2019]?t|don['\u2019]?t)) (?:listen(?:s|ed)?|understands?|understood|care[sd]?|g[eo]ts? it))\b",
    re.IGNORECASE,
)
# What somebody else said of people is theirs: "the board was about to say the clerks are lazy".
_SAID_BY_OTHERS = re.compile(r"(?<!\bI )\b(?:say(?:s|ing)?|said|thinks?|thought|claim(?:s|ed)|assumed)\b[^.;!?\n]*$")
# How far before it that stands, at most.
SAID_CHARS = 120
BLAMES = "You blame others here (“{quote}”): say what you could have done, and leave the judgement to the listener."
TOLD = {
    "situation": "The story tells where and when it was.",
    "task": "The story tells what the task was.",
    "action": "The story tells what was done.",
    "result": "The story tells what came of it.",
    "own part": "The story tells what the candidate did, and not only the team.",
    "number": "The story has a number.",
    "lesson": "The story tells what was learned.",
}
# Words from which an answer to what was asked may tell a part of it, though no cue of it is found.
SOME_WORDS = 12
# What is seen where it is told: without a number no number was told, in however many words.
SEEN = frozenset(("number", "own part"))
RULES = GradedBy(method="offline", model="rules of a story", rubric_version="story-1")


def lacking(story: Text) -> tuple[str, ...]:
    """What a story lacks, by the names of TOLD: elements of STAR, then kinds of evidence."""
    return (*star_missing(story), *(kind for kind in ("own part", "number", "lesson") if not _has(kind, story)))


def blame(story: Text) -> str:
    """A remark where the story blames others; empty where it does not."""
    for found in _BLAME.finditer(story.raw):
        if not _SAID_BY_OTHERS.search(story.raw[max(0, found.start() - SAID_CHARS) : found.start()]):
            return BLAMES.format(quote=" ".join(found.group().split()))
    return ""


def graded_as_told(kind: str, answer: str, story: Text, delivery: Delivery) -> Grade:
    """The grade of an answer that was asked for one thing the story lacked: told, a part of it, or not.

    Args:
        kind: what was asked for, a name of TOLD.
        answer: the candidate's words to it.
        story: all that was told, this answer too.
        delivery: how the answer was told.
    """
    words = Text(answer)
    is_told = kind not in lacking(story) and bool(words.words)
    if kind in ("number", "own part", "lesson"):
        is_told = _has(kind, words) and (kind != "own part" or _I.search(answer) is not None)
    if is_told:
        state = VerdictState.MET
    else:
        may_be_told = kind not in SEEN and len(words.words) >= SOME_WORDS
        state = VerdictState.PARTLY_MET if may_be_told else VerdictState.NOT_MET
    evidence = None
    if state is not VerdictState.NOT_MET and words.sentences:
        start, end = words.sentences[0]
        evidence = Evidence(answer[start:end], start, end)
    share = {VerdictState.MET: 0.9, VerdictState.PARTLY_MET: 0.5}.get(state, 0.1)
    reason = "Asked for how the story is told; it does not count among the points of the question."
    point_id = f"story-{kind.replace(' ', '-')}"
    verdict = Verdict(point_id, TOLD[kind], 1, state, evidence, share, reason)
    return Grade((verdict,), (), delivery, RULES)


def _has(kind: str, story: Text) -> bool:
    if kind == "number":
        return bool(story.numbers.written) or any(one.value not in (1.0, 2.0) for one in worded(story.tokens))
    if kind == "lesson":
        return _LESSON.search(story.raw) is not None
    team, own = len(_WE.findall(story.raw)), len(_I.findall(story.raw))
    return team < FEWEST_WE or own >= LEAST_SHARE * team
