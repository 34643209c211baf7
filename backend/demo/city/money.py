"""Lines of finished visits: what the same work costs is asked of the billing rules once."""

import random
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any, Final
from uuid import UUID

from django.utils import translation

from backend.billing.agreed import Agreed
from backend.billing.models import BillableLine
from backend.catalog.models import LegalEntity, LegalEntityDetails, TaxTreatment
from backend.clients.models import Client, Equipment
from backend.contracts import as_rules, coverage
from backend.contracts.models import ContractVersion, PriceListVersion
from backend.contracts.quotas import QuotaTaken
from backend.contracts.work_done import TimeSpell, Trip, UsedPart, WorkDone, WorkItem
from backend.demo.city.included import Included, counted
from backend.desk.models import WorkOrder

SUBJECT: Final = "\N{SYMBOL FOR SUBSTITUTE}"
"""Stands for the equipment's name in a text made once for all."""
DISPUTED: Final = 0.03
# Columns that say whose line it is; the rest is the same for equal work.
OWN: Final = frozenset(
    {"id", "client_id", "bill_to_id", "contract_version_id", "supplied_on", "drafted_at"}
)


@dataclass(frozen=True)
class Done:
    """What pricing asks about one visit: labour, the part used (code, unit), how it went."""

    equipment: Equipment
    work_type: str
    impact: str
    begin: datetime
    minutes: int
    part: tuple[str, str] | None = None
    failed: bool = False
    night: bool = False


@dataclass(frozen=True)
class Worth:
    """One line as billing drafted it, before it belongs to a visit."""

    row: dict[str, Any]
    treatment: TaxTreatment

    @property
    def is_paid(self) -> bool:
        return bool(self.row["amount"])


@dataclass(frozen=True)
class Priced:
    """The lines of one visit, and what they took of the contract's quotas."""

    worths: list[Worth]
    taken: dict[str, QuotaTaken]


@dataclass(frozen=True)
class Bargain:
    """What one client agreed to; `alike` is equal for clients whose lines come out the same."""

    client: Client
    version: ContractVersion | None

    @cached_property
    def theirs(self) -> LegalEntity | None:
        """The company on the client's side of the papers."""
        return self.version.contract.their_entity if self.version else self.client.entities.first()

    @cached_property
    def rules(self) -> tuple[coverage.CoverageRule, ...] | None:
        return as_rules.coverage_rules_for(self.version)

    @cached_property
    def alike(self) -> int:
        version, theirs = self.version, self.theirs
        company = theirs.versions.values_list("country", "vat_registered").last() if theirs else ()
        said = version and (
            version.price_list_id,
            version.calendar_id,
            version.discount_percent,
            str(version.discounts),
        )
        return hash((self.rules, said, company, self.client.language))

    def asks(self, done: Done) -> tuple[Any, ...]:
        """What of the work the clauses look at besides the kind of the line."""
        if any(rule.work_type or rule.equipment_type or rule.impact for rule in self.rules or ()):
            return done.work_type, done.equipment.type_id, done.impact
        return ()


class Pricing:
    """Prices visits by each client's terms; equal work of equal terms is priced once."""

    def __init__(self, versions: dict[UUID, ContractVersion]) -> None:
        self.versions = versions
        self.turns = _turning_days()
        self.bargains: dict[UUID, Bargain] = {}
        self.included = Included(versions.values())
        self.known: dict[tuple[Any, ...], Priced] = {}
        self.agreed: dict[tuple[int, int], Agreed] = {}

    def bargain(self, client: Client) -> Bargain:
        """What holds for a client, looked up once."""
        if client.id not in self.bargains:
            self.bargains[client.id] = Bargain(client, self.versions.get(client.id))
        return self.bargains[client.id]

    def lines(self, client: Client, done: Done, day: date) -> Priced:
        """The lines of one visit of the day for one work order."""
        bargain = self.bargain(client)
        age = bisect_right(self.turns, done.begin.date())
        shape = done.minutes, done.night, done.part, done.failed
        left = self.included.left(bargain.version, day)
        key = (bargain.alike, age, *shape, *bargain.asks(done), left)
        if key not in self.known:
            with translation.override(client.language):
                agreed = self._agreed(bargain, age, done)
                agreed.quotas = counted(left)
                self.known[key] = Priced(_drafted(agreed, done), agreed.quotas.taken())
        return self.known[key]

    def _agreed(self, bargain: Bargain, age: int, done: Done) -> Agreed:
        """The terms between two turning days, looked up once for all who agreed alike."""
        key = bargain.alike, age
        if key not in self.agreed:
            place = done.equipment.object
            assert place is not None
            day = done.begin.date()
            self.agreed[key] = Agreed(place, bargain.client, bargain.version, day)
        return self.agreed[key]


def _turning_days() -> list[date]:
    """Days from which prices, taxes or a company's particulars differ from the day before."""
    models = PriceListVersion, TaxTreatment, LegalEntityDetails
    return sorted(
        {day for each in models for day in each.objects.values_list("valid_from", flat=True)}
    )


def _drafted(agreed: Agreed, done: Done) -> list[Worth]:
    order = WorkOrder(equipment=Equipment(name=SUBJECT))
    lines = [
        agreed.line(priced, order, BillableLine.Source.VISIT)
        for priced in agreed.priced(_facts(done))
    ]
    return [Worth(_shared(line), line.tax_treatment) for line in lines]


def _facts(done: Done) -> WorkDone:
    item = WorkItem(
        SUBJECT,
        work_type=done.work_type,
        impact=done.impact,
        equipment_type=str(done.equipment.type_id),
    )
    if done.failed:
        return WorkDone(done.begin, (item,), failed=True)
    end = done.begin + timedelta(minutes=done.minutes)
    return WorkDone(
        arrived_at=done.begin,
        works=(item,),
        times=(TimeSpell(SUBJECT, "lead", "standard", done.begin, end),),
        trips=(Trip("lead", 2_000, "A"),),
        parts=(UsedPart(SUBJECT, done.part[0], Decimal(1), done.part[1]),) if done.part else (),
    )


def _shared(line: BillableLine) -> dict[str, Any]:
    names = [field.attname for field in BillableLine._meta.concrete_fields]
    return {name: getattr(line, name) for name in names if name not in OWN}


def judged(worth: Worth, day: date, today: date, chance: random.Random) -> dict[str, Any]:
    """The state a line is in by now: a few paid ones disputed, the young ones not yet read."""
    state = BillableLine.State
    if worth.row["question"]:
        return {"state": state.NEEDS_APPROVAL}
    if worth.is_paid and chance.random() < DISPUTED:
        return {"state": state.REJECTED, "change_reason": "Disputed by the client"}
    is_young = day > today - timedelta(days=4)
    return {"state": state.PROPOSED if is_young else state.APPROVED}
