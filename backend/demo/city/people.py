"""A hundred engineers: names, quarters, skills, vans and half a year of shifts."""

import random
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

from django.contrib.gis.geos import MultiPolygon, Point, Polygon

from backend.accounts.models import Role
from backend.catalog.models import Part, Skill, Territory
from backend.demo.cast import ZONE, Cast, user
from backend.demo.city.sheet import Sheet
from backend.dispatch.models import Engineer, EngineerSkill, Shift, ShiftBreak, World
from backend.fieldwork.models import VanStock
from backend.lib.clock import at_wall_clock

FIRST: Final = (
    *("Alice", "Bruno", "Clara", "Davide", "Elena", "Fabien", "Giulia", "Hamid", "Ivan", "Julie"),
    *("Kateryna", "Luca", "Marta", "Nicolas", "Oksana", "Pierre", "Rosa", "Samir", "Taras", "Vera"),
)
LAST: Final = (
    *("Albin", "Boyko", "Carli", "Dubois", "Evans", "Fabre", "Gallo", "Hrytsenko", "Ivanova"),
    *("Jourdan", "Kravets", "Lanteri", "Marchetti", "Novak", "Olivier", "Pastor", "Ricci"),
    *("Sydorenko", "Tosi", "Vidal"),
)
# code, English, Ukrainian, box of longitudes and latitudes
QUARTERS: Final = (
    ("fontvieille", "Fontvieille", "Фонв'єй", (7.408, 43.724, 7.420, 43.732)),
    ("condamine", "La Condamine", "Ла-Кондамін", (7.416, 43.732, 7.424, 43.739)),
    ("monte-carlo", "Monte-Carlo", "Монте-Карло", (7.422, 43.737, 7.432, 43.743)),
    ("larvotto", "Larvotto", "Ларвотто", (7.428, 43.742, 7.440, 43.752)),
    ("moneghetti", "Les Moneghetti", "Монегетті", (7.409, 43.732, 7.417, 43.738)),
)
PAIRS: Final = (
    ("refrigeration", "cash-register"),
    ("network", "cash-register"),
    ("fire-alarm", "network"),
    ("gas", "refrigeration"),
    ("barrier", "network"),
    ("gas", "fire-alarm"),
    ("barrier", "refrigeration"),
)


def quarters() -> list[Territory]:
    """The quarters engineers belong to; travel costs the same everywhere in so small a state."""
    return [
        Territory.objects.create(
            code=code,
            names={"en": english, "uk": ukrainian},
            area=MultiPolygon(Polygon.from_bbox(box)),
        )
        for code, english, ukrainian, box in QUARTERS
    ]


def hire(
    cast: Cast, known: Sequence[Engineer], wanted: int, chance: random.Random
) -> list[Engineer]:
    """The engineers already there and as many more as make up `wanted`, each with a van."""
    territories = quarters()
    skills = {skill.code: skill for skill in Skill.objects.all()}
    made = [
        _engineer(cast, number, territories[number % len(territories)], chance)
        for number in range(wanted - len(known))
    ]
    Engineer.objects.bulk_create(made)
    World.objects.bulk_create([World(engineer=each) for each in made])
    EngineerSkill.objects.bulk_create(
        EngineerSkill(engineer=engineer, skill=skills[code], level=chance.randrange(1, 4))
        for number, engineer in enumerate(made)
        for code in _abilities(number)
    )
    parts = list(Part.objects.all())
    VanStock.objects.bulk_create(
        VanStock(engineer=engineer, part=part, quantity=chance.randrange(1, 9))
        for engineer in made
        for part in parts
    )
    return [*known, *made]


def _abilities(number: int) -> set[str]:
    """Two trades in turn, and every fourth engineer knows a third one."""
    third = PAIRS[(number + 3) % len(PAIRS)][0]
    return {*PAIRS[number % len(PAIRS)], *((third,) if number % 4 == 0 else ())}


def _engineer(cast: Cast, number: int, territory: Territory, chance: random.Random) -> Engineer:
    first = FIRST[number % len(FIRST)]
    last = LAST[(number // len(FIRST) + number * 7) % len(LAST)]
    left, low, right, high = QUARTERS[number % len(QUARTERS)][3]
    home = Point(round(chance.uniform(left, right), 6), round(chance.uniform(low, high), 6))
    return Engineer(
        user=user(f"engineer{number + 9:03}@example.com", f"{first} {last}", Role.ENGINEER),
        base=cast.engineer.base,
        base_name=cast.engineer.base_name,
        home=home,
        starts_from_home=number % 3 == 0,
        territory=territory,
        phone="+377 98 98 00 00",
    )


def lay_out(engineers: Sequence[Engineer], days: Iterable[date], on_call: int) -> None:
    """A shift a day for everybody with lunch inside, and the evening's on-call in turn."""
    shifts, breaks = Sheet(Shift), Sheet(ShiftBreak)
    for day in days:
        lunch = _wall(day, 12), _wall(day, 14)
        for engineer in engineers:
            shift_id = _shift(shifts, engineer, day, Shift.Kind.WORK, (time(8), time(17)))
            breaks.add(shift_id=shift_id, earliest_at=lunch[0], latest_at=lunch[1], minutes=30)
        for engineer in on_duty(engineers, day, on_call):
            _shift(shifts, engineer, day, Shift.Kind.ON_CALL, (time(18), time(23, 30)))
    shifts.write()
    breaks.write()


def on_duty(engineers: Sequence[Engineer], day: date, count: int) -> list[Engineer]:
    """Who is on call in the evening of `day`; the turn moves on daily."""
    first = day.toordinal() * count % len(engineers)
    return [engineers[(first + n) % len(engineers)] for n in range(count)]


def _shift(
    shifts: Sheet, engineer: Engineer, day: date, kind: str, wall: tuple[time, time]
) -> object:
    return shifts.add(
        engineer_id=engineer.id,
        kind=kind,
        date=day,
        wall_from=wall[0],
        wall_to=wall[1],
        starts_at=at_wall_clock(day, wall[0], ZONE),
        ends_at=at_wall_clock(day, wall[1], ZONE),
        overtime_min=60 if kind == Shift.Kind.WORK else 0,
    )


def _wall(day: date, hour: int) -> datetime:
    return at_wall_clock(day, time(hour), ZONE)


def days_around(today: date, back: int, ahead: int) -> list[date]:
    """Weekdays behind `today`, and every day from it on, as the demo is looked at on any day."""
    days = [today + timedelta(days=n) for n in range(-back, ahead + 1)]
    return [day for day in days if day.weekday() < 5 or day >= today]
