"""Everything that decides who pays for the visits of a bundle, read in a constant number of
queries; the rules themselves are those that decide the lines afterwards."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, prefetch_related_objects

from backend.catalog.models import LegalEntity, TaxTreatment
from backend.clients.models import Client, ServiceObject
from backend.contracts import as_rules, pricing, terms
from backend.contracts.as_rules import as_price_list, indexed
from backend.contracts.chain import clients_above_each
from backend.contracts.coverage import CONTRACT_PARTY, CoverageRule
from backend.contracts.in_force import all_standing_terms, nearest_standing_terms
from backend.contracts.models import ContractVersion, PriceListVersion, StandingTerms
from backend.contracts.models import CoverageRule as ClauseRow
from backend.contracts.price_list import PriceList
from backend.contracts.quota_counts import QuotaBook
from backend.contracts.quotas import QuotaLeft
from backend.contracts.service_hours import Calendar
from backend.contracts.taxes import as_rule, entity_billed, treatments_among
from backend.contracts.warranties import kept_warranties, readings_of
from backend.desk.models import WorkOrder
from backend.dispatch.models import Visit
from backend.fieldwork.work_done import AskedBefore

Source = ContractVersion | StandingTerms


class Books:
    """Contracts, prices, quotas and taxes of `visits`, for days up to `until`.

    The visits were fetched with `works`, each with its work order, unit and warranties, contract
    version, contract and both entities.
    """

    def __init__(self, visits: Sequence[Visit], until: date) -> None:
        self.until = until
        self.orders = [work.work_order for visit in visits for work in visit.works.all()]
        found = {o.contract_version_id: o.contract_version for o in self.orders}
        self.versions: dict[UUID, ContractVersion] = {
            version.pk: version for version in found.values() if version is not None
        }
        versions = list(self.versions.values())
        self.standing = list(all_standing_terms().select_related("calendar"))
        prefetch_related_objects([*versions, *self.standing], "calendar__exceptions")
        prefetch_related_objects(versions, "quotas", *_clauses())
        entities = [terms.entity for terms in self.standing]
        prefetch_related_objects(entities, "versions")
        self._rules = {key: as_rules.coverage_rules_for(row) for key, row in self.versions.items()}
        self.quotas = QuotaBook(versions)
        self._hours: dict[tuple[UUID, str], Calendar] = {}
        self._prices: dict[tuple[UUID, date], PriceList | None] = {}

    def version_of(self, order: WorkOrder) -> ContractVersion | None:
        """The contract version of a work order, with everything of it fetched."""
        return self.versions.get(order.contract_version_id) if order.contract_version_id else None

    def source_at(self, place: ServiceObject, version: ContractVersion | None) -> Source | None:
        """The contract version, else the standing terms that hold at `place`, if there are any."""
        return version or nearest_standing_terms(self.standing, place)

    def rules_of(self, version: ContractVersion | None) -> Sequence[CoverageRule] | None:
        return self._rules[version.pk] if version else None

    def quotas_left(self, version: ContractVersion | None, day: date) -> Mapping[str, QuotaLeft]:
        return self.quotas.left(version, day)

    def hours_of(self, source: Source, zone: str) -> Calendar:
        """Service hours in an object's zone; a calendar is built once."""
        key = source.pk, zone
        if key not in self._hours:
            self._hours[key] = as_rules.service_hours_of(source, zone)
        return self._hours[key]

    def prices_of(self, source: Source, day: date) -> PriceList | None:
        """The prices that hold on `day`, None where the list has none yet."""
        key = source.pk, day
        if key not in self._prices:
            begun = [v for v in self._lists.get(source.price_list_id, []) if v.valid_from <= day]
            newest = max(begun, key=lambda version: version.valid_from, default=None)
            self._prices[key] = (
                indexed(as_price_list(newest.price_list, newest), source) if newest else None
            )
        return self._prices[key]

    @cached_property
    def _lists(self) -> dict[UUID, list[PriceListVersion]]:
        sources: list[Source] = [*self.versions.values(), *self.standing]
        rows = PriceListVersion.objects.filter(
            price_list_id__in={source.price_list_id for source in sources},
            valid_from__lte=self.until,
        ).select_related("price_list")
        found: dict[UUID, list[PriceListVersion]] = {}
        for row in rows.prefetch_related("items"):
            found.setdefault(row.price_list_id, []).append(row)
        return found

    def charge_terms(
        self, source: Source, calendar: Calendar, payer: Client, day: date
    ) -> pricing.ChargeTerms:
        """How lines of `payer` are charged and taxed; Refused("no-tax-treatment")."""
        version = source if isinstance(source, ContractVersion) else None
        ours = source_entity(source)
        theirs = entity_billed(payer, version)
        rows = treatments_among(self._treatments.get(ours.pk, []), ours, theirs, day)
        usual = {kind: as_rule(row) for kind, row in rows.items()}
        return terms.charge_terms_for(version, calendar, usual)

    @cached_property
    def _treatments(self) -> dict[UUID, list[TaxTreatment]]:
        found: dict[UUID, list[TaxTreatment]] = {}
        for row in TaxTreatment.objects.filter(entity__is_ours=True):
            if row.entity_id is not None:
                found.setdefault(row.entity_id, []).append(row)
        return found

    def payer(self, code: str, visit: Visit, version: ContractVersion | None) -> Client:
        """The client behind a payer of work items."""
        if code != CONTRACT_PARTY:
            return self._others[UUID(code)]
        return version.contract.client if version else visit.client

    @cached_property
    def _others(self) -> dict[UUID, Client]:
        """Clients that work orders or warranties name as payers."""
        named = {order.bill_to_id for order in self.orders} | set(self._warrantors())
        rows = Client.objects.filter(pk__in=[key for key in named if key])
        return {row.pk: row for row in rows.prefetch_related("entities__versions")}

    def _warrantors(self) -> Iterator[UUID | None]:
        for unit in self._units():
            yield from (warranty.payer_id for warranty in kept_warranties(unit))

    @cached_property
    def asked_before(self) -> AskedBefore:
        """What the work items share: chains of clients and the readings warranties ask about."""
        metered = [unit.pk for unit in self._units() if any(w.meter for w in kept_warranties(unit))]
        chains = clients_above_each({order.client_id for order in self.orders})
        return AskedBefore(chains, readings_of(metered) if metered else {})

    def _units(self) -> Iterable[Any]:
        return (order.equipment for order in self.orders if order.equipment is not None)


def _clauses() -> "tuple[Prefetch[Any], Prefetch[Any]]":
    """The clauses of versions with what a rule reads of them."""
    return (
        Prefetch("coverage_rules", ClauseRow.objects.select_related("quota")),
        Prefetch("coverage_rules__excluded_objects", ServiceObject.objects.only("pk")),
    )


def source_entity(source: Source) -> LegalEntity:
    """Our entity of standing terms or of a contract."""
    return source.entity if isinstance(source, StandingTerms) else source.contract.our_entity
