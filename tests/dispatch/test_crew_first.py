"""Two engineers at once: who leads and who goes along, the first second at which both can be there.

Every drive takes ten minutes, from the kerb to the machine are ten more; shifts are 07:00-16:00
UTC. So who is at the base at 07:00 works from 07:20.
"""

from collections.abc import Callable

import pytest

from backend.clients.models import AccessRule
from backend.demo.cast import Cast
from backend.desk.models import WorkOrder
from backend.dispatch.actions import Room, assign_making_room, assign_work
from backend.dispatch.candidate_day import Offer
from backend.dispatch.models import Clearance, Engineer, EngineerSkill, EngineerWish, Visit
from backend.lib.errors import Refused

from .conftest import MONDAY, at
from .first_asked import asked

LATER = {"begin": at(8), "end": at(9)}


@pytest.fixture
def for_two(cast: Cast, shift: None, second_engineer: Engineer, work: WorkOrder) -> WorkOrder:
    """Work that two do at once, and Olena and Karim on duty, both free."""
    cast.repair.engineers_needed = 2
    cast.repair.save()
    return work


def busy(cast: Cast, engineer: Engineer, new_work: Callable[..., WorkOrder], lock: str) -> Visit:
    """Somebody's visit to the pharmacy from 08:00 to 09:00 UTC."""
    other = new_work(cast.pharmacy_fridge)
    visit = assign_work([other.pk], engineer.pk, **LATER, by=cast.dispatcher)
    Visit.objects.filter(pk=visit.pk).update(lock=lock)
    return visit


def pair(offer: Offer) -> tuple[str, list[str]]:
    return offer.name, [each.name for each in offer.helpers]


def test_it_works(cast: Cast, for_two: WorkOrder, second_engineer: Engineer) -> None:
    [offer] = asked(cast, for_two).first
    [along] = offer.helpers
    assert {offer.name, along.name} == {str(cast.engineer), str(second_engineer)}
    assert (offer.arrive, offer.begin, offer.end) == (at(7, 10), at(7, 20), at(8, 20))
    assert (along.arrive, along.begin, along.end) == (at(7, 10), at(7, 20), at(8, 20))
    # Ten minutes there and ten back, for both.
    assert (offer.extra_travel_s, offer.late_s, offer.put_off) == (2400, 0, ())


def test_one_waits_for_the_other(
    cast: Cast, for_two: WorkOrder, second_engineer: Engineer, new_work: Callable[..., WorkOrder]
) -> None:
    busy(cast, second_engineer, new_work, Visit.Lock.TIME)
    offers = asked(cast, for_two).first
    # Karim cannot do an hour before eight; at nine he leaves, and both begin when he is there.
    assert [each.begin for each in offers] == [at(9, 20)]
    assert sorted([offers[0].arrive, offers[0].helpers[0].arrive]) == [at(9, 10), at(9, 10)]


def test_who_lacks_the_skill_goes_along_and_does_not_lead(
    cast: Cast, for_two: WorkOrder, second_engineer: Engineer
) -> None:
    EngineerSkill.objects.filter(engineer=second_engineer).delete()
    [offer] = asked(cast, for_two).first
    assert pair(offer) == (str(cast.engineer), [str(second_engineer)])


@pytest.mark.parametrize("rule", ["banned", "clearance", "cap"])
def test_who_may_not_go_does_not_go_along(
    cast: Cast, for_two: WorkOrder, second_engineer: Engineer, rule: str
) -> None:
    if rule == "banned":
        EngineerWish.objects.create(client=cast.hotel, engineer=second_engineer, kind="banned")
    elif rule == "clearance":
        AccessRule.objects.create(object=cast.hotel_object, kind="pass")
        Clearance.objects.create(engineer=cast.engineer, client=cast.hotel, kind="pass")
    else:
        Engineer.objects.filter(pk=second_engineer.pk).update(most_stops=0)
    assert asked(cast, for_two).first == ()


def test_one_alone_is_no_crew(cast: Cast, shift: None, work: WorkOrder) -> None:
    cast.repair.engineers_needed = 2
    cast.repair.save()
    assert asked(cast, work).first == ()


def test_whoever_leads_says_how_long_both_are_there(
    cast: Cast, for_two: WorkOrder, second_engineer: Engineer
) -> None:
    EngineerSkill.objects.filter(engineer=cast.engineer).delete()
    Engineer.objects.filter(pk=second_engineer.pk).update(speed_factor="1.5")
    [offer] = asked(cast, for_two).first
    assert pair(offer) == (str(second_engineer), [str(cast.engineer)])
    assert {offer.end, offer.helpers[0].end} == {at(8, 50)}


def test_a_visit_of_either_makes_room_or_nobody_waits(
    cast: Cast, for_two: WorkOrder, second_engineer: Engineer, new_work: Callable[..., WorkOrder]
) -> None:
    visit = busy(cast, second_engineer, new_work, "")
    answer = asked(cast, for_two)
    [first], [calm] = answer.first, answer.unhurried
    [late] = first.put_off
    # 08:20 and twenty minutes of road and way in.
    assert (first.begin, late.visit_id, late.begin) == (at(7, 20), visit.pk, at(8, 40))
    assert (calm.begin, calm.put_off) == (at(9, 20), ())
    made = assign_making_room(
        [for_two.pk],
        Room(
            first.engineer_id,
            MONDAY,
            answer.version,
            first.begin,
            first.end,
            {late.visit_id: late.begin},
            [each.engineer_id for each in first.helpers],
        ),
        by=cast.dispatcher,
    )
    seats = made.engineers.values_list("part", "planned_from", "planned_to")
    assert sorted(seats) == [(part, at(7, 20), at(8, 20)) for part in ("helper", "lead")]
    visit.refresh_from_db()
    assert visit.planned_from == at(8, 40)
    assert visit.engineers.get().engineer == second_engineer


def test_nobody_goes_along_who_is_elsewhere(
    cast: Cast, for_two: WorkOrder, second_engineer: Engineer, new_work: Callable[..., WorkOrder]
) -> None:
    busy(cast, second_engineer, new_work, "")
    with pytest.raises(Refused, match="visit-clash"):
        assign_work(
            [for_two.pk],
            cast.engineer.pk,
            **LATER,
            by=cast.dispatcher,
            helper_ids=[second_engineer.pk],
        )


def test_a_visit_of_a_crew_makes_room_for_nobody(
    cast: Cast, for_two: WorkOrder, second_engineer: Engineer, new_work: Callable[..., WorkOrder]
) -> None:
    assign_work(
        [for_two.pk], cast.engineer.pk, **LATER, by=cast.dispatcher,
        helper_ids=[second_engineer.pk],
    )  # fmt: skip
    cast.repair.engineers_needed = 1
    cast.repair.save()
    answer = asked(cast, new_work(cast.pharmacy_fridge))
    assert {(each.begin, each.put_off) for each in answer.first} == {(at(9, 20), ())}
