"""Our own side of the demo: catalogue, checklists, papers' series, engineers and their shifts."""

from datetime import date, timedelta
from decimal import Decimal

import holidays
from django.contrib.gis.geos import Point

from backend.accounts.models import Role
from backend.catalog.models import EquipmentType, Part, Reason, Skill, WorkType
from backend.contracts.models import CalendarException, PriceItem, WorkCalendar
from backend.demo import firm, trades
from backend.demo.abroad import series_of
from backend.demo.cast import Cast, add_shift, user
from backend.demo.checklists import CHECKLISTS
from backend.demo.words import named
from backend.dispatch.models import Engineer, EngineerSkill, Shift, World
from backend.fieldwork.checklist import check_definition, definition_sha256
from backend.fieldwork.models import ChecklistTemplate, ChecklistVersion, VanStock
from backend.lib.clock import utc_now

# How far shifts are laid out around the day of the seed.
DAYS_BACK, DAYS_AHEAD = 32, 21
YEARS = (2025, 2026, 2027, 2028)


def furnish(cast: Cast) -> list[Engineer]:
    """Everything the firm itself brings; returns all engineers, Olena first."""
    _catalog()
    _parts_and_prices(cast)
    _checklists()
    _holidays(cast.calendar, "MC", "fr_MC")
    france = WorkCalendar.objects.create(name="Jours ouvrés, France", week=cast.calendar.week)
    _holidays(france, "FR", "fr")
    series_of(cast.our_entity, {"act": "ACT-", "invoice": "INV-", "credit_note": "CN-"})
    return [cast.engineer, *(_engineer(cast, row) for row in trades.ENGINEERS)]


def _catalog() -> None:
    for code, english, certificate in trades.SKILLS:
        Skill.objects.create(code=code, names=named(english), needs_certificate=certificate)
    for code, english, skill, minutes in trades.EQUIPMENT_TYPES:
        made = EquipmentType.objects.create(
            code=code, names=named(english), default_minutes=minutes
        )
        made.skills.add(Skill.objects.get(code=skill))
    for code, english, minutes in trades.WORK_TYPES:
        WorkType.objects.create(
            code=code,
            names=named(english),
            default_minutes=minutes,
            remote_allowed=code == "remote-help",
        )
    for code, used_for, whose, english in trades.REASONS:
        Reason.objects.create(
            code=code,
            used_for=used_for,
            whose=whose,
            names=named(english),
            billable=firm.is_billable(used_for, whose),
        )


def _parts_and_prices(cast: Cast) -> None:
    version = cast.price_list.versions.get()
    for code, english, unit, price in trades.PARTS:
        names = named(english)
        Part.objects.create(code=code, names=names, unit=unit)
        PriceItem.objects.create(
            version=version, kind="part", code=code, unit=unit, price=Decimal(price), names=names
        )


def _checklists() -> None:
    for written in CHECKLISTS:
        definition = check_definition(written)
        template = ChecklistTemplate.objects.create(key=written["key"], names=written["title"])
        ChecklistVersion.objects.create(
            template=template,
            number=1,
            definition=written,
            sha256=definition_sha256(definition),
            published_at=utc_now(),
        )


def _holidays(calendar: WorkCalendar, country: str, french: str) -> None:
    """A snapshot, named in French: a promise must not change because a library learned a new
    holiday."""
    known = holidays.country_holidays(country, years=YEARS, language=french)
    CalendarException.objects.bulk_create(
        CalendarException(calendar=calendar, date=day, name=name) for day, name in known.items()
    )


def _engineer(cast: Cast, row: tuple) -> Engineer:  # type: ignore[type-arg]
    name, mail, home, skills = row
    engineer = Engineer.objects.create(
        user=user(f"{mail}@example.com", name, Role.ENGINEER),
        base=cast.engineer.base,
        base_name=cast.engineer.base_name,
        home=Point(*home),
        territory=cast.monaco,
    )
    World.objects.create(engineer=engineer)
    for code in skills:
        EngineerSkill.objects.create(engineer=engineer, skill=Skill.objects.get(code=code), level=2)
    for part in Part.objects.all():
        VanStock.objects.create(engineer=engineer, part=part, quantity=4)
    return engineer


def lay_out_shifts(today: date) -> None:
    """Weekday shifts for everybody around `today`; those already there stay."""
    known = set(Shift.objects.values_list("engineer_id", "date"))
    days = [today + timedelta(days=n) for n in range(-DAYS_BACK, DAYS_AHEAD + 1)]
    for engineer in Engineer.objects.filter(is_active=True):
        for day in days:
            # The demo is looked at on any day, so the weekend has a shift as well from today on.
            if (engineer.id, day) not in known and (day.weekday() < 5 or day >= today):
                add_shift(engineer, day)
