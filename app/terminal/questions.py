"""`coach ask` and `coach explain`: a question to the corpus, its cited answer and every stage on the way."""

from pathlib import Path
from typing import Annotated

import typer

from app.api.inside.schemas import ExplainView
from app.api.questions.schemas import AnswerView
from app.coach.coach import Coach
from app.llm.connection import elsewhere
from app.main import assemble
from app.terminal.llm.consent import ask_once
from app.terminal.options import AsJson, IndexFolder, print_json, settings_of
from app.terminal.output.explanation import print_explanation
from app.terminal.output.printing import Status, print_answer
from app.terminal.preconditions import check_question

Before = Annotated[
    list[str] | None, typer.Option("--after", help="A question asked before it in the same conversation. Repeatable.")
]


def ask(question: str, after: Before = None, as_json: AsJson = False, index: IndexFolder = None) -> None:
    """Answer a question from the passages alone, cited. Example: `coach ask "When do I use PR-AUC?"`."""
    check_question(question)
    coach = _opened(index)
    answer = coach.questions.ask(question, after or ())
    if as_json:
        print_json(AnswerView.of(answer).model_dump(mode="json"))
    else:
        print_answer(answer)


def explain(query: str, after: Before = None, as_json: AsJson = False, index: IndexFolder = None) -> None:
    """Answer a question and show every stage on the way. Example: `coach explain "Why is a KV cache so large?"`."""
    check_question(query)
    coach = _opened(index)
    explanation = coach.questions.explain(query, after or ())
    if as_json:
        print_json(ExplainView.of(explanation).model_dump(mode="json"))
    else:
        print_explanation(explanation)


def _opened(index: Path | None) -> Coach:
    """The coach; whether it may ask a model elsewhere was said before, or is asked now."""
    settings = settings_of(index)
    if elsewhere(settings) is None:
        # No interview is held: the database of interviews is neither opened nor migrated.
        settings = settings.model_copy(update={"database_url": "sqlite://"})
    with Status() as status:
        coach = assemble(settings, status.say)
    ask_once(coach.consent)
    return coach
