"""`checklist/1`: a form on site as data. What a definition may be, and what answers make of it.

Items are asked in order; an item whose `visible_if` does not hold is hidden: it is not required
and an answer to it counts for nothing. `required` asks for an answer, for a tick where the type
is check, for `min_count` files where it is photo or file. An item fails where its answer's state
says so or its definition does (passfail fail, a number outside ok_min..ok_max, an option that
`fails`); `on_fail` may then ask for photos and a note.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import jsonschema_rs
import rfc8785

from backend.fieldwork.checklist_answers import (
    Answer,
    Item,
    check_answer,
    is_answered,
    is_failed,
)
from backend.fieldwork.checklist_conditions import Known, holds, items_named
from backend.fieldwork.checklist_limits import check_limits
from backend.fieldwork.shown import ChecklistShown, ItemShown
from backend.lib.errors import Invalid
from backend.lib.words import in_language

__all__ = [
    "Answer",
    "ChecklistVerdict",
    "Definition",
    "Problem",
    "check_answer",
    "check_definition",
    "definition_sha256",
    "item_of",
    "items_of",
    "shown_checklist",
    "verdict",
]

Definition = Mapping[str, Any]
_DEEPEST_CONDITION = 8


@dataclass(frozen=True)
class Problem:
    """What keeps an answered item from counting: a code, with what was needed."""

    item: str
    code: str
    needed: int = 0
    given: int = 0


@dataclass(frozen=True)
class ChecklistVerdict:
    """`complete` where nothing required is missing and no answer has a problem."""

    complete: bool
    missing: tuple[str, ...]
    failed: tuple[str, ...]
    problems: tuple[Problem, ...]


def check_definition(definition: object) -> Definition:
    """A definition fit to publish; raises Invalid naming the path (`sections.0.items.2.key`)."""
    try:
        wrong = next(_schema().iter_errors(definition), None)
    except ValueError as reason:
        raise Invalid("definition", "checklist-not-json") from reason
    if wrong:
        path = ".".join(str(step) for step in wrong.instance_path) or "definition"
        raise Invalid(path, "checklist-shape", problem=wrong.message[:300])
    checked: Definition = definition  # type: ignore[assignment]  # the schema has just said so
    _check_keys(checked)
    return checked


def definition_sha256(definition: Definition) -> str:
    """The definition's name: SHA-256 of its RFC 8785 bytes, lower-case hex."""
    return hashlib.sha256(rfc8785.dumps(dict(definition))).hexdigest()


def items_of(definition: Definition) -> Iterator[Item]:
    """Every item in the order it is asked."""
    for section in definition["sections"]:
        yield from section["items"]


def item_of(definition: Definition, key: str) -> Item:
    """The item of that key; Invalid("item", "unknown-item") where there is none."""
    for item in items_of(definition):
        if item["key"] == key:
            return item
    raise Invalid("item", "unknown-item", item=key[:60])


def verdict(
    definition: Definition,
    answers: Iterable[Answer],
    media: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> ChecklistVerdict:
    """What the answers (oldest first, the last to an item wins) make of the checklist.

    `media` holds files attached to an item (key -> media ids) beside those its answer names.
    """
    latest = _latest(answers, media)
    missing, failed, problems = [], [], _strangers(definition, latest)
    for item, answer in _asked(definition, latest):
        if answer is None or not is_answered(item, answer):
            missing += [item["key"]] if item.get("required") else []
            continue
        problems += _problems(item, answer)
        failed += [item["key"]] if is_failed(item, answer) else []
    complete = not missing and not problems
    return ChecklistVerdict(complete, tuple(missing), tuple(failed), tuple(problems))


def shown_checklist(
    definition: Definition,
    answers: Iterable[Answer],
    language: str,
    media: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> ChecklistShown:
    """The result as a report shows it: visible items with their answers, in `language`."""
    latest = _latest(answers, media)
    items = [_shown(item, answer, language) for item, answer in _asked(definition, latest)]
    return ChecklistShown(in_language(definition["title"], language), items)


def _latest(answers: Iterable[Answer], media: Mapping[str, Sequence[str]]) -> dict[str, Answer]:
    latest = {answer.item: answer for answer in answers}
    for key, attached in media.items():
        answer = latest.get(key, Answer(key, None))
        latest[key] = replace(answer, media_ids=tuple({*answer.media_ids, *attached}))
    return latest


def _asked(
    definition: Definition, latest: Mapping[str, Answer]
) -> Iterator[tuple[Item, Answer | None]]:
    """Visible items that ask something, each with its answer."""
    known: dict[str, Known] = {}
    for item in items_of(definition):
        if "visible_if" in item and not holds(item["visible_if"], known):
            continue
        answer = latest.get(item["key"])
        if answer is not None and is_answered(item, answer):
            known[item["key"]] = Known(item, answer.value, is_failed(item, answer))
        if item["type"] != "info":
            yield item, answer


def _problems(item: Item, answer: Answer) -> list[Problem]:
    try:
        check_answer(item, answer.value, answer.state)
    except Invalid as reason:
        return [Problem(item["key"], reason.code)]
    wanted = item.get("on_fail", {}) if is_failed(item, answer) else {}
    found = []
    photos = wanted.get("photo_min", 0)
    if len(answer.media_ids) < photos:
        found.append(Problem(item["key"], "photos-missing", photos, len(answer.media_ids)))
    if wanted.get("note") and not answer.note.strip():
        found.append(Problem(item["key"], "note-missing", 1))
    return found


def _strangers(definition: Definition, latest: Mapping[str, Answer]) -> list[Problem]:
    known = {item["key"] for item in items_of(definition)}
    return [Problem(key, "unknown-item") for key in sorted(latest) if key not in known]


def _shown(item: Item, answer: Answer | None, language: str) -> ItemShown:
    text = in_language(item["title"], language)
    if answer is None or not (is_answered(item, answer) or answer.state == "skipped"):
        return ItemShown(text, item["type"])
    state = "fail" if is_failed(item, answer) else answer.state
    value = _shown_value(item, answer, language)
    return ItemShown(text, item["type"], value, item.get("unit", ""), state, answer.note)


def _shown_value(item: Item, answer: Answer, language: str) -> str:
    value = answer.value
    if item["type"] in {"photo", "file", "signature"}:
        return str(len(answer.media_ids))
    if isinstance(value, bool):
        return "true" if value else "false"
    if item["type"] in {"choice", "multi"} and value is not None:
        chosen = value if isinstance(value, list) else [value]
        options = item["options"]
        return ", ".join(
            in_language(option["title"], language) for option in options if option["key"] in chosen
        )
    if isinstance(value, Mapping):
        return ", ".join(str(value[name]) for name in ("lat", "lon") if name in value)
    return "" if value is None else str(value)


@lru_cache(maxsize=1)
def _schema() -> Any:
    text = Path(__file__).with_name("checklist.schema.json").read_text("utf-8")
    return jsonschema_rs.validator_for(json.loads(text))


def _check_keys(definition: Definition) -> None:
    """Keys are unique, and a condition looks only at items asked before it."""
    seen: set[str] = set()
    for at, section in enumerate(definition["sections"]):
        for place, item in enumerate(section["items"]):
            path = f"sections.{at}.items.{place}"
            if item["key"] in seen:
                raise Invalid(f"{path}.key", "item-key-repeated", item=item["key"])
            _check_condition(item, seen, f"{path}.visible_if")
            _check_options(item, f"{path}.options")
            check_limits(item, path)
            seen.add(item["key"])


def _check_condition(item: Item, seen: set[str], path: str) -> None:
    for depth, name in items_named(item.get("visible_if")):
        if depth > _DEEPEST_CONDITION:
            raise Invalid(path, "condition-too-deep", deepest=_DEEPEST_CONDITION)
        if name not in seen:
            raise Invalid(path, "condition-not-before", item=name)


def _check_options(item: Item, path: str) -> None:
    keys = [option["key"] for option in item.get("options", ())]
    if len(set(keys)) != len(keys):
        raise Invalid(path, "option-key-repeated", item=item["key"])
