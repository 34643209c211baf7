"""What things cost, from which day."""

from typing import Any, Final
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from backend.accounts.models import User
from backend.accounts.roles import May
from backend.contracts.actions import (
    add_prices,
    save_price_item,
    save_price_list,
    save_standing_terms,
)
from backend.contracts.models import PriceItem, PriceList, PriceListVersion, StandingTerms
from backend.web.administration.registers.register import Register, saved_by
from backend.web.administration.watched_forms import WatchedRowForm


def _add_prices(values: dict[str, Any], by: User, row_id: UUID | None) -> Model:
    despite = values.pop("despite", "")
    return add_prices(values.pop("price_list").pk, values, by=by, despite=despite)


def _save_item(values: dict[str, Any], by: User, row_id: UUID | None) -> Model:
    despite, version = values.pop("despite", ""), values.pop("version")
    return save_price_item(version.pk, values, by=by, item_id=row_id, despite=despite)


PRICES: Final = (
    Register(
        slug="price-lists",
        title=_("Price lists"),
        one=_("Price list"),
        model=PriceList,
        save=saved_by(save_price_list, "price_list_id"),
        fields=("name", "currency", "prices_include_vat"),
        columns=("name", "currency", "prices_include_vat"),
        search=("name",),
        wish=May.KEEP_CONTRACTS,
        why=_("Lines already drafted keep their price."),
        children=("prices",),
    ),
    Register(
        slug="prices",
        title=_("Prices from a date"),
        one=_("Prices from a date"),
        model=PriceListVersion,
        save=_add_prices,
        fields=(
            "price_list",
            "valid_from",
            "minimum_min",
            "rounding_step_min",
            "rounding_mode",
            "after_hours_factor",
            "night_from",
            "night_to",
            "night_factor",
            "holiday_factor",
        ),
        columns=(
            "valid_from",
            "price_list",
            "minimum_min",
            "rounding_step_min",
            "rounding_mode",
            "after_hours_factor",
        ),
        wish=May.KEEP_CONTRACTS,
        why=_("New prices begin as a copy of the items valid until then."),
        form=WatchedRowForm,
        parent="price_list",
        children=("price-items",),
        changeable=False,
    ),
    Register(
        slug="price-items",
        title=_("Prices"),
        one=_("Price"),
        model=PriceItem,
        save=_save_item,
        fields=("version", "kind", "code", "names", "unit", "price"),
        columns=("kind", "code", "names", "unit", "price"),
        search=("code",),
        wish=May.KEEP_CONTRACTS,
        form=WatchedRowForm,
        parent="version",
    ),
    Register(
        slug="standing-terms",
        title=_("Standing terms"),
        one=_("Standing terms of a company"),
        model=StandingTerms,
        save=saved_by(save_standing_terms, "terms_id"),
        fields=(
            "entity",
            "price_list",
            "prepayment",
            "calendar",
            "office_hours",
            "work_warranty_days",
            "part_warranty_days",
        ),
        columns=("entity", "price_list", "prepayment"),
        wish=May.KEEP_CONTRACTS,
        why=_("What holds for a client without a contract in force."),
    ),
)
