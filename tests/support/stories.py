"""What each strong story of the bank tells in which sentence, marked by hand: the n-th sentence, from 0.

A sentence may tell two things. Stories without a task tell what was done and why, and nowhere what had to be reached.
"""

Marks = dict[str, set[int]]


def _marks(situation: str, task: str, action: str, result: str) -> Marks:
    parts = {"situation": situation, "task": task, "action": action, "result": result}
    return {name: {int(number) for number in numbers.split()} for name, numbers in parts.items()}


MARKED = {
    "ml-project-not-as-planned": _marks("0 2", "1", "3 4 5 6 8 10", "7 9 10"),
    "disagreement-on-model-choice": _marks("0 1", "0", "2 3 4 5 7", "6 8"),
    "production-incident-you-caused": _marks("0 1 2", "", "1 3 4 5 6 7 8 9", "10"),
    "critical-code-review-received": _marks("0 1 2", "", "3 4 5 6 7", "8 9"),
    "stakeholder-wants-an-llm": _marks("0", "0", "1 3 4 7", "5 6 8 9 10"),
    "explain-hallucination-to-executives": _marks("0", "0", "1 2 3 4 6", "5 7 8"),
    "vague-goal-turned-into-project": _marks("0", "0 1 2 3 4", "1 3 5 6 7 8", "9 10"),
    "leading-teams-without-authority": _marks("0 1 4", "", "2 3 5 6 10", "7 8 9 11"),
    "missed-deadline-replanned": _marks("0", "0", "1 2 3 4 5 6", "7 8 9 10"),
    "changed-your-mind-on-evidence": _marks("0 1 2 3", "", "4 5 6", "7 8 9"),
    "mentoring-someone-to-independence": _marks("0", "0 4", "1 2 5 6 7", "3 8 9"),
    "learning-llm-field-fast": _marks("0", "0", "1 2 3 4 5 6 7", "8 9 10"),
    "ethical-concern-in-a-model": _marks("0 2", "", "1 3 4 5 6 7 8 9", "10 11"),
    "stopped-your-own-project": _marks("0", "1", "2 5 6", "3 4 7 8 9"),
    "technical-debt-against-features": _marks("0 1", "", "2 3 4 5 7 8", "6 8 9"),
    "blocked-by-another-teams-priorities": _marks("0", "0", "1 3 4 5 7", "6 8 9 10"),
    "pressure-to-ship-unready-assistant": _marks("0 2", "0 1", "1 3 4 5", "6 7 8 9 10"),
    "overruled-then-committed": _marks("0 1", "0", "2 3 4 5 6", "6 7 8 9"),
    "decision-with-thin-data": _marks("0", "0", "1 2 3 4 6 7 8 9 11", "5 10 11"),
    "coding-assistant-got-it-wrong": _marks("0 1 2", "", "3 5 6 7 8", "4 9"),
}
