"""Engineers as the administrator keeps them, and weeks of shifts."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest
from django.contrib.gis.geos import Point

from backend.accounts.models import Role
from backend.catalog.models import Skill
from backend.demo.cast import Cast, user
from backend.dispatch.models import Engineer, Shift
from backend.dispatch.people import Pattern, add_shifts, save_engineer
from backend.journal.models import Entry
from backend.lib.errors import Invalid, NotFound
from backend.lib.ids import new_id

WEEK = Pattern(date(2026, 11, 23), 1, (0, 4), time(8), time(17), break_min=30, overtime_min=60)


def test_an_engineer_is_added_with_skills_and_a_world(cast: Cast) -> None:
    person = user("nina@example.com", "Nina", Role.ENGINEER)
    values = {"user": person, "base": Point(7.41, 43.72), "base_name": "Base"}
    made = save_engineer(values, by=cast.administrator, skills=[cast.refrigeration])
    assert [ability.skill for ability in made.abilities.all()] == [cast.refrigeration]
    assert made.world is not None


def test_a_skill_kept_keeps_its_level(cast: Cast) -> None:
    gas = Skill.objects.create(code="gas", names={"en": "Gas"})
    skills = [cast.refrigeration, gas]
    save_engineer({}, by=cast.administrator, engineer_id=cast.engineer.id, skills=skills)
    levels = {a.skill.code: a.level for a in cast.engineer.abilities.all()}
    assert levels == {"gas": 1, "refrigeration": 2}
    entry = Entry.objects.filter(subject_id=cast.engineer.id).latest("id")
    assert entry.data["changed"] == {"skills": [["refrigeration"], ["gas", "refrigeration"]]}


def test_only_an_engineer_by_role(cast: Cast) -> None:
    values = {"user": cast.biller, "base": Point(7.41, 43.72), "base_name": "Base"}
    with pytest.raises(Invalid, match="not-an-engineer"):
        save_engineer(values, by=cast.administrator)


def test_shifts_lie_on_the_engineers_clock(cast: Cast) -> None:
    """Monaco is an hour ahead of UTC in November; the pause may begin from 10:00 to 13:00 UTC."""
    assert add_shifts(cast.engineer.id, WEEK, by=cast.administrator) == 2
    first = Shift.objects.earliest("date")
    assert (first.date, first.overtime_min) == (date(2026, 11, 23), 60)
    assert first.starts_at == datetime(2026, 11, 23, 7, tzinfo=UTC)
    assert first.ends_at == datetime(2026, 11, 23, 16, tzinfo=UTC)
    pause = first.breaks.get()
    assert (pause.earliest_at.hour, pause.latest_at.hour, pause.minutes) == (10, 13, 30)


def test_a_repeat_adds_nothing(cast: Cast) -> None:
    add_shifts(cast.engineer.id, WEEK, by=cast.administrator)
    assert add_shifts(cast.engineer.id, WEEK, by=cast.administrator) == 0
    assert Shift.objects.count() == 2


def test_a_night_ends_the_next_morning(cast: Cast) -> None:
    night = replace(WEEK, wall_from=time(22), wall_to=time(6))
    add_shifts(cast.engineer.id, night, by=cast.administrator)
    assert Shift.objects.earliest("date").ends_at == datetime(2026, 11, 24, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"weeks": 0}, "weeks"),
        ({"weeks": 27}, "weeks"),
        ({"weekdays": ()}, "weekdays"),
        ({"wall_to": time(8)}, "wall_to"),
        ({"break_min": 121}, "break_min"),
    ],
)
def test_a_bad_pattern_names_its_field(cast: Cast, wrong: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        add_shifts(cast.engineer.id, replace(WEEK, **wrong), by=cast.administrator)
    assert refused.value.field == field
    assert not Shift.objects.exists()


def test_an_unknown_engineer_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        add_shifts(new_id(), WEEK, by=cast.administrator)
    assert Engineer.objects.count() == 1
