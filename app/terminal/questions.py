"""`coach ask` and `coach explain`: a question to the corpus, its cited answer and every stage on the way."""

from typing import Annotated

import typer

from app.api.inside.schemas import ExplainView
from app.api.questions.schemas import AnswerView
from app.main import assemble
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
    with Status() as status:
        # No interview is held: the database of interviews is neither opened nor migrated.
        coach = assemble(settings_of(index, database_url="sqlite://"), status.say)
    answer = coach.questions.ask(question, after or ())
    if as_json:
        print_json(AnswerView.of(answer).model_dump(mode="json"))
    else:
        print_answer(answer)


def explain(query: str, after: Before = None, as_json: AsJson = False, index: IndexFolder = None) -> None:
    """Answer a question and show every stage on the way. Example: `coach explain "Why is a KV cache so large?"`."""
    check_question(query)
    with Status() as status:
        coach = assemble(settings_of(index, database_url="sqlite://"), status.say)
    explanation = coach.questions.explain(query, after or ())
    if as_json:
        print_json(ExplainView.of(explanation).model_dump(mode="json"))
    else:
        print_explanation(explanation)
