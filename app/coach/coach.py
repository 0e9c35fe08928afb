"""The coach: its services under their names.

Decides nothing; what happens in a request is in the service of its capability. main.py puts them together.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.coach.accounts.accounts import Accounts
from app.coach.accounts.entrance import Entrance
from app.coach.accounts.federation import Federation
from app.coach.accounts.retention import Keeping
from app.coach.accounts.sharing import Sharing
from app.coach.accounts.spending import Spending
from app.coach.answers.appeals import Appeals
from app.coach.candidates.plan import Planner
from app.coach.candidates.records import Records
from app.coach.candidates.reviews import Reviews
from app.coach.chair import Chairs
from app.coach.code_runs import CodeRuns
from app.coach.consent.consent import Consent
from app.coach.interviews import Interviews
from app.coach.language_model import LanguageModel
from app.coach.own_work.projects import Projects
from app.coach.question_bank import QuestionBank
from app.coach.questions import Questions
from app.coach.voice import Voice


@dataclass(frozen=True)
class Coach:
    """What the API and the terminal call.

    `notice` returns a sentence for the user about a language model that is set and failed at its last request, else an
    empty text; it sends no request. `model` tells which it is and what its exam has earned it, None where none is set.
    `check_store` raises StoreFailed where nothing can be stored now. `close` closes that model's connections. `warm`
    finds out what no turn should wait for, until it is told that nobody wants it any more; the coach works without.
    """

    bank: QuestionBank
    interviews: Interviews
    appeals: Appeals
    questions: Questions
    reviews: Reviews
    records: Records
    planner: Planner
    projects: Projects
    code: CodeRuns
    entrance: Entrance
    accounts: Accounts
    spending: Spending
    sharing: Sharing
    chairs: Chairs
    consent: Consent
    voice: Voice
    keeping: Keeping
    federation: Federation
    notice: Callable[[], str]
    check_store: Callable[[], None]
    close: Callable[[], None]
    model: Callable[[], LanguageModel | None] = lambda: None
    warm: Callable[[Callable[[], bool]], None] = lambda *_: None

    def of(self, owner: str) -> "Coach":
        """The same coach for the rows of this candidate alone."""
        interviews = self.interviews.of(owner)
        return replace(
            self,
            interviews=interviews,
            questions=self.questions.of(owner),
            consent=self.consent.of(owner),
            voice=self.voice.of(owner, interviews),
            appeals=replace(self.appeals, owner=owner),
            reviews=replace(self.reviews, owner=owner),
            records=replace(self.records, owner=owner),
            accounts=replace(self.accounts, actor=owner),
        )
