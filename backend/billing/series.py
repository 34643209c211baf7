"""The series documents are numbered by; an administrator sets one up for each entity and kind."""

from typing import Any
from uuid import UUID

from django.db import transaction

from backend.accounts.models import User
from backend.billing.models import DocumentSeries
from backend.catalog.rows import write_row
from backend.database.locking import locked
from backend.journal import kinds
from backend.lib.errors import Invalid


@transaction.atomic
def save_series(
    values: dict[str, Any], *, by: User, series_id: UUID | None = None
) -> DocumentSeries:
    """A new series, or another prefix for one that has given no number yet.

    A number once given stays as it is, so a series in use is refused: Invalid("prefix", "in-use").
    """
    row = DocumentSeries() if series_id is None else _unused(series_id)
    if not values["entity"].is_ours:
        raise Invalid("entity", "not-ours")
    if not 1 <= values.get("digits", row.digits) <= 10:
        raise Invalid("digits", "out-of-range", least=1, most=10)
    write_row(row, values, by=by, kind=kinds.CATALOG_CHANGED)
    return row


def _unused(series_id: UUID) -> DocumentSeries:
    row = locked(DocumentSeries, series_id, "series")
    if row.last_number:
        raise Invalid("prefix", "in-use")
    return row
