"""What the JSON Schema cannot say of a definition: limits that cross, a wording in each language
of the firm, and that a key means for ever what it meant when it was first published."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from backend.fieldwork.checklist_answers import Item
from backend.lib.errors import Invalid
from backend.lib.words import LANGUAGE_NAMES

Definition = Mapping[str, Any]
# Pairs of which the first may not be above the second.
_ORDERED = (("min", "max"), ("ok_min", "ok_max"), ("min", "ok_min"), ("ok_max", "max"))


def check_limits(item: Item, path: str) -> None:
    """Invalid names the limit that is above its partner, or below the readings possible."""
    for low, high in _ORDERED:
        if low in item and high in item and Decimal(item[low]) > Decimal(item[high]):
            raise Invalid(f"{path}.{low}", "limits-cross", low=item[low], high=item[high])
    if item.get("min_count", 1) > item.get("max_count", 50):
        raise Invalid(
            f"{path}.min_count", "limits-cross", low=item["min_count"], high=item["max_count"]
        )


def check_wordings(definition: Definition, languages: Iterable[str]) -> None:
    """Invalid names the first title, help or option that says nothing in one of the languages."""
    wanted = list(languages)
    for path, names in _wordings(definition):
        for language in wanted:
            if not str(names.get(language, "")).strip():
                raise Invalid(path, "wording-missing", language=LANGUAGE_NAMES[language])


def check_meanings(definition: Definition, published: Iterable[Definition]) -> None:
    """Invalid where a key asks for something else than in a version that was published.

    The wording may be mended; the type, the unit and what an option's key stands for may not:
    answers given under the old version would be read wrongly.
    """
    meant: dict[str, tuple[str, str]] = {}
    for earlier in published:
        meant |= {key: _meaning(item) for _path, key, item in _items(earlier)}
    for path, key, item in _items(definition):
        before = meant.get(key, _meaning(item))
        if before[0] != item["type"]:
            raise Invalid(f"{path}.type", "key-meant-other", item=key, before=before[0])
        if before[1] != item.get("unit", ""):
            raise Invalid(f"{path}.unit", "key-meant-other", item=key, before=before[1] or "–")


def _meaning(item: Item) -> tuple[str, str]:
    return item["type"], item.get("unit", "")


def _items(definition: Definition) -> Iterator[tuple[str, str, Item]]:
    for at, section in enumerate(definition["sections"]):
        for place, item in enumerate(section["items"]):
            yield f"sections.{at}.items.{place}", item["key"], item


def _wordings(definition: Definition) -> Iterator[tuple[str, Mapping[str, str]]]:
    yield "title", definition["title"]
    for at, section in enumerate(definition["sections"]):
        yield f"sections.{at}.title", section["title"]
    for path, _key, item in _items(definition):
        yield f"{path}.title", item["title"]
        if "help" in item:
            yield f"{path}.help", item["help"]
        for number, option in enumerate(item.get("options", ())):
            yield f"{path}.options.{number}.title", option["title"]
