"""What objects, clients and work ask of whoever comes, beside skills and hours.

One reading for a whole plan; `of` says it for one stop in the planner's words.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.utils.module_loading import import_string

from backend.clients.models import AccessRule
from backend.contracts.models import Priority
from backend.database.written import Written
from backend.desk.models import WorkOrder
from backend.dispatch import prices
from backend.dispatch.models import Clearance, EngineerWish
from backend.dispatch.places import seconds_after
from backend.dispatch.prices import points, points_per_s
from backend.dispatch.rights import URGENCY
from backend.dispatch.roster import Days

Parts = Mapping[UUID, Mapping[str, int]]
"""Thousandths of each part, by its code: the planner counts in whole numbers."""


def _rules_of(objects: list[UUID]) -> "QuerySet[AccessRule]":
    return AccessRule.objects.filter(object__in=objects).select_related("object")


def _wishes_of(clients: list[UUID]) -> "QuerySet[EngineerWish]":
    return EngineerWish.objects.filter(client__in=clients)


_RULES: Final = Written(_rules_of)
_WISHES: Final = Written(_wishes_of)


@dataclass(frozen=True)
class Asks:
    """Access rules by object, wishes by client, parts by work order."""

    rules: Mapping[UUID, Sequence[AccessRule]] = field(default_factory=dict)
    wishes: Mapping[UUID, Sequence[EngineerWish]] = field(default_factory=dict)
    parts: Parts = field(default_factory=dict)

    def of(self, orders: Sequence[WorkOrder], days: Days, *, is_new: bool) -> dict[str, Any]:
        """Fields of the stop for `orders`. A visit that stands has its pass ordered already."""
        place = orders[0].object
        rules = self.rules.get(place.id, [])
        told: dict[str, Any] = {
            "levels": _levels(orders),
            "clearances": frozenset(clearance_of(r.kind, place.id) for r in rules if _personal(r)),
            "territory": place.territory.code if place.territory else None,
            "priority": max(URGENCY[Priority(order.priority)] for order in orders),
            "helpers": _helpers(orders),
            "parts": self._parts(orders),
            **self._wishes(place.client_id, place.id),
            **_spoiling(orders, days),
        }
        if is_new and rules:
            lead = timedelta(minutes=max(rule.lead_min for rule in rules))
            ordered = max(order.made_at for order in orders)
            told["not_before_s"] = max(0, seconds_after(ordered + lead, days.midnight))
        return told

    def _parts(self, orders: Sequence[WorkOrder]) -> dict[str, int]:
        needed: dict[str, int] = defaultdict(int)
        for order in orders:
            for part, amount in self.parts.get(order.id, {}).items():
                needed[part] += amount
        return dict(needed)

    def _wishes(self, client_id: UUID, object_id: UUID) -> dict[str, Any]:
        told: dict[str, set[str]] = {kind: set() for kind in EngineerWish.Kind.values}
        for each in self.wishes.get(client_id, []):
            if each.object_id in (None, object_id):
                told[each.kind].add(str(each.engineer_id))
        return {
            "preferred": frozenset(told["preferred"]),
            "banned": frozenset(told["banned"]),
            "preferred_price": points(prices.PREFERRED),
        }


def read_asks(orders: Iterable[WorkOrder]) -> Asks:
    """What is asked where these work orders are; three queries."""
    known = list(orders)
    rules: dict[UUID, list[AccessRule]] = defaultdict(list)
    for rule in _RULES(objects=list({each.object_id for each in known})):
        rules[rule.object_id].append(rule)
    wishes: dict[UUID, list[EngineerWish]] = defaultdict(list)
    for wish in _WISHES(clients=list({each.client_id for each in known})):
        wishes[wish.client_id].append(wish)
    return Asks(rules, wishes, parts_needed(each.id for each in known))


def parts_needed(work_order_ids: Iterable[UUID]) -> Parts:
    """How much of each part, in thousandths, each of these work orders needs from a van."""
    needed: Parts = import_string(settings.PARTS_NEEDED)(work_order_ids)
    return needed


def vans_of(engineer_ids: Iterable[UUID]) -> Parts:
    """How much of each part, in thousandths, each engineer's van holds."""
    held: Parts = import_string(settings.PARTS_HELD)(engineer_ids)
    return held


def clearances_held(asks: Asks) -> dict[UUID, dict[str, date | None]]:
    """By engineer, the clearances they hold for the objects that ask for one, and the last day.

    One for a client is good for every object of theirs; of several the one that lasts longest.
    """
    held: dict[UUID, dict[str, date | None]] = defaultdict(dict)
    personal = [rule for rules in asks.rules.values() for rule in rules if _personal(rule)]
    places = {rule.object_id: rule.object.client_id for rule in personal}
    kinds = {(rule.kind, rule.object_id) for rule in personal}
    for each in Clearance.objects.filter(kind__in={kind for kind, _place in kinds}):
        for kind, place in kinds:
            if each.kind == kind and _covers(each, place, places[place]):
                code, mine = clearance_of(kind, place), held[each.engineer_id]
                longest = max(mine.get(code) or date.min, each.valid_until or date.max)
                mine[code] = None if longest == date.max else longest
    return held


def _covers(clearance: Clearance, object_id: UUID, client_id: UUID) -> bool:
    """Whether it is for this object, or for its whole client."""
    return clearance.object_id == object_id or (
        clearance.object_id is None and clearance.client_id == client_id
    )


def clearance_of(kind: str, object_id: UUID) -> str:
    """The name by which the planner knows the right to come into an object."""
    return f"{kind}:{object_id}"


def _personal(rule: AccessRule) -> bool:
    return rule.kind in AccessRule.PERSONAL


def _levels(orders: Sequence[WorkOrder]) -> dict[str, int]:
    """The level each skill must have, by the type of what is served."""
    levels: dict[str, int] = {}
    for order in orders:
        least = order.equipment.type.least_level if order.equipment else 1
        for skill in order.skills.all() if least > 1 else ():
            levels[skill.code] = max(least, levels.get(skill.code, 1))
    return levels


def _helpers(orders: Sequence[WorkOrder]) -> tuple[frozenset[str], ...]:
    """Who goes along needs no skill of their own."""
    people = max(order.work_type.engineers_needed for order in orders)
    return (frozenset(),) * (people - 1)


def _spoiling(orders: Sequence[WorkOrder], days: Days) -> dict[str, Any]:
    """By when goods spoil, as the client said, and what each second after it costs."""
    moments = [o.request.spoils_at for o in orders if o.request and o.request.spoils_at]
    if not moments:
        return {}
    spoils_s = max(0, seconds_after(min(moments), days.midnight))
    return {"spoils_s": spoils_s, "spoil_price": points_per_s(prices.SPOILED_PER_H)}
