"""Whose terms hold: the contract version in force for a report, else our standing terms."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from backend.catalog.models import LegalEntity, WorkType
from backend.clients.models import Equipment, ServiceObject
from backend.clients.tenure import client_on
from backend.contracts.as_rules import as_ids, ids_of, is_read, object_groups_of, once
from backend.contracts.chain import clients_above, in_clients_above
from backend.contracts.models import Contract, ContractVersion, Impact, Service, StandingTerms
from backend.contracts.published import kept
from backend.contracts.warranties import warranties_of
from backend.contracts.warranty import Warranties
from backend.database.written import Written
from backend.lib.clock import local_date
from backend.lib.errors import Invalid


@dataclass(frozen=True)
class PromiseFacts:
    """What is known when a promise is asked for. `priority` overrides the contract's rule; planned
    work, which nobody reported, has one and an empty impact."""

    object: ServiceObject
    equipment: Equipment | None
    impact: str
    reported_at: datetime
    work_type: WorkType | None = None
    priority: str = ""

    def __post_init__(self) -> None:
        is_planned = not self.impact and self.priority
        if self.impact not in Impact.values and not is_planned:
            raise Invalid("impact", "unknown", given=self.impact)

    @property
    def equipment_type(self) -> str | None:
        return str(self.equipment.type_id) if self.equipment else None

    @cached_property
    def client_id(self) -> UUID:
        """Whose object it was on the day of the report; later owners are not asked."""
        return client_on(self.object, self.day)

    @cached_property
    def clients(self) -> frozenset[str]:
        """That client and all above it, as text."""
        return frozenset(str(each) for each in clients_above(self.client_id))

    @cached_property
    def warranties(self) -> Warranties:
        """What is in force for the unit on that day."""
        return warranties_of(self.equipment, self.day)

    @property
    def day(self) -> date:
        """The object's local date, which decides what version is in force."""
        return local_date(self.reported_at, self.object.zone)


def version_in_force(client_id: UUID, facts: PromiseFacts) -> ContractVersion | None:
    """The published version of an active contract that holds on the object's local date.

    A contract of a chain holds for all clients below it. Of several contracts the one with a
    service for this equipment is chosen, then the client's own, then the lowest number.
    `valid_to` is the last day; grace days and prolongation lengthen the last version. One that
    has expired still answers for the days it held.
    """
    newest: dict[UUID, ContractVersion] = {}
    for version in _BEGUN(client_id=client_id, day=facts.day):
        newest.setdefault(version.contract_id, version)
    holding = [version for version in newest.values() if holds_on(version, facts.day)]
    holding.sort(key=lambda version: version.contract.client_id != client_id)
    if len(holding) < 2:
        return next(iter(holding), None)
    serving = [v for v in holding if any(serves(s, facts) for s in services_of(v))]
    return (serving or holding)[0]


def last_begun(versions: Iterable[ContractVersion], day: date) -> ContractVersion | None:
    """Of one contract the published version whose day has come last; None before the first."""
    begun = [v for v in versions if v.published_at is not None and v.valid_from <= day]
    return max(begun, key=lambda v: (v.valid_from, v.number), default=None)


def _begun(client_id: UUID, day: date) -> QuerySet[ContractVersion]:
    """Published versions for a client that began by `day`, each contract's newest first."""
    versions = ContractVersion.objects.select_related("contract", "calendar", "price_list")
    return versions.filter(
        contract__client_id__in=in_clients_above(client_id),
        contract__state__in=(Contract.State.ACTIVE, Contract.State.EXPIRED),
        published_at__isnull=False,
        valid_from__lte=day,
    ).order_by("contract__number", "-valid_from", "-number")


_BEGUN: Final = Written(_begun)


def standing_terms_at(place: ServiceObject) -> StandingTerms | None:
    """What our entity of the object's zone offers without a contract, else any of ours."""
    return nearest_standing_terms(all_standing_terms(), place)


def all_standing_terms() -> QuerySet[StandingTerms]:
    """What each of our entities offers without a contract."""
    rows = StandingTerms.objects.select_related("entity", "price_list")
    return rows.filter(entity__is_ours=True)


def nearest_standing_terms(
    rows: Iterable[StandingTerms], place: ServiceObject
) -> StandingTerms | None:
    """Of our entities' terms those that hold at `place`."""
    found = sorted(rows, key=lambda t: (t.entity.zone != place.zone, t.entity.short_name))
    return found[0] if found else None


def our_entity_for(place: ServiceObject, version: ContractVersion | None) -> LegalEntity | None:
    """Whose papers the work is on: the contract's, else that of the standing terms."""
    if version is not None:
        return version.contract.our_entity
    standing = standing_terms_at(place)
    return standing.entity if standing else None


@dataclass(frozen=True)
class Served:
    """What one line of a version covers, by ids as text; an empty set is any."""

    code: str
    work_types: frozenset[str]
    equipment_types: frozenset[str]
    object_groups: frozenset[str]
    excluded_objects: frozenset[str]


def services_of(version: ContractVersion) -> Sequence[Served]:
    """The lines of a version with what each covers, by code."""
    if is_read(version, "services"):
        return once(version, "services", lambda: [_served(row) for row in version.services.all()])
    return kept(version, "services", lambda: _services_read(version.pk))


def _services_read(version_id: UUID) -> list[Served]:
    lines = _SERVICES(version_id=version_id)
    return [Served(line["code"], *(as_ids(line[name]) for name in _COVERED)) for line in lines]


def _served(line: Service) -> Served:
    return Served(line.code, *(ids_of(line, name) for name in _COVERS))


def _services(version_id: UUID) -> QuerySet[Service, Any]:
    lines = Service.objects.filter(version=version_id).order_by("code")
    covered = {
        each: ArraySubquery(_ids(name)) for each, name in zip(_COVERED, _COVERS, strict=True)
    }
    named: QuerySet[Service, Any] = lines.annotate(**covered).values("code", *covered)
    return named


def _ids(name: str) -> QuerySet[Any, Any]:
    """The ids that a line of the outer query names under `name`."""
    field: Any = Service._meta.get_field(name)
    through: QuerySet[Any, Any] = field.remote_field.through.objects.all()
    ids: QuerySet[Any, Any] = through.values(field.m2m_reverse_field_name())
    return ids.filter(service=OuterRef("pk"))


_COVERS: Final = ("work_types", "equipment_types", "object_groups", "excluded_objects")
_COVERED: Final = tuple(f"{name}_ids" for name in _COVERS)
_SERVICES: Final = Written(_services)


def serves(service: Served, facts: PromiseFacts) -> bool:
    """Whether a contract's line speaks of this equipment, place and work; an empty list is any."""
    work, types, groups = service.work_types, service.equipment_types, service.object_groups
    return (
        str(facts.object.pk) not in service.excluded_objects
        and (not work or facts.work_type is None or str(facts.work_type.pk) in work)
        and (not types or facts.equipment_type in types)
        and (not groups or bool(groups & object_groups_of(facts.object)))
    )


def holds_on(version: ContractVersion, day: date) -> bool:
    """Whether a version that has begun still holds: until its last day, grace included. What has
    expired held no longer than that, whatever would have prolonged it."""
    contract = version.contract
    expired = contract.state == Contract.State.EXPIRED
    if version.valid_to is None:
        return not expired
    if contract.prolongs_itself and not expired:
        return True
    return day <= version.valid_to + timedelta(days=contract.grace_days)
