"""One version of a price list as pricing reads it: items, rounding of time, after-hours factor."""

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum

from backend.lib.errors import Invalid
from backend.lib.money import Rounding, exact, not_negative

_PRICE_STEP = Decimal("0.0001")


class ItemKind(StrEnum):
    """What an item prices; `code` says which: rate class, zone or part."""

    LABOUR = "labour"
    CALL_OUT = "call_out"
    TRAVEL_ZONE = "travel_zone"
    TRAVEL_KM = "travel_km"
    PART = "part"
    FAILED_VISIT = "failed_visit"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class PriceItem:
    """One price with up to four decimals, per hour, kilometre, piece or once; code "" is any."""

    kind: ItemKind
    price: Decimal
    code: str = ""
    unit: str = ""

    def __post_init__(self) -> None:
        price = not_negative(self.price, "price")
        if price != price.quantize(_PRICE_STEP):
            raise Invalid("price", "too-many-decimals", given=str(price))


@dataclass(frozen=True, slots=True)
class PriceList:
    """Prices in one currency. Time is rounded to `rounding_step_min` by `rounding_mode`; a payer
    is charged at least `minimum_min` of labour a visit.

    Labour and waiting cost so many times as much out of service hours, in the `night` (wall
    clocks of the object, it may run over midnight) and on a holiday of the calendar; where several
    hold at a moment the largest of them counts. `name` and `valid_from` tell which version it is.
    """

    currency: str
    items: tuple[PriceItem, ...]
    prices_include_vat: bool = False
    minimum_min: int = 0
    rounding_step_min: int = 15
    rounding_mode: Rounding = Rounding.UP
    after_hours_factor: Decimal = Decimal(1)
    night: tuple[time, time] | None = None
    night_factor: Decimal = Decimal(1)
    holiday_factor: Decimal = Decimal(1)
    name: str = ""
    valid_from: date | None = None

    def __post_init__(self) -> None:
        if len(self.currency) != 3:
            raise Invalid("currency", "not-a-currency", given=self.currency)
        if self.minimum_min < 0:
            raise Invalid("minimum_min", "negative", given=self.minimum_min)
        if self.rounding_step_min < 1:
            raise Invalid("rounding_step_min", "not-positive", given=self.rounding_step_min)
        for name in ("after_hours_factor", "night_factor", "holiday_factor"):
            if exact(getattr(self, name), name) <= 0:
                raise Invalid(name, "not-positive")
        found: set[tuple[ItemKind, str]] = set()
        for item in self.items:
            if (item.kind, item.code) in found:
                raise Invalid("items", "two-prices", kind=item.kind, item_code=item.code)
            found.add((item.kind, item.code))

    def item(self, kind: ItemKind, code: str = "") -> PriceItem | None:
        """The price under this code, else the one for any code, else None."""
        found = {item.code: item for item in self.items if item.kind is kind}
        return found.get(code) or found.get("")

    @property
    def prices_travel(self) -> bool:
        return any(item.kind in (ItemKind.TRAVEL_ZONE, ItemKind.TRAVEL_KM) for item in self.items)
