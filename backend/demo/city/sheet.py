"""Rows for one table, gathered as tuples and written by COPY: a million rows in seconds.

COPY goes into a temporary table and from there by INSERT into the real one, so row-level
security, constraints and triggers see every row exactly as they see the product's own.
"""

import json
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.utils import timezone

from backend.lib.ids import new_id


class Sheet:
    """Unwritten rows of one model; what a row does not name is the model's own default."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = [each for each in model._meta.concrete_fields if not _filled_by_database(each)]
        self.table = model._meta.db_table
        self.columns = [field.column for field in fields]
        self.place = {field.attname: n for n, field in enumerate(fields)}
        made_here = [n for n, field in enumerate(fields) if field.default is new_id]
        self.key = made_here[0] if made_here else None
        self.json = [n for n, field in enumerate(fields) if isinstance(field, models.JSONField)]
        self.blank = [_default(field) for field in fields]
        self.rows: list[list[Any]] = []

    def add(self, **values: Any) -> UUID | None:
        """One more row; answers its id where the model makes ids of its own."""
        row = self.blank.copy()
        for name, value in values.items():
            row[self.place[name]] = value
        if self.key is not None and row[self.key] is None:
            row[self.key] = new_id()
        for n in self.json:
            if row[n] is not None and not isinstance(row[n], str):
                row[n] = json.dumps(row[n])
        self.rows.append(row)
        return None if self.key is None else row[self.key]

    def add_row(self, row: models.Model) -> None:
        """An unsaved row as it stands."""
        self.add(**{name: getattr(row, name) for name in self.place})

    def write(self) -> int:
        """Write and forget the rows; answers how many there were."""
        rows, self.rows = self.rows, []
        if not rows:
            return 0
        names = ", ".join(f'"{column}"' for column in self.columns)
        passing = f'"passing_{self.table}"'
        with connection.cursor() as cursor:
            # Names come from our own models, never from outside.
            cursor.execute(
                f"create temp table if not exists {passing} on commit drop"  # noqa: S608
                f' as select {names} from "{self.table}" with no data'
            )
            with cursor.copy(f"copy {passing} ({names}) from stdin") as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(
                f'insert into "{self.table}" ({names}) select {names} from {passing}'  # noqa: S608
            )
            cursor.execute(f"truncate {passing}")
        return len(rows)


def _filled_by_database(field: "models.Field[Any, Any]") -> bool:
    return isinstance(field, models.AutoField | models.BigAutoField) or field.has_db_default()


def _default(field: "models.Field[Any, Any]") -> Any:
    """The value of a row that says nothing; ids are made row by row."""
    if field.default is new_id:
        return None
    value = field.get_default()
    if isinstance(field, models.JSONField) and value is not None:
        return json.dumps(value)
    return timezone.now() if field.default is timezone.now else value
