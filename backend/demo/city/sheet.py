"""Rows for one table, gathered as tuples and written by COPY: a million rows in seconds.

COPY goes into a temporary table and from there by INSERT into the real one, so row-level
security, constraints and triggers see every row exactly as they see the product's own.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection, models
from django.utils import timezone
from pydantic_core import to_json

from backend.lib.ids import new_id


@dataclass(frozen=True)
class Page:
    """Rows taken off a sheet, each with a value for every column."""

    table: str
    columns: tuple[str, ...]
    rows: list[list[Any]]

    def write(self, cursor: Any) -> None:
        """Write the rows by a cursor of psycopg or one of Django's."""
        names = ", ".join(f'"{column}"' for column in self.columns)
        passing = f'"passing_{self.table}"'
        # Names come from our own models, never from outside.
        cursor.execute(
            f"create temp table if not exists {passing} on commit drop"  # noqa: S608
            f' as select {names} from "{self.table}" with no data'
        )
        with cursor.copy(f"copy {passing} ({names}) from stdin") as copy:
            for row in self.rows:
                copy.write_row(row)
        cursor.execute(
            f'insert into "{self.table}" ({names}) select {names} from {passing}'  # noqa: S608
        )
        cursor.execute(f"truncate {passing}")


class Sheet:
    """Unwritten rows of one model; what a row does not name is the model's own default."""

    def __init__(self, model: type[models.Model]) -> None:
        fields = [each for each in model._meta.concrete_fields if not _filled_by_database(each)]
        self.table = model._meta.db_table
        self.columns = tuple(str(field.column) for field in fields)
        self.blank = {field.attname: _default(field) for field in fields}
        self.key = next((field.attname for field in fields if field.default is new_id), None)
        self.json = [field.attname for field in fields if isinstance(field, models.JSONField)]
        self.rows: list[list[Any]] = []

    def add(self, **values: Any) -> UUID | None:
        """One more row; answers its id where the model makes ids of its own."""
        row = self.blank | values
        if len(row) != len(self.blank):
            raise TypeError(f"{self.table} has no {sorted(row.keys() - self.blank.keys())}")
        if self.key is not None and row[self.key] is None:
            row[self.key] = new_id()
        for name in self.json:
            value = row[name]
            if value is not None and not isinstance(value, str):
                row[name] = to_json(value).decode()
        self.rows.append(list(row.values()))
        return None if self.key is None else row[self.key]

    def add_row(self, row: models.Model) -> None:
        """An unsaved row as it stands."""
        self.add(**{name: getattr(row, name) for name in self.blank})

    def take(self) -> Page:
        """The rows, to be written; the sheet is empty then."""
        page = Page(self.table, self.columns, self.rows)
        self.rows = []
        return page

    def write(self) -> None:
        """Write and forget the rows."""
        with connection.cursor() as cursor:
            self.take().write(cursor)


def _filled_by_database(field: "models.Field[Any, Any]") -> bool:
    return isinstance(field, models.AutoField | models.BigAutoField) or field.has_db_default()


def _default(field: "models.Field[Any, Any]") -> Any:
    """The value of a row that says nothing; ids are made row by row."""
    if field.default is new_id:
        return None
    value = field.get_default()
    if isinstance(field, models.JSONField) and value is not None:
        return to_json(value).decode()
    return timezone.now() if field.default is timezone.now else value
