"""What lines of recurring fees share: when they still follow the register, and what they count."""

from collections.abc import Iterator, Mapping
from typing import Final

from backend.billing.models import BillableLine, CountedThing
from backend.clients.models import Equipment, ServiceObject
from backend.contracts.models import RecurringFee
from backend.contracts.recurring import Basis

OPEN: Final = (BillableLine.State.PROPOSED, BillableLine.State.NEEDS_APPROVAL)
BILLED: Final = (
    BillableLine.State.APPROVED,
    BillableLine.State.ON_ACT,
    BillableLine.State.EXPORTED,
)


def counted_things(
    line: BillableLine, fee: RecurringFee, days: Mapping[str, int]
) -> Iterator[CountedThing]:
    """Unsaved rows of what the line counts, named as it is now; `days` by id as text."""
    if fee.basis == Basis.OBJECT:
        for place in ServiceObject.objects.filter(pk__in=days):
            named = {"code": place.client_code, "name": place.name, "place": place.address}
            yield CountedThing(line=line, object=place, days=days[str(place.pk)], **named)
    elif fee.basis == Basis.UNIT:
        for unit in Equipment.objects.filter(pk__in=days).select_related("object"):
            code = unit.object.client_code if unit.object else ""
            named = {
                "code": code,
                "name": str(unit),
                "place": unit.object.name if unit.object else "",
            }
            yield CountedThing(line=line, equipment=unit, days=days[str(unit.pk)], **named)
