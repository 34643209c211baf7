"""What things cost, for whoever bills and may not change it: the prices of every list."""

from typing import Final

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from backend.accounts.roles import May
from backend.contracts.models import PriceItem
from backend.contracts.queries import price_items_visible_to
from backend.documents.spreadsheet import Column, Kind, Money
from backend.lib.words import in_language
from backend.web.shared.choices import choice_word
from backend.web.shared.doors import SignedRequest, may
from backend.web.shared.plain_lists import plain_list

COLUMNS: Final[tuple[Column[PriceItem], ...]] = (
    Column(_("Price list"), lambda item: item.version.price_list.name),
    Column(_("Valid from"), lambda item: item.version.valid_from, Kind.DATE),
    Column(_("Kind"), lambda item: choice_word("price_kind", item.kind)),
    Column(_("Code"), lambda item: item.code, width=14),
    Column(_("Name"), lambda item: in_language(item.names, get_language() or "en")),
    Column(_("Unit"), lambda item: choice_word("unit", item.unit), width=8),
    Column(
        _("Price"),
        lambda item: Money(item.price, item.version.price_list.currency),
        Kind.PRICE,
    ),
)


@may(May.BILL)
def prices(request: SignedRequest) -> HttpResponse:
    """Every price of every list, the newest first."""
    rows = price_items_visible_to(request.user)
    return plain_list(request, "prices", _("Price lists"), COLUMNS, rows)
