"""Lists of the office and the portal: which columns, in which order, kept how, exported as what.

A page declares its `Table` once. `TABLE.of(request)` answers what this reader asked for in the
address and left out before; the template writes it with {% heads %} and {% cell %}.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString

from backend.accounts.lists import hidden_columns, kept_views
from backend.accounts.models import User
from backend.documents import spreadsheet
from backend.web.shared.downloads import FILES, download, file_asked

PAGE_ROWS: Final = 25
# What of the address is no part of a kept view.
_PASSING: Final = ("page", "export")
_CELL: Final = '<td class="cell-{} {}" data-label="{}">'


@dataclass(frozen=True)
class Column:
    """One column: its key in the address, its head, and by what the database sorts it.

    `css` goes to every cell (number, nowrap); a `fixed` column cannot be left out.
    """

    key: str
    label: str | Promise
    order: tuple[str, ...] = ()
    css: str = ""
    fixed: bool = False


@dataclass(frozen=True)
class Table:
    """A list by its name (which keeps the reader's choices) and its columns in reading order."""

    page: str
    columns: tuple[Column, ...]
    # The key of the column the rows come sorted by, while the reader asks for no other.
    sorted_by: str = ""
    page_rows: int = PAGE_ROWS
    is_exported: bool = True

    def of(self, request: HttpRequest) -> "Listed":
        """The list as this reader wants it."""
        return Listed(self, request)


@dataclass(frozen=True)
class KeptView:
    """A view the reader kept: its name, its address, and whether they stand in it."""

    name: str
    href: str
    current: bool


class Listed:
    """One reader's look at a Table."""

    def __init__(self, table: Table, request: HttpRequest) -> None:
        self.table, self.request, self.asked = table, request, request.GET
        self.user: User = request.user  # type: ignore[assignment]
        self.hidden = hidden_columns(self.user, table.page)
        self.by_key = {column.key: column for column in table.columns}

    @property
    def shown(self) -> list[Column]:
        """The columns this reader sees."""
        return [column for column in self.table.columns if self.shows(column.key)]

    @cached_property
    def begun_cells(self) -> dict[str, SafeString]:
        """By the key of a column the reader sees, how each of its cells begins."""
        return {
            column.key: format_html(_CELL, column.key, column.css, column.label)
            for column in self.shown
        }

    @property
    def choosable(self) -> list[Column]:
        """The columns that may be left out."""
        return [column for column in self.table.columns if not column.fixed]

    def shows(self, key: str) -> bool:
        """Whether the reader sees the column."""
        return self.by_key[key].fixed or key not in self.hidden

    @property
    def sort(self) -> str:
        """The column asked for, with a minus where it is backwards; "" where none is known."""
        asked = self.asked.get("sort", "")
        column = self.by_key.get(asked.removeprefix("-"))
        return asked if column and column.order else ""

    def ordered(self, rows: "QuerySet[Any]", *then: str) -> "QuerySet[Any]":
        """The rows as sorted by the reader, equal ones by `then`; else as they came."""
        if not self.sort:
            return rows
        back = self.sort.startswith("-")
        fields = self.by_key[self.sort.removeprefix("-")].order
        return rows.order_by(*((_turned(field) if back else field) for field in fields), *then)

    def page_of(self, rows: Any) -> Page[Any]:
        """The page of rows that the address asks for, the nearest where there is none such."""
        return Paginator(rows, self.table.page_rows).get_page(self.asked.get("page"))

    @property
    def export(self) -> str:
        """The kind of file asked for, "" where a page is."""
        return file_asked(self.request) if self.table.is_exported else ""

    def file(self, columns: Sequence[spreadsheet.Column[Any]], rows: Iterable[Any]) -> HttpResponse:
        """The rows, all pages of them, as the file that was asked for."""
        return download(self.request, self.table.page, columns, rows)

    @property
    def export_kinds(self) -> list[str]:
        """The kinds of file that the list offers."""
        return list(FILES) if self.table.is_exported else []

    @cached_property
    def query(self) -> str:
        """What a kept view keeps of this address, in one spelling."""
        return _spelled(self.asked)

    @cached_property
    def views(self) -> list[KeptView]:
        """The reader's kept views."""
        return [
            KeptView(name, f"?{query}", query == self.query)
            for name, query in kept_views(self.user, self.table.page).items()
        ]


def _turned(field: str) -> str:
    return field.removeprefix("-") if field.startswith("-") else f"-{field}"


def _spelled(asked: QueryDict) -> str:
    kept = QueryDict(mutable=True)
    for name in sorted(asked):
        values = [value for value in asked.getlist(name) if value]
        if values and name not in _PASSING:
            kept.setlist(name, values)
    return kept.urlencode()
