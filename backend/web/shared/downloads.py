"""Every list exports: `?export=xlsx` or `?export=csv` on the address of any list gives its file.

The rows are those the page would show, all pages of them, in the page's order. The file is
written to disk before the first byte leaves: rows are read inside the request's transaction, or
the walls of the database would hide them.
"""

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeVar, cast

from django.db.models import Model, QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone

from backend.documents.spreadsheet import XLSX, Column, Sheet, write_csv, write_xlsx

ModelT = TypeVar("ModelT", bound=Model)
RowT = TypeVar("RowT")

FILES: Final = {
    "xlsx": XLSX,
    "csv": "text/csv; charset=utf-8",
}
_ROWS_AT_ONCE = 2_000


def file_asked(request: HttpRequest) -> str:
    """The kind of file the address asks for, one of FILES; empty where it asks for a page."""
    asked = request.GET.get("export", "")
    return asked if asked in FILES else ""


def download(
    request: HttpRequest,
    name: str,
    columns: Sequence[Column[RowT]],
    rows: "Iterable[RowT] | QuerySet[Any]",
) -> HttpResponse:
    """The rows as the file the address asks for (XLSX where it names none).

    `name` begins the file's name, the reader's date ends it. Refused("too-many-rows").
    """
    suffix = file_asked(request) or "xlsx"
    zone = timezone.get_current_timezone_name()
    sheet = Sheet(name, columns, _read_in_parts(rows))
    out = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it when it was sent
    if suffix == "csv":
        write_csv(out, sheet, zone=zone)
    else:
        write_xlsx(out, [sheet], zone=zone)
    out.seek(0)
    answer = FileResponse(
        out,
        as_attachment=True,
        filename=f"{name}-{_today()}.{suffix}",
        content_type=FILES[suffix],
    )
    return cast(HttpResponse, answer)


def in_order(
    rows: "QuerySet[ModelT]", asked: str, allowed: Mapping[str, str], then: Sequence[str]
) -> "QuerySet[ModelT]":
    """`rows` by the column a page's `?sort=` names, "-" before it for the other way round.

    `allowed` maps words of the address to columns; any other word is left out. `then` settles
    rows that are equal so far.
    """
    column = allowed.get(asked.removeprefix("-"))
    first = [] if column is None else [f"-{column}" if asked.startswith("-") else column]
    return rows.order_by(*first, *then)


def _read_in_parts(rows: "Iterable[RowT] | QuerySet[Any]") -> Iterable[RowT]:
    if isinstance(rows, QuerySet) and not rows.query.is_sliced:
        return rows.iterator(chunk_size=_ROWS_AT_ONCE)
    return rows


def _today() -> date:
    return timezone.localdate()
