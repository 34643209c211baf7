"""A chain: the clients above and below one, as contracts reach across them."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL

from backend.clients.models import Client

_ABOVE = "select callout_clients_above(%s)"
_ABOVE_EACH = "select id, callout_clients_above(id) from unnest(%s::uuid[]) as id"


def clients_below(client_id: UUID) -> frozenset[UUID]:
    """The client and all that belong to it, however deep."""
    found = level = {client_id}
    while level:
        below = Client.objects.filter(parent__in=level).exclude(pk__in=found)
        level = set(below.values_list("pk", flat=True))
        found = found | level
    return frozenset(found)


def clients_above(client_id: UUID) -> frozenset[UUID]:
    """The client and all it belongs to, also those whoever asks may not read."""
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE, [client_id])
        return frozenset(row[0] for row in cursor.fetchall())


def clients_above_each(client_ids: Iterable[UUID]) -> dict[UUID, frozenset[UUID]]:
    """`clients_above` of many clients, asked at once."""
    found: dict[UUID, set[UUID]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_ABOVE_EACH, [list(client_ids)])
        for client_id, above in cursor.fetchall():
            found.setdefault(client_id, set()).add(above)
    return {client_id: frozenset(above) for client_id, above in found.items()}


def in_clients_above(client_id: UUID) -> RawSQL:
    """The same inside a query: `client_id__in=in_clients_above(...)`."""
    # A constant text; the id goes beside it as a parameter.
    return RawSQL(_ABOVE, [client_id])  # noqa: S611
