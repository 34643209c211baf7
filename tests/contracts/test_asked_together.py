"""Many reports asked about at once get what each would get alone."""

from datetime import UTC, date, datetime

from backend.clients.models import ObjectTenure
from backend.contracts.asked_together import asked_together
from backend.contracts.in_force import PromiseFacts
from backend.demo.cast import Cast


def test_it_works(cast: Cast) -> None:
    """The hotel's object was the pharmacy's until 2 November, and its machine is in warranty."""
    place, unit = cast.hotel_object, cast.ice_machine
    unit.warranty_until = date(2026, 11, 10)
    ObjectTenure.objects.create(
        object=place,
        client=cast.pharmacy,
        valid_from=date(2026, 10, 1),
        valid_to=date(2026, 11, 2),
    )
    days = [datetime(2026, 11, day, 9, tzinfo=UTC) for day in (1, 2, 12)]
    alone = [PromiseFacts(place, unit, "partly", at) for at in days]
    told = asked_together([PromiseFacts(place, unit, "partly", at) for at in days])
    assert [each.client_id for each in told] == [cast.pharmacy.pk, cast.hotel.pk, cast.hotel.pk]
    assert [bool(each.warranties.held) for each in told] == [True, True, False]
    for one, other in zip(alone, told, strict=True):
        assert (one.client_id, one.clients, one.warranties) == (
            other.client_id,
            other.clients,
            other.warranties,
        )
