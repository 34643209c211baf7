"""Working on a draft: each function takes a definition and returns a new one, keys kept.

A draft may be incomplete; what a published one must be is said by `check_definition`.
"""

import copy
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any, Final

from backend.lib.errors import Invalid, NotFound

Definition = dict[str, Any]
MOST_ITEMS: Final = 200
_SPELLED: Final = (
    "а:a б:b в:v г:h ґ:g д:d е:e є:ie ж:zh з:z и:y і:i ї:i й:i к:k л:l м:m н:n о:o п:p р:r с:s "
    "т:t у:u ф:f х:kh ц:ts ч:ch ш:sh щ:shch ъ:a ы:y ь: э:e ю:iu я:ia"
)
_CYRILLIC: Final = dict(pair.split(":") for pair in _SPELLED.split())


def empty_definition(key: str, names: Mapping[str, str], section: Mapping[str, str]) -> Definition:
    """A draft with one section and nothing asked yet."""
    return {
        "format": "checklist/1",
        "key": key,
        "version": 1,
        "title": dict(names),
        "sections": [{"key": "main", "title": dict(section), "items": []}],
    }


def key_for(names: Mapping[str, str], taken: Iterable[str], *, joint: str = "_") -> str:
    """A key in Latin letters after the English name, else any; numbered where it is taken."""
    name = names.get("en") or next((name for name in names.values() if name), "")
    latin = "".join(_CYRILLIC.get(letter, letter) for letter in name.casefold())
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^a-z0-9]+", joint, plain).strip(joint)[:50].strip(joint)
    if not stem or not stem[0].isalpha():
        stem = f"item{joint}{stem}".strip(joint)
    known, key, number = set(taken), stem, 2
    while key in known:
        key, number = f"{stem}{joint}{number}", number + 1
    return key


def with_item(draft: Definition, section: str, item: Mapping[str, Any]) -> Definition:
    """The item in place of the one with its key, or at the end of the section.

    Invalid("section", ...) where there is no such section or it is full.
    """
    new = copy.deepcopy(draft)
    wanted = next((each for each in new["sections"] if each["key"] == section), None)
    if wanted is None:
        raise Invalid("section", "unknown-section")
    for each in new["sections"]:
        for place, known in enumerate(each["items"]):
            if known["key"] == item["key"] and each is wanted:
                each["items"][place] = dict(item)
                return new
        each["items"] = [known for known in each["items"] if known["key"] != item["key"]]
    if len(wanted["items"]) >= MOST_ITEMS:
        raise Invalid("section", "section-full", most=MOST_ITEMS)
    wanted["items"].append(dict(item))
    return new


def without_item(draft: Definition, key: str) -> Definition:
    """The draft without that item; NotFound where it has none."""
    new = copy.deepcopy(draft)
    for section in new["sections"]:
        left = [item for item in section["items"] if item["key"] != key]
        if len(left) < len(section["items"]):
            section["items"] = left
            return new
    raise NotFound("item")


def moved_item(draft: Definition, key: str, section: str, place: int) -> Definition:
    """The item at `place` (from 0) of that section, which may be another than it was in."""
    moving = next((i for each in draft["sections"] for i in each["items"] if i["key"] == key), None)
    if moving is None:
        raise NotFound("item")
    new = without_item(draft, key)
    target = next((each for each in new["sections"] if each["key"] == section), None)
    if target is None:
        raise Invalid("section", "unknown-section")
    target["items"].insert(min(max(place, 0), len(target["items"])), moving)
    return new


def stepped_item(draft: Definition, key: str, step: int) -> Definition:
    """The item one place up (-1) or down (1), over the edge of its section into the next one."""
    for at, section in enumerate(draft["sections"]):
        keys = [item["key"] for item in section["items"]]
        if key not in keys:
            continue
        place = keys.index(key) + step
        if 0 <= place < len(keys):
            return moved_item(draft, key, section["key"], place)
        beyond = at + step
        if not 0 <= beyond < len(draft["sections"]):
            return draft
        other = draft["sections"][beyond]
        return moved_item(draft, key, other["key"], 0 if step > 0 else len(other["items"]))
    raise NotFound("item")


def with_section(draft: Definition, names: Mapping[str, str], key: str = "") -> Definition:
    """A section renamed, or a new one at the end."""
    new = copy.deepcopy(draft)
    for section in new["sections"]:
        if section["key"] == key:
            section["title"] = dict(names)
            return new
    made = key_for(names, [section["key"] for section in new["sections"]])
    new["sections"].append({"key": made, "title": dict(names), "items": []})
    return new


def without_section(draft: Definition, key: str) -> Definition:
    """The draft without a section that is empty; Invalid where it is not, or is the last one."""
    new = copy.deepcopy(draft)
    for section in new["sections"]:
        if section["key"] != key:
            continue
        if section["items"] or len(new["sections"]) == 1:
            raise Invalid("section", "section-not-empty")
        new["sections"].remove(section)
        return new
    raise NotFound("section")


def items_before(draft: Definition, key: str = "") -> list[dict[str, Any]]:
    """What an item may ask about: those before it; all of them for a new one at the end."""
    found: list[dict[str, Any]] = []
    for section in draft["sections"]:
        for item in section["items"]:
            if item["key"] == key:
                return found
            found.append(item)
    return found
