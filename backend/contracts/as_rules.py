"""Rows as the rules read them: calendars, clauses, targets and prices as frozen data."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeVar
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Model, OuterRef, QuerySet

from backend.clients.models import ObjectGroup, ServiceObject
from backend.contracts import coverage, penalties, price_list, selection
from backend.contracts.models import (
    CalendarException,
    ContractVersion,
    CoverageRule,
    MaintenanceStretch,
    PenaltyRule,
    PriceList,
    PriceListVersion,
    SlaPolicy,
    StandingTerms,
    WorkCalendar,
)
from backend.contracts.published import kept
from backend.contracts.quotas import QuotaLeft
from backend.contracts.service_hours import WEEKDAYS, Calendar
from backend.contracts.sla import Target
from backend.contracts.written_calendar import calendar_from
from backend.database.attached import attach
from backend.database.written import Written
from backend.lib.clock import rfc3339
from backend.lib.errors import Invalid, Refused
from backend.lib.money import Rounding, to_cents

T = TypeVar("T")
NO_QUOTAS: Final[Mapping[str, QuotaLeft]] = {}


_ALL: Final = 1_000_000


def calendar_for(calendar: WorkCalendar, zone: str) -> Calendar:
    """The working-time calendar of a row in an object's zone; Invalid names what is wrong."""
    return calendar_from(written_calendar(calendar, zone))


def service_hours_of(source: ContractVersion | StandingTerms, zone: str) -> Calendar:
    """The service hours of a contract version or of standing terms; where those name none every
    hour counts as in hours."""
    if source.calendar is not None:
        return calendar_for(source.calendar, zone)
    always = {day: [["00:00", "24:00"]] for day in WEEKDAYS}
    return calendar_from({"tz": zone, "week": always})


def written_calendar(calendar: WorkCalendar, zone: str) -> dict[str, Any]:
    """The same as JSON, frozen onto a clock: later edits of the row do not move a promise."""
    read = is_read(calendar, "exceptions")
    known = calendar.exceptions.all() if read else _EXCEPTIONS(calendar_id=calendar.pk)
    exceptions = list(known)
    return {
        "tz": zone,
        "week": calendar.week,
        "holidays": [str(e.date) for e in exceptions if not e.windows],
        "overrides": {str(e.date): e.windows for e in exceptions if e.windows},
        "breaks": calendar.breaks,
    }


def maintenance_for(
    version: ContractVersion, place: ServiceObject, after: datetime
) -> list[list[str]]:
    """The planned maintenance of a version's contract at an object that ends later than `after`,
    as it is written: [[from, to], ...]."""
    known = once(version, "maintenance", lambda: _MAINTENANCE(contract_id=version.contract_id))
    return [
        [rfc3339(row.from_at), rfc3339(row.to_at)]
        for row in known
        if row.to_at > after and row.object_id in (None, place.pk)
    ]


def coverage_rules_for(
    version: ContractVersion | None, left: Mapping[str, QuotaLeft] = NO_QUOTAS
) -> tuple[coverage.CoverageRule, ...] | None:
    """The clauses of a version as the rule reads them; None without a contract. Ids as text.

    `left` is what the quotas have left (quota_counts.quotas_left); without it none is empty.
    """
    if version is None:
        return None
    if left:
        return tuple(_clause(rule, left) for rule in _clauses_of(version))
    return said_by(version, "clauses", lambda: tuple(_clause(r, {}) for r in _clauses_of(version)))


def _clause(rule: CoverageRule, left: Mapping[str, QuotaLeft]) -> coverage.CoverageRule:
    return coverage.CoverageRule(
        clause=rule.clause,
        verdict=coverage.Verdict(rule.verdict),
        line_kind=coverage.LineKind(rule.line_kind) if rule.line_kind else None,
        work_type=text_of(rule.work_type_id),
        impact=rule.impact or None,
        equipment_type=text_of(rule.equipment_type_id),
        object_id=text_of(rule.object_id),
        object_group=text_of(rule.object_group_id),
        in_service_hours=rule.in_service_hours,
        equipment_id=text_of(rule.equipment_id),
        client=text_of(rule.client_id),
        excluded_objects=_excluded(rule),
        quota=rule.quota.code if rule.quota else None,
        quota_left=_left(rule, left),
    )


def _clauses_of(version: ContractVersion) -> Iterable[CoverageRule]:
    if is_read(version, "coverage_rules"):
        return sorted(version.coverage_rules.all(), key=lambda rule: (rule.clause, rule.pk))
    return kept(version, "coverage rules", lambda: _COVERAGE_RULES(version_id=version.pk))


def _excluded(rule: CoverageRule) -> frozenset[str]:
    """The objects a clause leaves out, as they were read with it."""
    known: list[UUID] | None = getattr(rule, "excluded_ids", None)
    return ids_of(rule, "excluded_objects") if known is None else as_ids(known)


def _left(rule: CoverageRule, left: Mapping[str, QuotaLeft]) -> Decimal | None:
    known = left.get(rule.quota.code) if rule.quota else None
    return known.left if known else None


_SAYS: Final = (
    "services__work_types",
    "services__equipment_types",
    "services__object_groups",
    "services__excluded_objects",
    "priority_rules",
    "policies__targets",
    "policies__service",
    "policies__calendar__exceptions",
    "calendar__exceptions",
    "coverage_rules__quota",
    "coverage_rules__excluded_objects",
    "quotas",
)


def read_whole(version_ids: Iterable[UUID]) -> dict[UUID, ContractVersion]:
    """Versions with everything they say at hand, for asking them many questions in a row."""
    rows = ContractVersion.objects.filter(pk__in=set(version_ids)).select_related("calendar")
    return {row.pk: row for row in rows.prefetch_related(*_SAYS)}


def is_read(row: Model, name: str) -> bool:
    """Whether the rows under `name` are at hand already."""
    return name in getattr(row, "_prefetched_objects_cache", {})


def said_by(version: ContractVersion, name: str, work_out: Callable[[], T]) -> T:
    """What the version says under `name`, worked out once where it stays the same."""
    if is_read(version, "policies"):
        return once(version, name, work_out)
    return kept(version, name, work_out)


def once(version: ContractVersion, name: str, work_out: Callable[[], T]) -> T:
    """What `work_out` answers: for a version read whole it is worked out once, and under `name`."""
    if not is_read(version, "policies"):
        return work_out()
    known: dict[str, T] = vars(version).setdefault("_worked_out", {})
    if name not in known:
        known[name] = work_out()
    return known[name]


def ids_of(row: Model, name: str) -> frozenset[str]:
    """The ids, as text, of the rows under `name`."""
    return as_ids(each.pk for each in getattr(row, name).all())


def as_ids(keys: Iterable[UUID]) -> frozenset[str]:
    return frozenset(str(key) for key in keys)


def target_rules_for(policies: Iterable[SlaPolicy]) -> dict[UUID, selection.TargetRule]:
    """Every target of `policies` as selection reads it, by the id of its row; a promise of
    availability by that of its policy."""
    rules: dict[UUID, selection.TargetRule] = {}
    for policy in policies:
        about = _about(policy)
        for target in policy.targets.all():
            kind, promised_s = Target(target.kind), target.target_min * 60
            rules[target.pk] = replace(about, target=kind, target_s=promised_s, availability_ppm=0)
        if policy.availability_ppm is not None:
            rules[policy.pk] = about
    return rules


def _about(policy: SlaPolicy) -> selection.TargetRule:
    """What every target of a policy is promised for."""
    return selection.TargetRule(
        clause=policy.clause,
        target=Target.AVAILABILITY,
        availability_ppm=policy.availability_ppm or _ALL,
        service=policy.service.code if policy.service else None,
        priority=policy.priority or None,
        object_id=text_of(policy.object_id),
        object_group=text_of(policy.object_group_id),
        equipment_type=text_of(policy.equipment_type_id),
        equipment_id=text_of(policy.equipment_id),
    )


def penalty_rule_for(row: PenaltyRule) -> penalties.PenaltyRule:
    """A clause of lateness or of a month's share as the rule reads it; Invalid names the field."""
    return penalties.PenaltyRule(
        clause=row.clause,
        measure=penalties.Measure(row.measure),
        basis=penalties.PenaltyBasis(row.basis),
        tiers=tuple(_tier(each) for each in row.tiers),
        unit_min=row.unit_min,
        grace_min=row.grace_min,
        cap_each=row.cap_each,
        cap_month=row.cap_month,
    )


def _tier(written: Any) -> penalties.Tier:
    try:
        return penalties.Tier(Decimal(str(written["from"])), Decimal(str(written["value"])))
    except (KeyError, TypeError, InvalidOperation) as fault:
        raise Invalid("tiers", "not-valid") from fault


def object_groups_of(place: ServiceObject) -> frozenset[str]:
    """Ids of the groups an object is in, as text; read once for every clause of a promise."""
    if not is_read(place, "groups"):
        attach([place], "groups", _GROUPS(object_id=place.pk))
    return ids_of(place, "groups")


def price_list_for(source: ContractVersion | StandingTerms, day: date) -> price_list.PriceList:
    """The prices that hold on `day` by a contract version or standing terms.

    Indexation of a version multiplies the list's prices, each rounded to the cent. Refused
    ("no-prices") where the list has no version yet on that day.
    """
    return indexed(prices_on(source.price_list, day), source)


def indexed(
    prices: price_list.PriceList, source: ContractVersion | StandingTerms
) -> price_list.PriceList:
    """A price list as a contract version multiplies it; as it is by standing terms."""
    if not isinstance(source, ContractVersion) or source.price_factor == 1:
        return prices
    rounding = Rounding(source.price_rounding)
    items = (
        replace(item, price=to_cents(item.price * source.price_factor, rounding))
        for item in prices.items
    )
    return replace(prices, items=tuple(items))


def prices_on(prices: PriceList, day: date) -> price_list.PriceList:
    """One price list's newest version from `day` or earlier, as pricing reads it."""
    versions = prices.versions.filter(valid_from__lte=day).order_by("-valid_from")
    version = versions.prefetch_related("items").first()
    if version is None:
        raise Refused("no-prices", name=prices.name, day=str(day))
    return as_price_list(prices, version)


def as_price_list(prices: PriceList, version: PriceListVersion) -> price_list.PriceList:
    """One version of a price list as pricing reads it."""
    return price_list.PriceList(
        currency=prices.currency,
        items=tuple(
            price_list.PriceItem(price_list.ItemKind(i.kind), i.price, i.code, i.unit)
            for i in version.items.all()
        ),
        prices_include_vat=prices.prices_include_vat,
        minimum_min=version.minimum_min,
        rounding_step_min=version.rounding_step_min,
        rounding_mode=Rounding(version.rounding_mode),
        after_hours_factor=version.after_hours_factor,
        night=_night(version),
        night_factor=version.night_factor,
        holiday_factor=version.holiday_factor,
        name=prices.name,
        valid_from=version.valid_from,
    )


def _night(version: PriceListVersion) -> tuple[time, time] | None:
    if version.night_from is None or version.night_to is None:
        return None
    return version.night_from, version.night_to


def text_of(key: UUID | None) -> str | None:
    return str(key) if key else None


def _coverage_rules(version_id: UUID) -> QuerySet[CoverageRule]:
    through = CoverageRule.excluded_objects.through.objects
    excluded = through.filter(coveragerule=OuterRef("pk")).values("serviceobject_id")
    rules = CoverageRule.objects.filter(version=version_id).order_by("clause", "id")
    return rules.select_related("quota").annotate(excluded_ids=ArraySubquery(excluded))


def _exceptions(calendar_id: UUID) -> QuerySet[CalendarException]:
    return CalendarException.objects.filter(calendar=calendar_id)


def _maintenance(contract_id: UUID) -> QuerySet[MaintenanceStretch]:
    return MaintenanceStretch.objects.filter(contract=contract_id).order_by("from_at", "id")


def _groups(object_id: UUID) -> QuerySet[ObjectGroup]:
    return ObjectGroup.objects.filter(service_objects=object_id)


_COVERAGE_RULES: Final = Written(_coverage_rules)
_EXCEPTIONS: Final = Written(_exceptions)
_GROUPS: Final = Written(_groups)
_MAINTENANCE: Final = Written(_maintenance)
