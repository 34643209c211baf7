"""A chain: the clients above and below one, as contracts reach across them."""

from uuid import UUID

from django.db import connection
from django.db.models.expressions import RawSQL

from backend.clients.models import Client

_ABOVE = "select callout_clients_above(%s)"


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


def in_clients_above(client_id: UUID) -> RawSQL:
    """The same inside a query: `client_id__in=in_clients_above(...)`."""
    # A constant text; the id goes beside it as a parameter.
    return RawSQL(_ABOVE, [client_id])  # noqa: S611
