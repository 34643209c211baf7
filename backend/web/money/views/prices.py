"""What things cost, for whoever bills and may not change it: the prices of every list."""

from typing import Final

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from backend.accounts.roles import May
from backend.contracts.models import PriceItem
from backend.contracts.queries import price_items_visible_to
from backend.documents import spreadsheet
from backend.documents.spreadsheet import Kind, Money
from backend.lib.words import in_language
from backend.web.shared.choices import choice_word
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.list_filters import ListFilter
from backend.web.shared.tables import Column, Table

TABLE: Final = Table(
    "prices",
    (
        Column("list", _("Price list"), ("version__price_list__name",), fixed=True),
        Column("since", _("Valid from"), ("version__valid_from",), "nowrap"),
        Column("kind", _("Kind"), ("kind",)),
        Column("code", _("Code"), ("code",), "nowrap"),
        Column("name", _("Name")),
        Column("unit", _("Unit")),
        Column("price", _("Price"), ("price",), "number"),
    ),
    sorted_by="list",
)
COLUMNS: Final[tuple[spreadsheet.Column[PriceItem], ...]] = (
    spreadsheet.Column(_("Price list"), lambda item: item.version.price_list.name),
    spreadsheet.Column(_("Valid from"), lambda item: item.version.valid_from, Kind.DATE),
    spreadsheet.Column(_("Kind"), lambda item: choice_word("price_kind", item.kind)),
    spreadsheet.Column(_("Code"), lambda item: item.code, width=14),
    spreadsheet.Column(_("Name"), lambda item: in_language(item.names, get_language() or "en")),
    spreadsheet.Column(_("Unit"), lambda item: choice_word("unit", item.unit), width=8),
    spreadsheet.Column(
        _("Price"),
        lambda item: Money(item.price, item.version.price_list.currency),
        Kind.PRICE,
    ),
)


@may(May.BILL)
def prices(request: SignedRequest) -> HttpResponse:
    """Every price of every list, the newest first."""
    table, form = TABLE.of(request), ListFilter(request.GET, ("q",), ("", ()))
    rows, words = price_items_visible_to(request.user), (form.asked.get("q") or "").strip()
    if words:
        named = Q(version__price_list__name__icontains=words) | Q(names__icontains=words)
        rows = rows.filter(named | Q(code__icontains=words))
    rows = table.ordered(rows, "version__price_list__name", "-version__valid_from", "code", "id")
    if table.export:
        return table.file(COLUMNS, rows)
    context = {"table": table, "form": form, "page_obj": table.page_of(rows)}
    return render(request, "money/prices.html", context)
