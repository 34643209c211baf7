"""Prices typed in a spreadsheet: each row read with its faults, and what they would change.

Plain data only. A file is a whole list: a price it does not name is taken out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Final

from backend.lib.errors import Invalid
from backend.lib.words import LANGUAGES

COLUMNS: Final = ("kind", "code", "unit", "price", *(f"name_{each}" for each in LANGUAGES))
NEEDED: Final = ("kind", "price")
MOST_ROWS: Final = 5_000
_DECIMALS: Final = -4
_MOST_PRICE: Final = Decimal(10**9)
_LONGEST: Final = {"code": 40, "unit": 10}
_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class PriceRow:
    """One price of a list: what `kind` and `code` name costs so much for each `unit`."""

    kind: str
    code: str
    unit: str
    price: Decimal
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """What names the price in its list."""
        return self.kind, self.code


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in which row of the file (the heads are row 1), with the code of the error."""

    row: int
    column: str
    code: str
    given: str = ""


@dataclass(frozen=True, slots=True)
class PriceDifference:
    """What a file would do to a list."""

    added: Sequence[PriceRow]
    changed: Sequence[tuple[PriceRow, PriceRow]]
    removed: Sequence[PriceRow]
    unchanged: int


def read_prices(
    lines: Sequence[Sequence[str]], kinds: Sequence[str]
) -> tuple[list[PriceRow], list[Fault]]:
    """The rows of a file and all its faults; empty lines are passed over.

    Invalid("file", ...) where it is no list of prices at all: empty, too long, without a needed
    column.
    """
    heads = [head.strip().lower() for head in lines[0]] if lines else []
    missing = [name for name in NEEDED if name not in heads]
    if missing:
        raise Invalid("file", "no-such-column", column=", ".join(missing))
    if len(lines) - 1 > MOST_ROWS:
        raise Invalid("file", "too-many-lines", limit=MOST_ROWS)
    rows: list[PriceRow] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, str], int] = {}
    for number, line in enumerate(lines[1:], 2):
        said = {head: cell.strip() for head, cell in zip(heads, line, strict=False)}
        if not any(said.values()):
            continue
        found, wrong = _read(number, said, kinds)
        faults += wrong
        if found is None:
            continue
        if found.key in seen:
            faults.append(Fault(number, "code", "price-twice", str(seen[found.key])))
        seen.setdefault(found.key, number)
        rows.append(found)
    return rows, faults


def _read(
    number: int, said: Mapping[str, str], kinds: Sequence[str]
) -> tuple[PriceRow | None, list[Fault]]:
    faults = []
    if said["kind"] not in kinds:
        faults.append(Fault(number, "kind", "unknown", said["kind"]))
    price = _price(said["price"])
    if price is None:
        faults.append(Fault(number, "price", "not-a-price", said["price"]))
    for name, most in _LONGEST.items():
        if len(said.get(name, "")) > most:
            faults.append(Fault(number, name, "too-long", str(most)))
    names = {each: said[f"name_{each}"] for each in LANGUAGES if said.get(f"name_{each}")}
    for each, words in names.items():
        if len(words) > _LONGEST_NAME:
            faults.append(Fault(number, f"name_{each}", "too-long", str(_LONGEST_NAME)))
    if faults or price is None:
        return None, faults
    unit = said.get("unit", "") or "h"
    return PriceRow(said["kind"], said.get("code", ""), unit, price, names), []


def _price(typed: str) -> Decimal | None:
    """A price of four decimals at most, not negative; a decimal comma is read as a point."""
    try:
        price = Decimal(typed.replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except InvalidOperation:
        return None
    if not price.is_finite() or not 0 <= price < _MOST_PRICE:
        return None
    exponent = price.normalize().as_tuple().exponent
    return price if isinstance(exponent, int) and exponent >= _DECIMALS else None


def difference(now: Iterable[PriceRow], then: Iterable[PriceRow]) -> PriceDifference:
    """What turns the prices of `now` into those of `then`, in the order of the file."""
    before = {row.key: row for row in now}
    after = {row.key: row for row in then}
    pairs = [(before[key], row) for key, row in after.items() if key in before]
    changed = [(old, new) for old, new in pairs if not _same(old, new)]
    return PriceDifference(
        added=[row for key, row in after.items() if key not in before],
        changed=changed,
        removed=[row for key, row in before.items() if key not in after],
        unchanged=len(pairs) - len(changed),
    )


def _same(old: PriceRow, new: PriceRow) -> bool:
    return (old.unit, old.price, dict(old.names)) == (new.unit, new.price, dict(new.names))
