"""PostGIS for Django, with one addition: every transaction begins by naming who acts.

Row-level security asks `current_setting('app.user_id')`. Setting it here, where a
transaction starts, means no face, task or command can forget it.
"""

from collections.abc import Hashable
from typing import Any

from django.contrib.gis.db.backends.postgis.base import DatabaseWrapper as PostGISWrapper

from backend.database.principal import begin_as, current_principal


class DatabaseWrapper(PostGISWrapper):
    """The engine named by settings as `backend.database`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # What `backend.database.written` wrote for this connection.
        self.written: dict[Hashable, Any] = {}

    def set_autocommit(
        self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False
    ) -> None:
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        if not autocommit:
            begin_as(self, current_principal())
