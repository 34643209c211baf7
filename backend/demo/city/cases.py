"""Who did what when: slots of engineers' days and the work that fills them. No rows yet."""

import random
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Final

from backend.clients.models import Equipment
from backend.demo import trades
from backend.demo.cast import ZONE
from backend.demo.city.people import on_duty
from backend.dispatch.models import Engineer
from backend.lib.clock import at_wall_clock

REACTIVE, PLANNED = 0.45, 0.40
FAILED, PARTIAL, REPEATED, NIGHT = 0.06, 0.03, 0.09, 0.04
PRIORITIES: Final = ("normal",) * 10 + ("high",) * 4 + ("low",) * 4 + ("critical",) * 2
IMPACTS: Final = {
    "critical": "stopped",
    "high": "goods_at_risk",
    "normal": "partly",
    "low": "no_hurry",
}


@dataclass(frozen=True)
class Slot:
    """One engineer's time at one object, [begin, end)."""

    engineer: Engineer
    begin: datetime
    end: datetime
    night: bool = False


@dataclass
class Case:
    """A work order on its way: the equipment, what is wrong, and the trips it took."""

    equipment: Equipment
    kind: str
    words: str
    priority: str
    trips: list[tuple[Slot, str]] = field(default_factory=list)

    @property
    def impact(self) -> str:
        return IMPACTS[self.priority] if self.kind == "repair" else ""

    @cached_property
    def skill(self) -> str:
        """Code of the skill its equipment asks for."""
        return _skill_of(self.equipment)


class Workload:
    """Gives every slot a case the engineer has the skill for; the unfinished come back first."""

    def __init__(self, engineers: Sequence[Engineer], chance: random.Random) -> None:
        self.chance = chance
        self.abilities = abilities_of(engineers)
        self.by_skill = equipment_by_skill()
        self.again: deque[Case] = deque()
        self.recent: dict[str, deque[Case]] = defaultdict(lambda: deque(maxlen=400))

    def visit(self, slot: Slot, *, may_fail: bool = True) -> Case | None:
        """The case this slot finishes, or None where somebody has to come again."""
        case = self._waiting(slot) or self.new_case(slot)
        outcome = self._outcome(case) if may_fail and not slot.night else "done"
        case.trips.append((slot, outcome))
        if outcome != "done":
            self.again.append(case)
            return None
        self.recent[case.skill].append(case)
        return case

    def new_case(self, slot: Slot) -> Case:
        """Something new at one of the objects the engineer can serve, or the same fault again."""
        skill = self.chance.choice(self.abilities[slot.engineer.id])
        if len(self.recent[skill]) > 50 and self.chance.random() < REPEATED:
            before = self.chance.choice(self.recent[skill])
            return Case(before.equipment, "repair", before.words, before.priority)
        equipment = self.chance.choice(self.by_skill[skill])
        drawn = self.chance.random()
        if slot.night or drawn < REACTIVE - REPEATED:
            words = self.chance.choice(trades.FAULTS[equipment.type.code])
            priority = "critical" if slot.night else self.chance.choice(PRIORITIES)
            return Case(equipment, "repair", words, priority)
        if drawn < REACTIVE - REPEATED + PLANNED:
            return Case(equipment, "maintenance", "Planned maintenance", "normal")
        return Case(equipment, "installation", "Inspection after installation", "low")

    def _waiting(self, slot: Slot) -> Case | None:
        """The first case somebody has to come back for, if it is another day and can be done."""
        known, day = self.abilities[slot.engineer.id], slot.begin.date()
        for case in self.again:
            if case.skill in known and case.trips[-1][0].end.date() < day:
                self.again.remove(case)
                return case
        return None

    def _outcome(self, case: Case) -> str:
        drawn = self.chance.random()
        if case.trips:
            return "done"
        if drawn < FAILED:
            return "failed"
        return "partial" if drawn < FAILED + PARTIAL else "done"


def abilities_of(engineers: Sequence[Engineer]) -> dict[object, list[str]]:
    """Codes of skills some equipment asks for, by engineer's id."""
    found: dict[object, list[str]] = {}
    for engineer in engineers:
        codes = {each.skill.code for each in engineer.abilities.select_related("skill")}
        found[engineer.id] = sorted(codes & set(SKILL_OF.values()))
    return found


def equipment_by_skill() -> dict[str, list[Equipment]]:
    """All equipment that stands somewhere, by the skill it asks for."""
    found: dict[str, list[Equipment]] = {}
    for each in Equipment.objects.select_related("type", "object", "client").order_by("serial"):
        found.setdefault(_skill_of(each), []).append(each)
    return found


SKILL_OF: Final = {
    "cold": "refrigeration",
    **{code: skill for code, _, skill, _ in trades.EQUIPMENT_TYPES},
}


def _skill_of(equipment: Equipment) -> str:
    return SKILL_OF[equipment.type.code]


def working_days(today: date, count: int, holidays: set[date]) -> list[date]:
    """The last `count` working days before `today`, oldest first."""
    found: list[date] = []
    day = today
    while len(found) < count:
        day -= timedelta(days=1)
        if day.weekday() < 5 and day not in holidays:
            found.append(day)
    return found[::-1]


def slots_of(
    engineers: Sequence[Engineer], day: date, wanted: int, chance: random.Random
) -> Iterator[Slot]:
    """About `wanted` slots of a day spread evenly over those at work, some in the evening."""
    nights = round(wanted * NIGHT)
    for number, engineer in enumerate(on_duty(engineers, day, min(nights, len(engineers)))):
        yield _slot(engineer, day, time(19, 10 * (number % 5)), 60, night=True)
    present = [each for each in engineers if chance.random() > 0.06]
    chance.shuffle(present)
    each_does, more = divmod(wanted - nights, len(present))
    for number, engineer in enumerate(present):
        yield from day_of(engineer, day, each_does + (number < more), chance)


def day_of(
    engineer: Engineer, day: date, visits: int, chance: random.Random, latest_min: int = 65
) -> Iterator[Slot]:
    """Visits of one engineer one after another from 08:20, with driving between."""
    at = at_wall_clock(day, time(8, chance.choice((20, 25, 30))), ZONE)
    for _n in range(visits):
        end = at + timedelta(minutes=chance.randrange(30, latest_min, 5))
        yield Slot(engineer, at, end)
        at = end + timedelta(minutes=chance.randrange(20, 40, 5))


def _slot(engineer: Engineer, day: date, wall: time, minutes: int, *, night: bool) -> Slot:
    begin = at_wall_clock(day, wall, ZONE)
    return Slot(engineer, begin, begin + timedelta(minutes=minutes), night)
