# ruff: noqa: E501 - a pattern that is broken into lines is not read
"""Which phases of a system design a text has begun: requirements, estimate, parts, data and model, serving and so on.

Decides by cue words, that a sum is an estimate, and that a diagram shows the parts and the way through them. A key point
that was met begins the phase that its own words speak of. A phase that is begun may still be thin: what of it is missing
is for the key points.
"""

import re
from collections.abc import Iterable

from app.delivery.arithmetic import sums
from app.delivery.clarifying import clarifies
from app.delivery.diagram import read_diagram
from app.interview.flows.system_design import PHASES
from ingest.language.numbers import SPELLED

# What figures are told by.
_RATE = r"(?:per|an?|each|every) (?:day|night|second|minute|hour|week|month|year|request|user)\b"
_CUES = {
    "requirements": r"\b(?:requirements?|must (?:have|not|be)|assum\w+|goal|users? (?:want|need|are)|scope|success (?:is|means)|SLA|use case)\b",
    "estimate": rf"\b(?:\d[\d,.]* ?(?:k|m|million|thousand|billion|%|gb|tb|mb|ms|qps|rps)?\b.{{0,40}}\b{_RATE}"
    r"|qps|rps|per second|gigabytes?|\d ?(?:gb|tb)|costs? (?:about|around|roughly)|back.of.the.envelope|in total|altogether)\b",
    "high level": r"\b(?:components?|services?|pipeline|gateway|queue|api|flow|step (?:one|two|1|2)|first stage|two stages|architecture|front.?end|back.?end|worker)\b",
    "data and model": r"\b(?:train(?:ed|ing)?|features?|labels?|embeddings?|model|classifier|index|schema|tables?|fine.?tun\w+|data ?set|dataset|data source)\b",
    "serving and scale": r"\b(?:cach\w+|replicas?|shard\w*|latency|p9[59]|autoscal\w+|load balanc\w+|scale[sd]?|throughput|batch\w*|gpus?|serv(?:e|ed|ing))\b",
    "evaluation": r"\b(?:evaluat\w+|metrics?|a/b|ab test|offline|recall|precision|ndcg|test set|golden|measur\w+|experiment|monitor\w*)\b",
    "failure": r"\b(?:fail\w*|cold.?start|fall ?back|timeouts?|retr(?:y|ies)|rollback|roll back|outage|degrad\w+|down|incident|drift|new users?|no history)\b",
}
_PATTERNS = {phase: re.compile(cue, re.IGNORECASE) for phase, cue in _CUES.items()}
# One word of a phase in passing begins none: "pipeline" in a sentence about something else.
FEWEST = {"requirements": 1, "estimate": 1, "data and model": 1, "evaluation": 1, "failure": 1}
OTHERWISE = 2
# Who speaks of these is past the question which parts there are: by words for parts alone, it was asked after 38 of the
# bank's 51 strong designs.
SHOW_THE_PARTS = ("data and model", "serving and scale")
# Large numbers in words, as they are said: "nearly six hundred a second". Speech has few digits, and by digits alone 28 of
# the bank's 51 strong designs had estimated nothing.
_LARGE = r"\b(?:hundred|thousand|million|billion|trillion)\b"
_SPOKEN_RATE = re.compile(rf"{_LARGE}[^.;:?!\n]{{0,40}}?\b{_RATE}", re.IGNORECASE)
# A sum in words has two large numbers and says what comes of them.
_SPOKEN_SUM = re.compile(
    rf"{_LARGE}[^.?!\n]{{0,80}}?\b(?:is|are|makes?|gives?|comes? to|manage|costs?|so|that(?:'s|\u2019s))\b[^.?!\n]{{0,40}}?{_LARGE}",
    re.IGNORECASE,
)
# A product in words, whatever comes of it and wherever that is said: "400,000 divided by 2,000, so 200 euros a service".
_ANY_NUMBER = rf"(?:\d[\d,.]*\b|\b(?:{'|'.join(SPELLED)})\b|{_LARGE})"
_SPOKEN_PRODUCT = re.compile(
    rf"{_ANY_NUMBER}(?: [\w'/-]+){{0,4}} (?:times|multiplied by|divided by) {_ANY_NUMBER}", re.IGNORECASE
)
# What a design is for, or for how many: who says so before the first part has not begun with the parts.
_PURPOSE = re.compile(
    rf"\d|{_LARGE}|\b(?:aims?|goals?|purpose|jobs?|problems?|questions?|success|facts?|promises?|errors?|costs?|matters?|users?|customers?|people|somebody|someone|needs?"
    r"|ha(?:s|ve) to|must|is for|decides?|hurts?)\b",
    re.IGNORECASE,
)
_PARTS = ("high level", "data and model", "serving and scale")
JUMPS = "You name parts before what they are for: say first what it must do, for how many, and what you take as given."


def open_phases(asked: str, design: str, *, has_asked: bool = False, met: Iterable[str] = ()) -> tuple[str, ...]:
    """The phases that nothing is said of yet, in their order.

    Args:
        asked: the question.
        design: all that was said of the design.
        has_asked: whether facts of the case were asked for, which begins the requirements.
        met: the texts of the key points that were met, whatever words made them. None of them begins the requirements:
            the "must be" of a key point is the bank's.
    """
    points = "\n".join(met)
    return tuple(
        phase
        for phase in PHASES
        if not _is_begun(phase, asked, design, has_asked=has_asked)
        and not (phase != "requirements" and _is_spoken_of(phase, points))
    )


def jumps(asked: str, first_message: str, *, has_asked: bool) -> bool:
    """Whether a design begins with its parts, before anything was asked, taken as given or said of its purpose."""
    if has_asked or clarifies(asked, first_message) or "requirements" not in open_phases(asked, first_message):
        return False
    parts = [found.start() for one in _PARTS if (found := _PATTERNS[one].search(first_message))]
    return bool(parts) and _PURPOSE.search(first_message[: min(parts)]) is None


def _is_begun(phase: str, asked: str, design: str, *, has_asked: bool) -> bool:
    if phase == "requirements" and (has_asked or clarifies(asked, design)):
        return True
    if phase == "high level" and (
        read_diagram(design) is not None or any(_is_spoken_of(one, design) for one in SHOW_THE_PARTS)
    ):
        return True
    return _is_spoken_of(phase, design)


def _has_figures(design: str) -> bool:
    """Whether a design works with figures: a sum, a product in words, or large ones that come to a rate or each other."""
    spoken = (_SPOKEN_RATE, _SPOKEN_SUM, _SPOKEN_PRODUCT)
    return bool(sums(design)) or any(one.search(design) for one in spoken)


def _is_spoken_of(phase: str, design: str) -> bool:
    if phase == "estimate" and _has_figures(design):
        return True
    found = {match.group().lower() for match in _PATTERNS[phase].finditer(design)}
    return len(found) >= FEWEST.get(phase, OTHERWISE)
