"""Examples a contract carries: what is asked, what is expected, and whether the answer agrees.

Plain data only. An example is written by people and kept as JSON, so everything in it is checked
when it is read and the field at fault is named.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from backend.lib.errors import Invalid


class Asks(StrEnum):
    """What an example asks the contract: by when something is promised, or who pays how much."""

    PROMISE = "promise"
    PRICE = "price"


GIVEN: Final[Mapping[Asks, frozenset[str]]] = {
    Asks.PROMISE: frozenset({"reported", "impact", "equipment_type", "object", "equipment"}),
    Asks.PRICE: frozenset(
        {
            "at",
            "minutes",
            "impact",
            "line",
            "work_type",
            "equipment_type",
            "object",
            "equipment",
            "rate_class",
            "part",
            "quantity",
            "zone",
            "warranty",
        }
    ),
}
"""What an example may give. Moments are wall clocks of the object, "2026-11-20T17:30"."""

EXPECTED: Final[Mapping[Asks, frozenset[str]]] = {
    Asks.PROMISE: frozenset(
        {"priority", "response", "arrival", "restoration", "resolution", "clause"}
    ),
    Asks.PRICE: frozenset({"verdict", "clause", "amount"}),
}
"""What it may expect. Moments as above; null says that nothing is promised."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing the contract answers otherwise than the example expects."""

    field: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Answered:
    """An example after it has run; `problem` is the code of what stopped it, if anything did."""

    words: str
    differences: tuple[Difference, ...] = ()
    problem: str = ""

    @property
    def is_green(self) -> bool:
        return not self.differences and not self.problem


def checked(asks: str, given: Mapping[str, Any], expected: Mapping[str, Any]) -> Asks:
    """The kind of an example whose fields all belong to it; Invalid names the first that does
    not, or what is missing."""
    if asks not in list(Asks):
        raise Invalid("asks", "unknown", given=str(asks))
    kind = Asks(asks)
    for name, said, known in (
        ("given", given, GIVEN[kind]),
        ("expected", expected, EXPECTED[kind]),
    ):
        for key in said:
            if key not in known:
                raise Invalid(f"{name}.{key}", "unknown")
    needed = "reported" if kind is Asks.PROMISE else "at"
    if not given.get(needed):
        raise Invalid(f"given.{needed}", "missing")
    if not expected:
        raise Invalid("expected", "missing")
    return kind


def compared(expected: Mapping[str, Any], got: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Where `got` is not what is expected, in the order of the example; other answers are free."""
    return tuple(
        Difference(field, _shown(value), _shown(got.get(field)))
        for field, value in expected.items()
        if _shown(value) != _shown(got.get(field))
    )


def _shown(value: object) -> str:
    return "" if value is None else str(value)
