"""PostGIS for Django, with four additions: every transaction begins by naming who acts, a pooled
connection that was just in use is not asked whether it lives and learns PostGIS's types once, and
instants are read quickly.

Row-level security asks `current_setting('app.user_id')`. Setting it here, where a
transaction starts, means no face, task or command can forget it.
"""

import select
from datetime import UTC
from time import monotonic
from typing import Any, Final
from weakref import WeakKeyDictionary, WeakSet

from django.contrib.gis.db.backends.postgis.base import DatabaseWrapper as PostGISWrapper
from psycopg import Connection
from psycopg_pool import ConnectionPool

from backend.database.instants import reading_instants
from backend.database.principal import begin_as, current_principal

# A firewall forgets a connection after minutes, so a second without a question is safe.
TRUSTED_S: Final = 1.0
_asked_at: WeakKeyDictionary[Connection[Any], float] = WeakKeyDictionary()
_knows_types: WeakSet[Connection[Any]] = WeakSet()


class DatabaseWrapper(PostGISWrapper):
    """The engine named by settings as `backend.database`."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.ops.compiler_module = "backend.database.compiler"

    @property
    def pool(self) -> Any:
        """The pool of this process, with a check that mostly costs nothing."""
        pool = super().pool
        # Django offers no setting for it: its health check is a round trip a request, or none.
        if pool is not None and self.settings_dict["CONN_HEALTH_CHECKS"]:
            pool._check = check_if_doubtful
        return pool

    def get_connection_params(self) -> dict[str, Any]:
        """What Django connects with."""
        params: dict[str, Any] = super().get_connection_params()
        if self.timezone == UTC:
            params["context"] = reading_instants(params["context"])
        return params

    def register_geometry_adapters(self, pg_connection: Any, clear_caches: bool = False) -> None:
        """Django would teach a connection its types anew each time the pool lends it."""
        if clear_caches or pg_connection not in _knows_types:
            super().register_geometry_adapters(pg_connection, clear_caches)
            _knows_types.add(pg_connection)

    def set_autocommit(
        self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False
    ) -> None:
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        if not autocommit:
            begin_as(self, current_principal())


def check_if_doubtful(connection: Connection[Any]) -> None:
    """Ask a connection whether it lives, unless it answered within the second and is still quiet.

    A server that ended has closed the socket, or said why it ends: then there is something to read.
    """
    now = monotonic()
    doubtful = now - _asked_at.get(connection, 0.0) > TRUSTED_S or _has_news(connection)
    if doubtful:
        ConnectionPool.check_connection(connection)
        _asked_at[connection] = now


def _has_news(connection: Connection[Any]) -> bool:
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return bool(waiting.poll(0))
