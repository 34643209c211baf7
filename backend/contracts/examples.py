"""The bridge from rows to examples: each is asked of a version as a report or a line of work."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, Final
from zoneinfo import ZoneInfo

from backend.catalog.models import EquipmentType, WorkType
from backend.clients.models import Equipment, ServiceObject
from backend.contracts import coverage
from backend.contracts.as_rules import (
    calendar_for,
    coverage_rules_for,
    object_groups_of,
    price_list_for,
)
from backend.contracts.chain import clients_above, clients_below
from backend.contracts.example import Answered, Asks, checked, compared
from backend.contracts.in_force import PromiseFacts
from backend.contracts.models import ContractExample, ContractVersion
from backend.contracts.pricing import PricedLine, priced_lines
from backend.contracts.sla import Target, due_at
from backend.contracts.terms import charge_terms_for, terms_under
from backend.contracts.vat import Treatment
from backend.contracts.work_done import TimeSpell, Trip, UsedPart, WorkDone, WorkItem
from backend.contracts.written_calendar import calendar_from
from backend.lib.errors import CalloutError, Invalid
from backend.lib.ids import new_id

WITHOUT_VAT: Final = Treatment("example", Decimal(0))
_ORDER: Final = "example"
_TIMED: Final = (coverage.LineKind.LABOUR, coverage.LineKind.WAITING)


def run_examples(version: ContractVersion) -> list[tuple[ContractExample, Answered]]:
    """Every example of the version's contract, asked of this version, in their order."""
    examples = version.contract.examples.all()
    return [(example, answer(example, version)) for example in examples]


def red_ones(version: ContractVersion) -> list[Answered]:
    """Those the version answers otherwise than both sides agreed."""
    return [answered for _example, answered in run_examples(version) if not answered.is_green]


def answer(example: ContractExample, version: ContractVersion) -> Answered:
    """What the version says to one example; what cannot be asked at all is red, with its code."""
    try:
        asks = checked(example.asks, example.given, example.expected)
        ask = _promised if asks is Asks.PROMISE else _priced
        got = ask(version, example.given, example.expected)
    except CalloutError as fault:
        return Answered(example.words, problem=fault.code)
    return Answered(example.words, compared(_plain(example.expected), got))


def _plain(expected: Mapping[str, Any]) -> dict[str, Any]:
    """Amounts with two decimals, whoever wrote them."""
    return {
        name: f"{_number(value, 'amount'):.2f}" if name == "amount" else value
        for name, value in expected.items()
    }


def _promised(
    version: ContractVersion, given: Mapping[str, Any], expected: Iterable[str]
) -> dict[str, Any]:
    place = _place(version, given)
    reported = _moment(given["reported"], place.zone, "reported")
    impact = str(given.get("impact", "partly"))
    told = terms_under(version, PromiseFacts(place, _unit(version, given), impact, reported))
    got: dict[str, Any] = {"priority": told.priority}
    for target in told.targets:
        due = due_at(calendar_from(target.calendar), reported, target.target_s)
        got[target.kind] = _wall(due, place.zone) if due else None
        if target.kind in expected or target.kind == Target.ARRIVAL:
            got["clause"] = target.clause
    return got


def _priced(
    version: ContractVersion, given: Mapping[str, Any], expected: Iterable[str]
) -> dict[str, Any]:
    place = _place(version, given)
    begun = _moment(given["at"], place.zone, "at")
    kind = _line_kind(given)
    lines = [line for line in _lines(version, place, begun, given, kind) if line.kind is kind]
    if not lines:
        return {"verdict": None, "clause": None, "amount": "0.00"}
    said = lines[0].decision
    return {
        "verdict": str(said.verdict),
        "clause": said.clause,
        "amount": f"{sum(line.amount for line in lines):.2f}",
    }


def _lines(
    version: ContractVersion,
    place: ServiceObject,
    begun: datetime,
    given: Mapping[str, Any],
    kind: coverage.LineKind,
) -> tuple[PricedLine, ...]:
    done = _work(version, place, begun, given, kind)
    calendar = calendar_for(version.calendar, place.zone)
    treatments = dict.fromkeys(coverage.LineKind, WITHOUT_VAT)
    return priced_lines(
        done,
        price_list_for(version, begun.astimezone(ZoneInfo(place.zone)).date()),
        partial(coverage.verdict, coverage_rules_for(version)),
        charge_terms_for(version, calendar, treatments),
    )


def _work(
    version: ContractVersion,
    place: ServiceObject,
    begun: datetime,
    given: Mapping[str, Any],
    kind: coverage.LineKind,
) -> WorkDone:
    unit = _unit(version, given)
    item = WorkItem(
        _ORDER,
        work_type=_id_of(WorkType, given, "work_type") or "",
        impact=str(given.get("impact", "partly")),
        equipment_type=str(unit.type_id) if unit else None,
        object_id=str(place.pk),
        object_groups=object_groups_of(place),
        in_register=unit is not None,
        warranty=_ORDER if given.get("warranty") else "",
        equipment_id=str(unit.pk) if unit else None,
        clients=frozenset(str(each) for each in clients_above(place.client_id)),
    )
    times, parts = [], []
    if kind in _TIMED:
        minutes = int(_number(given.get("minutes", 60), "minutes"))
        rate = str(given.get("rate_class", "standard"))
        end = begun + timedelta(minutes=minutes)
        times.append(TimeSpell(_ORDER, "engineer", rate, begun, end, kind))
    if kind is coverage.LineKind.PART:
        quantity = _number(given.get("quantity", 1), "quantity")
        parts.append(UsedPart(_ORDER, str(given.get("part", "")), quantity))
    return WorkDone(
        begun,
        (item,),
        tuple(times),
        (Trip("engineer", 0, str(given.get("zone", ""))),),
        tuple(parts),
        failed=kind is coverage.LineKind.FAILED_VISIT,
    )


def _place(version: ContractVersion, given: Mapping[str, Any]) -> ServiceObject:
    """The object the example names by its code; any of the client's otherwise, and for a client
    without objects one that stands nowhere, in our zone."""
    contract = version.contract
    places = ServiceObject.objects.filter(client__in=clients_below(contract.client_id))
    if given.get("object"):
        found = places.filter(client_code=given["object"]).first()
        if found is None:
            raise Invalid("given.object", "unknown")
        return found
    first = places.filter(is_active=True).order_by("client_code", "id").first()
    return first or ServiceObject(client_id=contract.client_id, zone=contract.our_entity.zone)


def _unit(version: ContractVersion, given: Mapping[str, Any]) -> Equipment | None:
    """The unit the example names by its serial, or any of the type it names."""
    if given.get("equipment"):
        chain = clients_below(version.contract.client_id)
        units = Equipment.objects.filter(client__in=chain, serial=given["equipment"])
        found = units.first()
        if found is None:
            raise Invalid("given.equipment", "unknown")
        return found
    kind = _id_of(EquipmentType, given, "equipment_type")
    return Equipment(pk=new_id(), type_id=kind) if kind else None


def _id_of(
    model: type[EquipmentType] | type[WorkType], given: Mapping[str, Any], name: str
) -> str | None:
    if not given.get(name):
        return None
    found = model.objects.filter(code=given[name]).values_list("pk", flat=True).first()
    if found is None:
        raise Invalid(f"given.{name}", "unknown")
    return str(found)


def _line_kind(given: Mapping[str, Any]) -> coverage.LineKind:
    try:
        return coverage.LineKind(given.get("line", "labour"))
    except ValueError as fault:
        raise Invalid("given.line", "unknown") from fault


def _moment(written: object, zone: str, name: str) -> datetime:
    try:
        wall = datetime.fromisoformat(str(written))
    except ValueError as fault:
        raise Invalid(f"given.{name}", "not-a-moment") from fault
    if wall.tzinfo is not None:
        raise Invalid(f"given.{name}", "not-a-moment")
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))


def _wall(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")


def _number(value: object, name: str) -> Decimal:
    try:
        number = Decimal(str(value))
    except InvalidOperation as fault:
        raise Invalid(name, "not-a-number") from fault
    if not number.is_finite() or abs(number) > 10**6:
        raise Invalid(name, "not-a-number")
    return number
