"""What a server that others can reach refuses to start without: somebody who could sign in."""

from app.settings import Settings
from app.store.interviews import Store
from ingest.errors import CoachError, StoreFailed

NO_ACCOUNT = (
    "others than this machine's user can reach this coach, and it has no account yet. Add one with "
    "`coach user add NAME --role operator`; or name the header of a proxy that signs people in with "
    "COACH_TRUSTED_USER_HEADER; or set COACH_OIDC_ISSUER with COACH_OIDC_CREATE=yes; or keep it to yourself: "
    "--host 127.0.0.1, and none of COACH_ALLOWED_HOSTS, COACH_OIDC_ISSUER and COACH_ACCOUNTS=on"
)


def check_accounts(settings: Settings) -> None:
    """See that a server which others can reach has an account, or a proxy or provider that makes them.

    A database that is not up yet is no reason to stop: until it is, nobody is let in.

    Raises:
        CoachError: it has neither, or the database cannot be used at all.
    """
    signs_in_elsewhere = bool(settings.trusted_user_header or (settings.oidc_issuer and settings.oidc_create))
    if settings.is_single_user or signs_in_elsewhere:
        return
    try:
        store = Store(settings.store_url)
    except StoreFailed as error:
        if error.retryable:
            return
        raise
    try:
        if store.users.count() == 0:
            raise CoachError(NO_ACCOUNT)
    finally:
        store.close()
