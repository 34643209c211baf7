"""Checklists as engineers left them: every required question answered, a few notes."""

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from backend.demo import trades
from backend.demo.city.acts import Trip
from backend.demo.city.books import Books
from backend.demo.city.cases import Case, Slot
from backend.fieldwork.checklist import Answer as Given
from backend.fieldwork.checklist import items_of, shown_checklist
from backend.fieldwork.models import Answer, Checklist, ChecklistVersion
from backend.fieldwork.shown import ChecklistShown
from backend.journal import kinds

NUMBERS = ("3", "4", "5", "6", "8", "12")
VARIANTS = 12


class Forms:
    """A dozen ways to fill each checklist, made once and written again and again."""

    def __init__(self, books: Books) -> None:
        self.books = books
        versions = ChecklistVersion.objects.select_related("template")
        self.versions = {version.template.key: version for version in versions}
        self.filled: dict[tuple[str, int, str], tuple[list[Given], ChecklistShown]] = {}

    def fill(
        self, case: Case, work_id: UUID, number: str, slot: Slot, trip: Trip, chance: random.Random
    ) -> ChecklistShown | None:
        """Write the checklist of the equipment's trade; answers how a report shows it."""
        key = trades.CHECKLIST_OF.get(case.equipment.type.code, "")
        version = self.versions.get(key)
        if version is None:
            return None
        given, shown = self._variant(version, chance.randrange(VARIANTS), trip.client.language)
        at = slot.end - timedelta(minutes=4)
        checklist_id = self.books.add(
            Checklist, visit_work_id=work_id, version_id=version.id, submitted_at=at
        )
        for answer in given:
            self.books.add(
                Answer,
                checklist_id=checklist_id,
                item=answer.item,
                value=_as_json(answer.value),
                state=answer.state,
                note=answer.note,
                by_id=slot.engineer.user_id,
                captured_at=at,
                recorded_at=at,
            )
        self.books.note(
            kinds.CHECKLIST_SUBMITTED,
            ("visit", trip.id),
            trip.client.id,
            slot.engineer.user,
            at,
            checklist=key,
            work_order=number,
        )
        return shown

    def _variant(
        self, version: ChecklistVersion, number: int, language: str
    ) -> tuple[list[Given], ChecklistShown]:
        key = version.template.key, number, language
        if key not in self.filled:
            chance = random.Random(number)  # noqa: S311
            asked = [item for item in items_of(version.definition) if item.get("required")]
            # Photos are the phone's; what depends on another answer is not asked of good work.
            items = [item for item in asked if item["type"] in VALUES and "visible_if" not in item]
            given = [Given(item["key"], _value(item, chance)) for item in items]
            self.filled[key] = given, shown_checklist(version.definition, given, language)
        return self.filled[key]


def _value(item: Any, chance: random.Random) -> object:
    return VALUES[item["type"]](item, chance)


def _reading(item: Any, chance: random.Random) -> str:
    """Within what is good; else a small number."""
    low, high = item.get("ok_min"), item.get("ok_max")
    if low is None and high is None:
        return chance.choice(NUMBERS)
    return str(low if low is not None else item.get("min", high))


VALUES: Final[dict[str, Callable[[Any, random.Random], object]]] = {
    "check": lambda item, chance: True,
    "passfail": lambda item, chance: "pass",
    "number": _reading,
    "meter": lambda item, chance: str(chance.randrange(100, 9000)),
    "choice": lambda item, chance: item["options"][0]["key"],
    "text": lambda item, chance: f"A-{chance.randrange(999)}",
    "scan": lambda item, chance: f"{chance.randrange(10**14, 10**15)}",
    "date": lambda item, chance: f"2024-{chance.randrange(1, 13):02}-01",
}


def _as_json(value: object) -> str:
    return "true" if value is True else f'"{value}"'
