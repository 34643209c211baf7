"""The closed condition tree of checklist/1: all, any, not, and leaves about earlier items.

A leaf about an item without an answer is false, whatever its op (`ne` too); `not` of it is true.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

Condition = Mapping[str, Any]
_NUMERIC = frozenset({"number", "meter"})
_ORDER = {
    "gt": lambda order: order > 0,
    "gte": lambda order: order >= 0,
    "lt": lambda order: order < 0,
    "lte": lambda order: order <= 0,
}


@dataclass(frozen=True)
class Known:
    """An answered, visible item: its definition, its answer's value, whether it failed."""

    item: Mapping[str, Any]
    value: object
    failed: bool


def holds(condition: Condition, known: Mapping[str, Known]) -> bool:
    """Whether the condition is true of the answers so far (item key -> Known)."""
    if "all" in condition:
        return all(holds(part, known) for part in condition["all"])
    if "any" in condition:
        return any(holds(part, known) for part in condition["any"])
    if "not" in condition:
        return not holds(condition["not"], known)
    answer = known.get(condition["item"])
    return answer is not None and _leaf_holds(condition, answer)


def items_named(condition: Condition | None) -> Iterator[tuple[int, str]]:
    """Every item a condition looks at, with how deep in the tree it stands.

    It walks without recursion: a stranger's definition may be nested deeper than our stack.
    """
    waiting = [(1, condition)] if condition else []
    while waiting:
        depth, tree = waiting.pop()
        if "item" in tree:
            yield depth, tree["item"]
        parts = [*tree.get("all", ()), *tree.get("any", ())]
        parts += [tree["not"]] if "not" in tree else []
        waiting += [(depth + 1, part) for part in reversed(parts)]


def _leaf_holds(leaf: Condition, answer: Known) -> bool:
    op, wanted = leaf["op"], leaf.get("value")
    if op == "answered":
        return True
    if op == "failed":
        return answer.failed
    if op in _ORDER:
        order = _compared(answer, wanted)
        return order is not None and _ORDER[op](order)
    if op == "contains":
        return isinstance(answer.value, list | str) and str(wanted) in answer.value
    if op == "in":
        return any(_equal(answer, one) for one in wanted or ())
    return _equal(answer, wanted) is (op == "eq")


def _equal(answer: Known, wanted: object) -> bool:
    if answer.item["type"] in _NUMERIC:
        return _compared(answer, wanted) == 0
    return type(answer.value) is type(wanted) and answer.value == wanted


def _compared(answer: Known, wanted: object) -> int | None:
    """-1, 0 or 1; None where the two cannot be ordered. ISO dates order as their text does."""
    left, right = str(answer.value), str(wanted)
    if answer.item["type"] not in _NUMERIC:
        return (left > right) - (left < right)
    try:
        return int(Decimal(left).compare(Decimal(right)))
    except (InvalidOperation, ValueError):
        return None
