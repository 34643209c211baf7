"""Small questions asked of input at birth; a no is `Invalid` and names the field."""

import math
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from backend.lib.errors import Invalid

Matrix = NDArray[np.int64]
# A price or a time above this is a mistake, and sums of many such could leave 64 bits.
LARGEST = 10**12


def whole(field: str, value: object, *, least: int = 0, most: int = LARGEST) -> int:
    """`value` as an int within [least, most]; refuses NaN, fractions, booleans and words."""
    if isinstance(value, float) and math.isnan(value):
        raise Invalid(field, "not-a-number")
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise Invalid(field, "not-whole", got=str(value))
    if value < least:
        raise Invalid(field, "too-small", least=least, got=int(value))
    if value > most:
        raise Invalid(field, "too-large", most=most, got=int(value))
    return int(value)


def yes_or_no(field: str, value: object) -> bool:
    """`value` where it is true or false."""
    if not isinstance(value, bool):
        raise Invalid(field, "not-yes-or-no")
    return value


def number(field: str, value: object, *, least: float = 0, most: float) -> float:
    """`value` as a finite number in (0, most], no less than `least`."""
    if isinstance(value, bool) or not isinstance(value, int | float) or math.isnan(value):
        raise Invalid(field, "not-a-number")
    if not 0 < value <= most or value < least:
        raise Invalid(field, "out-of-range", least=least, most=most, got=value)
    return float(value)


def span(field: str, value: object, *, most: int, empty: bool = False) -> tuple[int, int]:
    """`value` as (from, to) with 0 <= from < to <= most; `empty` also allows from == to."""
    if not isinstance(value, Sequence) or isinstance(value, str) or len(value) != 2:
        raise Invalid(field, "not-a-span")
    first, last = (
        whole(f"{field}[0]", value[0], most=most),
        whole(f"{field}[1]", value[1]),
    )
    if last < first or (last == first and not empty):
        raise Invalid(field, "ends-before-it-begins", begins=first, ends=last)
    if last > most:
        raise Invalid(f"{field}[1]", "too-large", most=most, got=last)
    return first, last


def name(field: str, value: object) -> str:
    """`value` as a non-empty string of at most 200 characters."""
    if not isinstance(value, str):
        raise Invalid(field, "not-text")
    if not value or len(value) > 200:
        raise Invalid(field, "empty" if not value else "too-long")
    return value


def names(field: str, value: Iterable[object]) -> frozenset[str]:
    """Every member of `value` as a name."""
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise Invalid(field, "not-a-list")
    return frozenset(name(f"{field}[{i}]", member) for i, member in enumerate(value))


def counts(field: str, value: object, *, least: int = 0) -> dict[str, int]:
    """A whole number for every name."""
    if not isinstance(value, Mapping):
        raise Invalid(field, "not-a-mapping")
    return {
        name(f"{field} key", key): whole(f"{field}.{key}", each, least=least)
        for key, each in value.items()
    }


def unique(field: str, ids: Iterable[str]) -> None:
    """Refuses a repeated id."""
    seen: set[str] = set()
    for number, each in enumerate(ids):
        if each in seen:
            raise Invalid(f"{field}[{number}].id", "repeated", id=each)
        seen.add(each)


def matrix(field: str, value: object, *, size: int | None = None) -> Matrix:
    """A read-only square int64 matrix, zero on the diagonal, nothing negative, no holes."""
    table = _as_floats(field, value)
    if table.ndim != 2 or table.shape[0] != table.shape[1]:
        raise Invalid(field, "not-square", shape=list(table.shape))
    if size is not None and table.shape[0] != size:
        raise Invalid(field, "wrong-size", wanted=size, got=int(table.shape[0]))
    _refuse_first(field, "hole", ~np.isfinite(table))
    _refuse_first(field, "negative", table < 0)
    _refuse_first(field, "too-large", table > LARGEST)
    _refuse_first(field, "not-whole", table != np.rint(table))
    _refuse_first(field, "not-zero-at-home", np.diag(np.diag(table) != 0))
    made = table.astype(np.int64)
    made.setflags(write=False)
    return made


def _as_floats(field: str, value: object) -> NDArray[np.float64]:
    """None (an OSRM hole) becomes NaN here, so that one rule finds both."""
    try:
        table = np.array(value, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise Invalid(field, "not-a-matrix") from error
    return table.reshape(0, 0) if table.size == 0 else table


def _refuse_first(field: str, code: str, wrong: NDArray[np.bool_]) -> None:
    if wrong.any():
        row, column = (int(each) for each in np.argwhere(wrong)[0])
        raise Invalid(f"{field}[{row}][{column}]", code, row=row, column=column)
