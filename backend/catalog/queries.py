"""Reads of the firm's own words."""

from django.db.models import Model, QuerySet

from backend.accounts.models import User
from backend.accounts.roles import May, may
from backend.catalog.actions import KEPT
from backend.catalog.models import Reason, Skill, WorkType
from backend.lib.errors import NotFound


def catalog_rows(reader: User, name: str) -> "QuerySet[Model]":
    """All rows of one kind, retired ones too, for those who keep the catalog."""
    if name not in KEPT or not may(reader, May.KEEP_CATALOG):
        raise NotFound("catalog")
    return KEPT[name]._default_manager.all()


def reasons_for(used_for: str) -> QuerySet[Reason]:
    """The reasons one may choose for a use (wait, hold, failed, ...)."""
    return Reason.objects.filter(used_for=used_for, is_active=True)


def work_types() -> QuerySet[WorkType]:
    """Kinds of work one may choose."""
    return WorkType.objects.filter(is_active=True)


def skills() -> QuerySet[Skill]:
    """Skills work may ask for."""
    return Skill.objects.filter(is_active=True)
