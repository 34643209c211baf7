"""What changed from one version of a checklist to the next, item by item."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from backend.fieldwork.checklist_answers import Item

Definition = Mapping[str, Any]


@dataclass(frozen=True)
class ItemChange:
    """One item that was added, removed, moved or changed; `names` are the words it has now, or
    had, by language, and `fields` what of it changed ("title", "ok_max")."""

    what: Literal["added", "removed", "changed", "moved"]
    key: str
    names: Mapping[str, str]
    fields: tuple[str, ...] = ()


def changes_between(before: Definition, after: Definition) -> list[ItemChange]:
    """In the order of the newer version; what was removed stands last."""
    old, new = dict(_items(before)), dict(_items(after))
    moved = _moved(list(old), list(new))
    found = [_change(key, old.get(key), item, key in moved) for key, item in new.items()]
    gone = [ItemChange("removed", key, old[key]["title"]) for key in old if key not in new]
    return [change for change in found if change] + gone


def _items(definition: Definition) -> Iterator[tuple[str, Item]]:
    for section in definition["sections"]:
        for item in section["items"]:
            yield item["key"], {**item, "section": section["key"]}


def _change(key: str, old: Item | None, new: Item, is_moved: bool) -> ItemChange | None:
    if old is None:
        return ItemChange("added", key, new["title"])
    fields = tuple(name for name in sorted({*old, *new}) if old.get(name) != new.get(name))
    if fields:
        return ItemChange("changed", key, new["title"], fields)
    return ItemChange("moved", key, new["title"]) if is_moved else None


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Keys that do not follow in the order they had: those outside the longest common order."""
    kept = [key for key in before if key in after]
    place = {key: at for at, key in enumerate(after)}
    # The longest rising run of places, the plain way: checklists have dozens of items.
    best: list[list[str]] = []
    for key in kept:
        runs = [run for run in best if place[run[-1]] < place[key]]
        best.append([*_longest(runs), key])
    return set(kept) - set(_longest(best))


def _longest(runs: list[list[str]]) -> list[str]:
    return max(runs, key=lambda run: len(run), default=[])
