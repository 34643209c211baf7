"""Who may not go is not sent, however near: the rules are those of plans, and each is told.

Karim is free and would be there at 07:10 UTC; Olena is held at the pharmacy and begins at 09:20.
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from backend.catalog.models import Territory
from backend.clients.models import AccessRule
from backend.demo.cast import Cast, add_shift
from backend.desk.models import WorkOrder
from backend.dispatch.actions import assign_work
from backend.dispatch.models import (
    Clearance,
    Engineer,
    EngineerSkill,
    EngineerWish,
    Shift,
    Visit,
)
from backend.fieldwork.models import PartRequest, VanStock

from .conftest import MONDAY, at
from .first_asked import asked, barred

SKILL = ("skill", ("refrigeration",))


@pytest.fixture
def held(
    cast: Cast, shift: None, second_engineer: Engineer, new_work: Callable[..., WorkOrder]
) -> None:
    """Olena's visit to the pharmacy from 08:00 to 09:00 UTC cannot wait."""
    other = new_work(cast.pharmacy_fridge)
    visit = assign_work([other.pk], cast.engineer.pk, begin=at(8), end=at(9), by=cast.dispatcher)
    Visit.objects.filter(pk=visit.pk).update(lock=Visit.Lock.TIME)


def of(engineer: Engineer) -> dict[str, Engineer]:
    return {"engineer": engineer}


def no_skill(cast: Cast, karim: Engineer, work: WorkOrder) -> tuple[str, tuple[str, ...]]:
    EngineerSkill.objects.filter(engineer=karim).delete()
    return SKILL


def too_low_a_level(cast: Cast, karim: Engineer, work: WorkOrder) -> tuple[str, tuple[str, ...]]:
    cast.ice_machine.type.least_level = 3
    cast.ice_machine.type.save()
    EngineerSkill.objects.filter(engineer=cast.engineer).update(level=3)
    EngineerSkill.objects.filter(engineer=karim).update(level=2)
    return SKILL


def out_of_date(cast: Cast, karim: Engineer, work: WorkOrder) -> tuple[str, tuple[str, ...]]:
    yesterday = MONDAY - timedelta(days=1)
    EngineerSkill.objects.filter(engineer=karim).update(expires_on=yesterday)
    EngineerSkill.objects.filter(engineer=cast.engineer).update(expires_on=MONDAY)
    return SKILL


def no_pass(cast: Cast, karim: Engineer, work: WorkOrder) -> tuple[str, tuple[str, ...]]:
    AccessRule.objects.create(object=cast.hotel_object, kind="pass")
    Clearance.objects.create(**of(cast.engineer), client=cast.hotel, kind="pass")
    Clearance.objects.create(**of(karim), client=cast.hotel, kind="induction")
    return ("clearance", ())


def a_pass_out_of_date(cast: Cast, karim: Engineer, work: WorkOrder) -> tuple[str, tuple[str, ...]]:
    told = no_pass(cast, karim, work)
    yesterday = MONDAY - timedelta(days=1)
    Clearance.objects.filter(**of(karim)).update(kind="pass", valid_until=yesterday)
    return told


def banned(cast: Cast, karim: Engineer, work: WorkOrder) -> tuple[str, tuple[str, ...]]:
    EngineerWish.objects.create(client=cast.hotel, engineer=karim, kind="banned")
    return ("banned", ())


def elsewhere(cast: Cast, karim: Engineer, work: WorkOrder) -> tuple[str, tuple[str, ...]]:
    cast.hotel_object.territory = cast.monaco
    cast.hotel_object.save()
    karim.territory = Territory.objects.create(code="menton", names={"en": "Menton"})
    karim.only_in_territory = True
    karim.save()
    return ("territory", ())


def on_call(cast: Cast, karim: Engineer, work: WorkOrder) -> tuple[str, tuple[str, ...]]:
    WorkOrder.objects.update(priority="high")
    Shift.objects.filter(**of(karim)).update(kind="on_call", least_priority="critical")
    return ("priority", ())


def a_full_novice(cast: Cast, karim: Engineer, work: WorkOrder) -> tuple[str, tuple[str, ...]]:
    Engineer.objects.filter(pk=karim.pk).update(most_stops=0)
    return ("cap", ())


def too_few_parts(cast: Cast, karim: Engineer, work: WorkOrder) -> tuple[str, tuple[str, ...]]:
    part = {"unit": "pcs", "state": "reserved", "asked_at": at(5), "part": cast.part}
    PartRequest.objects.create(work_order=work, quantity=Decimal("2.5"), **part)
    VanStock.objects.create(**of(cast.engineer), part=cast.part, quantity=3)
    VanStock.objects.create(**of(karim), part=cast.part, quantity=2)
    return ("part", (cast.part.code,))


RULES = [
    no_skill, too_low_a_level, out_of_date, no_pass, a_pass_out_of_date, banned, elsewhere, on_call,
    a_full_novice, too_few_parts,
]  # fmt: skip


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_who_may_not_go_is_told_with_the_rule(
    cast: Cast,
    held: None,
    work: WorkOrder,
    second_engineer: Engineer,
    rule: Callable[[Cast, Engineer, WorkOrder], tuple[str, tuple[str, ...]]],
) -> None:
    assert [each.begin for each in asked(cast, work).first] == [at(7, 20), at(9, 20)]
    refusal = rule(cast, second_engineer, work)
    answer = asked(cast, work)
    assert [(each.name, each.begin) for each in answer.first] == [(str(cast.engineer), at(9, 20))]
    assert barred(answer) == [(str(second_engineer), at(7, 10), [refusal])]
    assert answer.reason is None


def test_every_rule_that_says_no_is_told(
    cast: Cast, held: None, work: WorkOrder, second_engineer: Engineer
) -> None:
    for rule in (no_skill, banned):
        rule(cast, second_engineer, work)
    assert barred(asked(cast, work)) == [
        (str(second_engineer), at(7, 10), [SKILL, ("banned", ())]),
    ]


def test_who_would_be_no_sooner_is_not_told(
    cast: Cast, shift: None, second_engineer: Engineer, work: WorkOrder
) -> None:
    no_skill(cast, second_engineer, work)
    answer = asked(cast, work)
    assert ([each.arrive for each in answer.first], answer.barred) == ([at(7, 10)], ())


def test_who_is_near_but_has_no_room_is_told(
    cast: Cast, held: None, second_engineer: Engineer, new_work: Callable[..., WorkOrder]
) -> None:
    other, work = new_work(cast.pharmacy_fridge), new_work()
    begin, end = at(7, 30), at(16, 55)
    visit = assign_work([other.pk], second_engineer.pk, begin=begin, end=end, by=cast.dispatcher)
    Visit.objects.filter(pk=visit.pk).update(lock=Visit.Lock.TIME)
    answer = asked(cast, work)
    assert [each.begin for each in answer.first] == [at(9, 20)]
    assert barred(answer) == [(str(second_engineer), None, [("room", ())])]


def test_where_nobody_may_go_the_planner_says_why(
    cast: Cast, shift: None, second_engineer: Engineer, work: WorkOrder
) -> None:
    EngineerSkill.objects.all().delete()
    answer = asked(cast, work)
    assert answer.reason
    assert (answer.reason.code, answer.reason.context) == ("no-skill", {"missing": [SKILL[1][0]]})
    assert {name for name, *_told in barred(answer)} == {str(cast.engineer), str(second_engineer)}


def test_a_novice_counts_every_visit_of_the_shift(cast: Cast, held: None, work: WorkOrder) -> None:
    Engineer.objects.filter(pk=cast.engineer.pk).update(most_stops=1)
    assert str(cast.engineer) not in [each.name for each in asked(cast, work).first]
    Visit.objects.update(state="completed")
    Visit.objects.get().engineers.update(actual_from=at(8), actual_to=at(9), holds=False)
    # Later in the day it is done, and still the one visit of the shift.
    assert str(cast.engineer) not in [each.name for each in asked(cast, work, 10).first]
    Engineer.objects.filter(pk=cast.engineer.pk).update(most_stops=2)
    assert str(cast.engineer) in [each.name for each in asked(cast, work, 10).first]


def test_parts_that_other_visits_need_are_not_counted_twice(
    cast: Cast, held: None, work: WorkOrder, second_engineer: Engineer
) -> None:
    too_few_parts(cast, second_engineer, work)
    carried = Visit.objects.get().works.get().work_order
    PartRequest.objects.create(
        work_order=carried, part=cast.part, quantity=1, unit="pcs", state="issued", asked_at=at(5)
    )
    answer = asked(cast, work)
    # Three in Olena's van, one of them for the pharmacy: half a part is missing.
    assert (answer.first, len(answer.barred)) == ((), 2)


def test_nobody_comes_before_the_escort_can_be_ordered(
    cast: Cast, shift: None, work: WorkOrder
) -> None:
    AccessRule.objects.create(object=cast.hotel_object, kind="escort", lead_min=240)
    # Made at 07:00 on the wall, four hours before which nobody opens.
    [offer] = asked(cast, work).first
    assert (offer.arrive, offer.begin) == (at(9, 50), at(10))


def test_who_is_on_call_goes_to_what_is_urgent_enough(
    cast: Cast, held: None, work: WorkOrder, second_engineer: Engineer
) -> None:
    on_call(cast, second_engineer, work)
    WorkOrder.objects.update(priority="critical")
    assert asked(cast, work).first[0].name == str(second_engineer)


def test_who_is_on_call_after_work_goes_then(cast: Cast, shift: None, work: WorkOrder) -> None:
    day = Shift.objects.get()
    Shift.objects.create(
        engineer=cast.engineer, kind="on_call", date=MONDAY, wall_from=day.wall_from,
        wall_to="20:00", starts_at=day.starts_at, ends_at=at(19),
    )  # fmt: skip
    assert [each.begin for each in asked(cast, work, 15, 30).first] == [at(15, 50)]
    # A minute later the shift is too short, and on call begins where work ends, at 16:00.
    assert [each.begin for each in asked(cast, work, 15, 31).first] == [at(16, 20)]


def test_who_worked_in_the_night_rests_first(cast: Cast, shift: None, work: WorkOrder) -> None:
    sunday = MONDAY - timedelta(days=1)
    add_shift(cast.engineer, sunday)
    Shift.objects.filter(date=sunday).update(
        kind="on_call", starts_at=at(0) - timedelta(hours=4), ends_at=at(5), rest_min=9 * 60
    )
    other = WorkOrder.objects.get()
    visit = assign_work([other.pk], cast.engineer.pk, begin=at(0), end=at(1), by=cast.dispatcher)
    Visit.objects.filter(pk=visit.pk).update(date=sunday, state="completed")
    WorkOrder.objects.update(state="unscheduled")
    # Done at 01:00 and rested at 10:00.
    assert asked(cast, work).first[0].begin == at(10, 20)
