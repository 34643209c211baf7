"""How queries are written for PostgreSQL: as Django does, but few new rows go as plain values."""

from typing import Any, Final

from django.db.backends.postgresql.compiler import (
    SQLAggregateCompiler,
    SQLCompiler,
    SQLDeleteCompiler,
    SQLUpdateCompiler,
)
from django.db.backends.postgresql.compiler import SQLInsertCompiler as ArraysCompiler
from django.db.models.sql.compiler import SQLInsertCompiler as ValuesCompiler

__all__ = [
    "SQLAggregateCompiler",
    "SQLCompiler",
    "SQLDeleteCompiler",
    "SQLInsertCompiler",
    "SQLUpdateCompiler",
]
FEW: Final = 8


class SQLInsertCompiler(ArraysCompiler):
    """Django sends new rows as one array a column, which spares PostgreSQL planning.

    Of few rows the driver pays more than that for it: every value is escaped into its array, which
    takes long for JSON.
    """

    def assemble_as_sql(self, fields: Any, value_rows: Any) -> Any:
        few = len(value_rows) <= FEW
        compiler = ValuesCompiler if few else ArraysCompiler
        return compiler.assemble_as_sql(self, fields, value_rows)
