"""A list that is only read: the columns of its export are the columns of its page."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import get_language

from backend.documents.figures import amount_words, date_words, price_words, quantity_words
from backend.documents.spreadsheet import Column, Kind, Money
from backend.web.shared.downloads import download, file_asked

PAGE_ROWS = 50


def plain_list(
    request: HttpRequest,
    name: str,
    title: Promise,
    columns: Sequence[Column[Any]],
    rows: "QuerySet[Any]",
) -> HttpResponse:
    """One page of the rows, or all of them as a file of that `name`."""
    if file_asked(request):
        return download(request, name, columns, rows)
    page = Paginator(rows, PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "title": title,
        "heads": [(column.head, _is_number(column)) for column in columns],
        "rows": [[_cell(column, row) for column in columns] for row in page.object_list],
        "page_obj": page,
    }
    return render(request, "shared/plain_list.html", context)


def _is_number(column: Column[Any]) -> bool:
    return column.kind in (Kind.MONEY, Kind.PRICE, Kind.NUMBER)


def _cell(column: Column[Any], row: object) -> dict[str, Any]:
    value = column.value(row)
    moment = value if isinstance(value, datetime) else None
    said = "" if moment or value is None else _said(column.kind, value)
    number = _is_number(column)
    return {"head": column.head, "words": said, "moment": moment, "is_number": number}


def _said(kind: Kind, value: object) -> str:
    language = get_language() or "en"
    if isinstance(value, Money):
        written = price_words if kind == Kind.PRICE else amount_words
        return f"{written(value.amount, value.currency, language)} {value.currency}"
    if isinstance(value, date):
        return date_words(value, language, "medium")
    return quantity_words(value, language) if isinstance(value, Decimal) else str(value)
