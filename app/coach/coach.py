"""The coach: its services under their names.

Decides nothing; what happens in a request is in the service of its capability. main.py puts them together.
"""

from collections.abc import Callable
from dataclasses import dataclass

from app.coach.appeals import Appeals
from app.coach.code_runs import CodeRuns
from app.coach.interviews import Interviews
from app.coach.question_bank import QuestionBank
from app.coach.questions import Questions


@dataclass(frozen=True)
class Coach:
    """What the API and the terminal call.

    `notice` returns a sentence for the user about a language model that is set and failed at its last request, else an
    empty text; it sends no request. `check_store` raises StoreFailed where nothing can
    be stored now. `close` closes that model's connections.
    """

    bank: QuestionBank
    interviews: Interviews
    appeals: Appeals
    questions: Questions
    code: CodeRuns
    notice: Callable[[], str]
    check_store: Callable[[], None]
    close: Callable[[], None]
