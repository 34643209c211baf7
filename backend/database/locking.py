"""One row for the one who writes it: locked until the transaction ends."""

from typing import TypeVar
from uuid import UUID

from django.db.models import Model

from backend.lib.errors import NotFound

RowT = TypeVar("RowT", bound=Model)


def locked(model: type[RowT], row_id: UUID, what: str = "") -> RowT:
    """The row with this id, locked; NotFound(what), by default what the model is called."""
    rows = model._default_manager.select_for_update()
    row: RowT | None = rows.filter(pk=row_id).first()
    if row is None:
        raise NotFound(what or str(model._meta.verbose_name))
    return row


def new_or_locked(model: type[RowT], row_id: UUID | None, what: str = "") -> RowT:
    """A new row where there is no id yet, else as `locked`."""
    return model() if row_id is None else locked(model, row_id, what)
