"""Writes of the firm's own words: one action, because every such row is kept alike."""

from typing import Any, Final
from uuid import UUID

from django.db import models, transaction

from backend.accounts.models import User
from backend.catalog.models import (
    EquipmentType,
    LegalEntity,
    LegalEntityDetails,
    Part,
    Reason,
    Skill,
    Symptom,
    TaxTreatment,
    Territory,
    WorkType,
)
from backend.catalog.registry import check_numbers
from backend.catalog.rows import write_row
from backend.database.locking import new_or_locked
from backend.journal import kinds
from backend.lib.errors import NotFound

KEPT: Final[dict[str, type[models.Model]]] = {
    "legal-entities": LegalEntity,
    "legal-entity-details": LegalEntityDetails,
    "tax-treatments": TaxTreatment,
    "work-types": WorkType,
    "skills": Skill,
    "territories": Territory,
    "equipment-types": EquipmentType,
    "parts": Part,
    "reasons": Reason,
    "symptoms": Symptom,
}
"""What the administrator keeps, by the name an address uses."""


@transaction.atomic
def save_catalog_row(
    name: str, values: dict[str, Any], *, by: User, row_id: UUID | None = None
) -> models.Model:
    """Make a row of `name` (a key of KEPT) or change the one with `row_id`.

    Rows are never deleted, because history names them; `is_active` takes one out of choice.
    """
    row = _kept_row(name, row_id)
    write_row(row, values, by=by, kind=kinds.CATALOG_CHANGED)
    if isinstance(row, LegalEntityDetails):
        check_numbers(row)
    return row


def _kept_row(name: str, row_id: UUID | None) -> models.Model:
    if name not in KEPT:
        raise NotFound("catalog")
    return new_or_locked(KEPT[name], row_id, "catalog row")
