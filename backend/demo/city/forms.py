"""Checklists as engineers left them: every required question answered, a few notes."""

import random
from datetime import timedelta
from typing import Any
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
            items = [item for item in items_of(version.definition) if item.get("required")]
            given = [Given(item["key"], _value(item, chance)) for item in items]
            self.filled[key] = given, shown_checklist(version.definition, given, language)
        return self.filled[key]


def _value(item: Any, chance: random.Random) -> object:
    if item["type"] == "check":
        return True
    if item["type"] == "passfail":
        return "pass"
    return chance.choice(NUMBERS) if item["type"] == "number" else f"A-{chance.randrange(999)}"


def _as_json(value: object) -> str:
    return "true" if value is True else f'"{value}"'
