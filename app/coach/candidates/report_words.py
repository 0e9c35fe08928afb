"""The words of a report that stand in each of its files, and in part in the terminal.

Decides how a verdict without an answer, a point, an appeal, a speaker and what an answer earned are told.
"""

from collections.abc import Sequence

from app.interview.citation import Citation
from app.interview.project_evidence import Beside, BesideKind
from app.interview.results.compared import DIFFER, NOT_GRADED, ComparedPoint, SecondChair
from app.interview.results.reply import format_points
from app.interview.results.report import MOST_TOLD, Contested, Report, RoundReport, Told
from app.interview.results.scorecard import Clarifying, NotAnswered, QuestionScore, RoundScore, Scorecard
from app.interview.results.transcript import Line

BESIDE = "What was said, and what was done"
CHAIR = "Two who judge: the interviewer and the coach"
CONTESTED = "What you contested"
CONTEST = "not sure: contest it if you did say it"
NO_POINTS = "What the interviewer marks moves no points of the coach."
NOTHING_ANSWERED = "Nothing was answered, so there is no verdict."
NOTHING_GRADED = "Nothing could be graded, so there is no verdict."
ONLY_FIRST = "The verdict counts what you said before a follow-up asked for it."
NOT_ANSWERED = "(not answered)"
WHAT_COUNTS = "A skipped question counts as 0 points; a question that was not asked or not answered is left out."
LEFT = ("not answered", "not asked")
# What is told of each kind, differences first.
BESIDE_KINDS = {
    BesideKind.DIFFERS: "the documents say otherwise",
    BesideKind.NOT_NAMED: "the documents do not say it",
    BesideKind.AGREES: "the documents say the same",
    BesideKind.DONE: "what the history shows",
}
# What the coach says of a point, in the words for what the interviewer has heard.
SAID = {"met": "said", "partly met": "half said", "not met": "not said", "contradicted": "said otherwise"}
# Whoever says a line, as they are named to the candidate.
SPEAKERS = {"interviewer": "Interviewer", "second interviewer": "Second interviewer", "candidate": "You"}


def head(report: Report) -> list[str]:
    """The lines that say what the word rests on."""
    card = report.card
    began = f"{report.started_utc:%Y-%m-%d %H:%M} UTC, {_lasted(report.minutes)}"
    asked = ([] if card.clarifying is None else [clarifying(card.clarifying)]) + hints(card)
    if card.score is None or card.hiring is None:
        return [began, no_verdict(card), *asked]
    lines = [
        began,
        f"Hire? {card.hiring.word.capitalize()}{_rests_on(card)}: {card.hiring.anchor}.",
        f"Basis: {format_points(card.earned)} of {card.possible} points ({100 * card.score:.0f} %{_bonus(card)})"
        + ("." if card.is_told_by_its_word else f", {card.answered} of {_counted(card.planned)} answered."),
    ]
    if card.is_partly_answered:
        lines.append(WHAT_COUNTS)
    if card.firm:
        lines.append(card.firm)
    if card.earned_with_follow_ups > card.earned:
        lines.append(with_follow_ups(card))
    return [*lines, *asked, *(told_round(one) for one in card.rounds)]


def clarifying(told: Clarifying) -> str:
    """How many questions back a design was begun with, and what of the case they brought."""
    if not told.asked:
        return "Clarifying questions: none asked."
    perhaps = f", {told.perhaps} perhaps" if told.perhaps else ""
    return f"Clarifying questions: {told.asked} asked, {told.answered} answered by a fact of the case{perhaps}."


def hints(card: Scorecard) -> list[str]:
    """How many hints were taken and what they cost; nothing where none was."""
    if not card.hints:
        return []
    cost = f"{format_points(card.hints_cost)} {'point' if card.hints_cost == 1 else 'points'}"
    return [f"Hints: {card.hints} taken, at the cost of {cost if card.hints_cost else 'no point'}."]


def no_verdict(card: Scorecard) -> str:
    """Why an interview has no hiring word."""
    return NOTHING_GRADED if card.answered else NOTHING_ANSWERED


def verdict(card: Scorecard) -> list[str]:
    """The hiring word with what it rests on and how sure it is, or why there is none."""
    if card.hiring is None:
        return [no_verdict(card)]
    points = f"{format_points(card.earned)} of {card.possible} points"
    lines = [f"{points}: {card.hiring.word}{_rests_on(card)} ({card.hiring.anchor}).", card.firm]
    lines += [with_follow_ups(card)] if card.earned_with_follow_ups > card.earned else []
    return [*lines, WHAT_COUNTS] if card.is_partly_answered else lines


def share(item: QuestionScore) -> str:
    """What a question has earned, in a word."""
    if item.skipped or item.not_graded:
        return "skipped" if item.skipped else "not graded"
    bonus = f" ({format_points(item.bonus)} as a bonus)" if item.bonus else ""
    return f"{format_points(item.earned)}/{item.possible}{bonus}"


def _rests_on(card: Scorecard) -> str:
    return f", {card.rests_on}" if card.rests_on else ""


def with_follow_ups(card: Scorecard) -> str:
    """What follow-ups have brought out, beside what the verdict counts."""
    return f"With follow-ups: {format_points(card.earned_with_follow_ups)} of {card.possible} points. {ONLY_FIRST}"


def headed(report: Report | RoundReport) -> list[tuple[str, tuple[Told, ...]]]:
    """The strongest and the weakest points, each under a heading that says where there may be more of them."""
    lists = (("Strongest", report.strongest, "earned"), ("Weakest", report.weakest, "cost"))
    named = [
        (f"{name}: the three that {did} most" if len(told) == MOST_TOLD else name, told) for name, told, did in lists
    ]
    return [(name, told) for name, told in named if told]


def left(report: Report) -> list[tuple[str, list[str]]]:
    """What was not answered, and what was not even asked, each under its heading."""
    both = ((name, [left_open(one) for one in report.card.not_answered if state_of(one) == name]) for name in LEFT)
    return [(name.capitalize(), told) for name, told in both if told]


def state_of(one: NotAnswered) -> str:
    """What became of what was not answered."""
    return LEFT[0] if one.is_asked else LEFT[1]


def left_open(one: NotAnswered) -> str:
    """What was asked or planned and not answered."""
    return f"Follow-up to question {one.position}: {one.text}" if one.is_follow_up else one.text


def _bonus(card: Scorecard) -> str:
    return f", {format_points(card.bonus)} of them as a bonus" if card.bonus else ""


def told_round(one: RoundScore) -> str:
    """A round of a loop in a line: its basis, its word and what that stands for."""
    if one.hiring is None:
        return f"{round_name(one)}: no verdict."
    return f"{round_name(one)}: {one.hiring.word}, {one.earned:g} of {one.possible} points ({one.hiring.anchor})."


def round_name(one: RoundScore) -> str:
    """What a round is called."""
    return one.stage.replace("-", " ").capitalize()


def _lasted(minutes: float) -> str:
    if minutes < 1:
        return "less than a minute"
    return "1 minute" if round(minutes) == 1 else f"{minutes:.0f} minutes"


def _counted(count: int) -> str:
    return "1 question" if count == 1 else f"{count} questions"


def in_order(beside: Sequence[Beside]) -> list[Beside]:
    """Differences first, within a kind as they were said."""
    order = list(BESIDE_KINDS)
    return sorted(beside, key=lambda one: order.index(one.kind))


def about(report: Report, one: Beside) -> str:
    """What is told of it, where it stands, and in which turn it was said."""
    return f"{BESIDE_KINDS[one.kind]}, {one.place}, {report.places[one.turn]}"


def point_of(told: Told) -> str:
    """A point, and whether it was a bonus."""
    return f"{told.point} (bonus)" if told.is_bonus else told.point


def stands(report: Report, told: Told) -> str:
    """How a point was judged and where, and whether to contest it."""
    doubt = f"; {CONTEST}" if told.unsure else ""
    return f"{told.state}, weight {told.weight}, {report.places[told.turn]}{doubt}"


def outcome(report: Report, one: Contested) -> str:
    """What came of what was contested, and where that was."""
    came = f"stays {one.after}" if one.after == one.before else f"was {one.before}, is {one.after}"
    return f"{came}, {report.places[one.turn]}"


def counts(chair: SecondChair) -> list[str]:
    """What the second chair came to in a few lines."""
    since = f"The interviewer's chair was taken at {chair.taken_utc:%H:%M} UTC."
    turns = "1 turn" if len(chair.turns) == 1 else f"{len(chair.turns)} turns"
    return [since, f"In {turns} the two agree on {chair.agree} key points and differ on {chair.differ}.", NO_POINTS]


def by_both(point: ComparedPoint) -> str:
    """What each of the two says of a point."""
    heard = "said" if point.heard else "not said"
    coach = SAID.get(point.state, NOT_GRADED)
    return f"interviewer: {heard}, coach: {coach}" + (", they differ" if point.outcome == DIFFER else "")


def title(report: Report) -> str:
    """What the report is called."""
    if report.loop:
        return f"Interview: the loop {report.loop}"
    on = ", ".join(report.topics)
    named = f" about {report.project}" if report.project else ""
    return f"Interview: {report.stage}" + (f" on {on}" if on else "") + named


def place(citation: Citation) -> str:
    """Where a passage stands."""
    return " > ".join(dict.fromkeys((citation.title, *citation.headings))) + f" ({citation.document})"


def speaker(report: Report, line: Line) -> str:
    """When a line was said and by whom, what of, and what an answer earned."""
    what = "" if line.who == "candidate" else f", {report.places[line.turn]}"
    return f"{line.at_utc:%H:%M:%S} {SPEAKERS[line.who]}{what}{_points(line)}"


def _points(line: Line) -> str:
    if line.earned is None:
        return ""
    return f" ({format_points(line.earned)} of {line.possible} points{'' if line.counts else ', not counted'})"


def said(line: Line) -> str:
    """What was said; of what nobody answered, that nobody did."""
    return line.text if line.is_answered else f"{line.text}\n\n{NOT_ANSWERED}"
