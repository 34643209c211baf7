"""Instants as rows bring them: Django reads each in Python, the driver reads one in C.

Django's loader only makes sure of the time zone, which is UTC on all our connections already; the
pages that read most spend more on it than on asking PostgreSQL.
"""

from datetime import UTC
from functools import cache
from typing import Any, Final

from psycopg import adapters
from psycopg.abc import AdaptContext, Buffer
from psycopg.adapt import AdaptersMap, Loader
from psycopg.pq import Format

_TYPE: Final = "timestamptz"
_DRIVERS: Final = adapters.get_loader(adapters.types[_TYPE].oid, Format.TEXT)


class InstantLoader(Loader):
    """The driver's own loader, with the name of its time zone, by which Django knows it."""

    timezone = UTC

    def __init__(self, oid: int, context: AdaptContext | None = None) -> None:
        super().__init__(oid, context)
        assert _DRIVERS is not None
        self._read = _DRIVERS(oid, context).load
        # Asked for by the instance, which spares a call for every instant.
        self.load = self._read  # type: ignore[method-assign]

    def load(self, data: Buffer) -> Any:
        """The instant in `data`, which PostgreSQL wrote in UTC."""
        return self._read(data)


@cache
def reading_instants(template: AdaptersMap) -> AdaptersMap:
    """Django's `template` of adapters for one connection, but for how it reads instants."""
    made = AdaptersMap(template)
    made.register_loader(_TYPE, InstantLoader)
    return made
