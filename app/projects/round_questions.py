"""A reviewer's question of a project -> a question of the round, with what a good answer holds. Pure.

Decides the key points of each aspect: kinds of evidence that any honest answer has, whatever the project. What is true
of this project is for checking.py.
"""

from collections.abc import Mapping

from app.interview.flows.project_review import OF_DOCUMENTS
from app.projects.reviewer import Aspect, ProjectQuestion
from ingest.bank.questions import KeyPoint, Question
from ingest.bank.taxonomy import Skill, Stage

# Aspect -> (id, what a good answer says, weight, what is asked where it is missing).
POINTS: Mapping[Aspect, tuple[tuple[str, str, int, str], ...]] = {
    Aspect.BASELINE: (
        (
            "names-it",
            "Names the baseline or what was there before, such as a rule, the majority class or the old system.",
            3,
            "What exactly did you compare with?",
        ),
        (
            "its-value",
            "Gives the value that the baseline reaches in the same measure.",
            2,
            "What did the baseline reach?",
        ),
        (
            "same-terms",
            "Says that both were measured on the same data and with the same effort.",
            2,
            "How fair was the comparison?",
        ),
    ),
    Aspect.DATA: (
        ("origin", "Says where the data came from and who made or labelled it.", 3, "Where did the data come from?"),
        (
            "quality",
            "Says how good the data or its labels were and how that was checked.",
            2,
            "How did you check its quality?",
        ),
        ("missing", "Names what is missing or biased in the data.", 2, "What is not in the data?"),
    ),
    Aspect.LEAKAGE: (
        (
            "split",
            "Says how training and test data were split, such as by time, user or document.",
            3,
            "By what did you split?",
        ),
        (
            "risk",
            "Names a way in which information from the test data could have leaked.",
            2,
            "How could it have leaked?",
        ),
        ("check", "Says how leakage was looked for or ruled out.", 2, "How did you make sure?"),
    ),
    Aspect.METRIC: (
        ("why", "Says why this measure fits the cost of mistakes or the goal of the project.", 3, "Why this measure?"),
        (
            "hides",
            "Names what the measure hides, such as rare classes or single bad cases.",
            2,
            "What does it not show?",
        ),
        (
            "certainty",
            "Says how certain the value is, such as by an interval, several runs or the size of the test set.",
            2,
            "How sure are you of it?",
        ),
    ),
    Aspect.ALTERNATIVES: (
        ("others", "Names at least one alternative that was considered or tried.", 3, "What else did you consider?"),
        ("reason", "Gives the reason for the choice, with what it was weighed by.", 3, "What decided it?"),
        (
            "price",
            "Says what the choice costs or when another one would be better.",
            2,
            "When would you choose another?",
        ),
    ),
    Aspect.FAILURE: (
        ("cases", "Names concrete cases in which it fails.", 3, "Which cases does it get wrong?"),
        ("cause", "Says why it fails there.", 2, "Why there?"),
        ("response", "Says what was done or would be done about it.", 2, "What did you do about it?"),
    ),
    Aspect.COST: (
        ("amount", "Gives a figure for time, money, memory or latency.", 3, "Can you put a number on it?"),
        ("part", "Says what takes the largest part of it.", 2, "What takes most of it?"),
        ("saving", "Names a way to make it cheaper and what that would give up.", 2, "How would you halve it?"),
    ),
    Aspect.OWN_PART: (
        ("own-work", "Says what the candidate did personally, apart from the team.", 3, "What did you do yourself?"),
        (
            "decision",
            "Names a decision that the candidate made or pushed for, with its reason.",
            2,
            "Which decision was yours?",
        ),
        ("others", "Says what others did and how the work was shared.", 2, "What did the others do?"),
    ),
    Aspect.HISTORY: (
        ("reason", "Gives the reason for the change.", 3, "Why was it changed?"),
        ("alternative", "Names what else was considered.", 2, "What else could you have done?"),
        ("outcome", "Says what came of the change, good or bad, and how that was seen.", 2, "What came of it?"),
    ),
}
MINUTES = 4
MOST_CHARS = 2000


def as_question(asked: ProjectQuestion) -> Question:
    """The question as the project-review round asks and grades it."""
    points = tuple(
        KeyPoint(id=name, text=text, weight=weight, follow_up=probe)
        for name, text, weight, probe in POINTS[asked.aspect]
    )
    return Question(
        id=f"{OF_DOCUMENTS}{asked.id}",
        text=asked.text[:MOST_CHARS],
        stage=Stage.PROJECT_REVIEW,
        skills=(Skill.PROBLEM_SOLVING,),
        minutes=MINUTES,
        key_points=points,
        strong_answer=" ".join(point.text for point in points),
    )
