"""Rows read by a query of their own, given to the rows they belong to as prefetching would."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model


def attach(
    owners: Iterable[Model], name: str, rows: Iterable[Model], owner_key: str | None = None
) -> None:
    """From now on `owner.name.all()` answers those of `rows` whose `owner_key` is the owner's id,
    in their order; all of them without `owner_key`. No more is asked of the database.

    Django prefetches by a query it writes each time; this takes what a `Written` one answered.
    """
    of: dict[Any, list[Model]] = {}
    for row in rows:
        of.setdefault(owner_key and getattr(row, owner_key), []).append(row)
    for owner in owners:
        asked = getattr(owner, name).get_queryset()
        asked._result_cache = of.get(owner_key and owner.pk, [])
        asked._prefetch_done = True
        kept = owner.__dict__.setdefault("_prefetched_objects_cache", {})
        kept[name] = asked
