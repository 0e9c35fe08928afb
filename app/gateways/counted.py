"""What a request through another door takes of the quotas of an account, where only its body tells what it wants.

Decides that a request is counted as such at the door (app/api/accounts/admission.py), and as an answer where it is a
new one: one that comes again takes nothing more.
"""

from app.accounts.quotas import OF_MODEL, Quota
from app.candidate.candidate import LOCAL
from app.coach.coach import Coach


def count(coach: Coach, *quotas: Quota) -> None:
    """Hold what is wanted against the quotas of the coach's owner, and see that a language model has room for it.

    Raises:
        TooMany: one of them is used up. The one user of a machine has none.
    """
    owner = coach.interviews.owner
    if owner != LOCAL:
        coach.spending.ask(owner, {*quotas, *OF_MODEL})
