"""Moments as the tables keep them: UTC without a zone, since SQLite keeps none."""

from datetime import UTC, datetime


def naive(moment: datetime) -> datetime:
    """A moment as it is written."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def aware(moment: datetime) -> datetime:
    """A moment as it was written."""
    return moment.replace(tzinfo=UTC)


def aware_or_none(moment: datetime | None) -> datetime | None:
    """The same where there may be none."""
    return None if moment is None else aware(moment)
